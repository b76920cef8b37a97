/** Processes that listen for a container, as data: ending one of them never frees the port for good. */
import type { ProcessInfo } from '../measure/measurement';

/** Whose proxy it is; `wsl` is no container, and is told apart by its own cause. */
export interface ContainerProxy {
  /** A proper name; the same in every language. */
  readonly label: string;
  readonly runtime?: 'docker' | 'podman';
}

const proxies: readonly { readonly name: RegExp; readonly proxy: ContainerProxy }[] = [
  // One for each published port (moby, cmd/docker-proxy); Rootless Docker has its own.
  { name: /^(?:docker-proxy|rootlesskit)/, proxy: { label: 'Docker', runtime: 'docker' } },
  {
    name: /^(?:com\.docker\.ba|com\.docker\.backend|com\.docker\.vpnkit|vpnkit)/i,
    proxy: { label: 'Docker Desktop', runtime: 'docker' },
  },
  // rootlessport, slirp4netns and pasta forward for rootless Podman, gvproxy for its machine (containers/podman).
  {
    name: /^(?:rootlessport|slirp4netns|gvproxy|win-sshproxy|pasta|conmon)/,
    proxy: { label: 'Podman', runtime: 'podman' },
  },
  {
    name: /^(?:OrbStack|limactl|colima)/i,
    proxy: { label: 'the virtual machine of your containers' },
  },
];

/** The proxy that a process is; undefined where it is none. */
export function containerProxyOf({ name }: Pick<ProcessInfo, 'name'>): ContainerProxy | undefined {
  return proxies.find((each) => each.name.test(name))?.proxy;
}
