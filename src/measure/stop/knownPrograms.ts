/**
 * Programs that are never stopped, because what a person wants is elsewhere: forwarders of other
 * machines' ports, and the system's own. Names, in lower case, as the readers of processes give them.
 */
import type { ProcessInfo } from '../measurement';

/** What stands behind a process that only forwards a port. */
export type Relay = 'container' | 'wsl';

const CONTAINER_RELAYS = new Set([
  'docker-proxy', // one for each published port (docs.docker.com/engine/network/packet-filtering-firewalls)
  'com.docker.backend',
  'com.docker.backend.exe',
  'com.docker.vpnkit',
  'vpnkit',
  'vpnkit.exe',
  'rootlesskit',
  'rootlessport', // Podman and Docker without root
  'rootlessport-child',
  'slirp4netns',
  'pasta',
  'pasta.avx2',
  'gvproxy',
  'gvproxy.exe',
  'conmon',
  'containerd-shim',
  'containerd-shim-runc-v2',
  'limactl',
]);
const WSL_RELAYS = new Set(['wslhost.exe', 'wslrelay.exe', 'wslservice.exe', 'vmmemwsl', 'vmmem']);

/** Of the user's own session on any system; as root (in a container) even root's are "ours". */
const SYSTEM_NAMES = new Set([
  'init',
  'systemd',
  'launchd',
  'dbus-daemon',
  'dbus-broker',
  'sshd',
  'sshd-session',
  'login',
  'dockerd',
  'containerd',
  'podman',
  'networkmanager',
  'dnsmasq',
  'cupsd',
  'xorg',
  'xwayland',
  'gnome-shell',
  'kwin_wayland',
  'pipewire',
  'tini',
  'dumb-init',
  // macOS: AirPlay Receiver is the Control Center (5000 and 7000), and its neighbours.
  'controlcenter',
  'rapportd',
  'sharingd',
  'loginwindow',
  'windowserver',
  'finder',
  // Windows
  'system',
  'registry',
  'smss.exe',
  'csrss.exe',
  'wininit.exe',
  'winlogon.exe',
  'services.exe',
  'lsass.exe',
  'svchost.exe',
  'spoolsv.exe',
  'dwm.exe',
  'explorer.exe',
]);

/** Where each system keeps programs of its own that nobody debugs. */
const SYSTEM_FOLDERS: Readonly<Record<'linux' | 'darwin' | 'win32', RegExp>> = {
  linux: /^\/(?:usr\/)?lib\/systemd\//,
  darwin: /^\/(?:System|usr\/libexec|usr\/sbin|sbin)\//,
  win32: /^"?[a-z]:\\windows\\(?:system32|syswow64)\\/i,
};

/** What the process forwards, or undefined where it is no forwarder that is known. */
export function relayOf(name: string, commandLine = ''): Relay | undefined {
  const program = programOf(commandLine);
  for (const each of [name.toLowerCase(), program]) {
    if (CONTAINER_RELAYS.has(each)) return 'container';
    if (WSL_RELAYS.has(each)) return 'wsl';
  }
  return undefined;
}

/** Whether the process belongs to the system, whoever it runs as. */
export function systemProgram(
  { name, commandLine = '' }: Pick<ProcessInfo, 'name' | 'commandLine'>,
  platform: 'linux' | 'darwin' | 'win32',
): boolean {
  // `(sd-pam)` and the like, and kernel threads, which have no command line.
  if (platform === 'linux' && commandLine === '') return true;
  return SYSTEM_NAMES.has(name.toLowerCase()) || SYSTEM_FOLDERS[platform].test(commandLine);
}

function programOf(commandLine: string): string {
  const [first = ''] = commandLine.split(' ');
  return first.slice(Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1).toLowerCase();
}
