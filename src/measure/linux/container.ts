/** Which container a process lives in, from the names that runtimes give to its control group. */
import type { ContainerInfo } from '../measurement';

/** What stands before an id in a path: `docker-<id>.scope` (systemd) or `/docker/<id>` (cgroupfs). */
const RUNTIMES: Readonly<Record<string, ContainerInfo['runtime']>> = {
  docker: 'docker',
  libpod: 'podman',
  'cri-containerd': 'containerd',
  crio: 'cri-o',
};
const ID = '[0-9a-f]{64}';
const NAMED = new RegExp(`/(docker|libpod|cri-containerd|crio)[-/](${ID})(?:\\.scope)?(?:/|$)`);
/** With the cgroupfs driver Kubernetes names the pod and the id, and no runtime. */
const IN_POD = new RegExp(`/kubepods/(?:[^/]+/)*pod[^/]+/(${ID})(?:/|$)`);
/** cgroup v1 has a line for each of a dozen controllers; a path is at most PATH_MAX long. */
const MAX_TEXT = 64 * 1024;

/**
 * The container of a process from its /proc/<pid>/cgroup (cgroups(7)): lines of
 * `hierarchy:controllers:path`. Undefined outside of any, and where the process has a control group
 * namespace of its own that we share: then the path is `/`.
 */
export function containerOf(cgroupText: string): ContainerInfo | undefined {
  for (const line of cgroupText.slice(0, MAX_TEXT).split('\n')) {
    const path = /^\d+:[^:]*:(\/.*)$/.exec(line)?.[1];
    if (path === undefined) continue;
    const [, name, id] = NAMED.exec(path) ?? [];
    const runtime = RUNTIMES[name ?? ''];
    if (id !== undefined) return { id, ...(runtime && { runtime }) };
    const idInPod = IN_POD.exec(path)?.[1];
    if (idInPod !== undefined) return { id: idInPod };
  }
  return undefined;
}
