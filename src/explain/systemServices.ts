/** Programs that a system or a setup starts by itself and that often have a port one wants, as data. */
import * as l10n from '@vscode/l10n';
import type { ProcessInfo } from '../measure/measurement';
import type { Platform } from '../recognize/socketError';

/** One service, how it is known, and what to do instead of ending its process. */
export interface SystemService {
  /** A proper name; the same in every language. */
  readonly label: string;
  readonly platform?: Platform;
  /** By the name of its executable, without `.exe`. */
  readonly name: RegExp;
  /** Where the same executable does other things on other ports. */
  readonly ports?: readonly number[];
  readonly processId?: number;
  /** What it is, and how it lets go of its port. */
  readonly advice: () => string;
  /** A command that looks or stops it, as its own system means it to be done. */
  readonly command?: { readonly purpose: () => string; readonly command: string };
}

const services: readonly SystemService[] = [
  {
    // Werkzeug prints the same hint on macOS (facts.md, addenda); the process is ControlCenter.
    label: 'AirPlay Receiver',
    platform: 'darwin',
    name: /^ControlCe/,
    ports: [5_000, 7_000],
    advice: () =>
      l10n.t(
        'macOS receives AirPlay there. Switch “AirPlay Receiver” off in System Settings, General, AirDrop & Handoff, or use another port; ended, it comes back at once.',
      ),
  },
  {
    // Process 4 has the ports of Windows' file sharing too: 445, and 139 over NetBIOS
    // (learn.microsoft.com/troubleshoot/windows-server/networking/service-overview-and-network-port-requirements).
    label: 'SMB',
    platform: 'win32',
    name: /^System$/i,
    processId: 4,
    ports: [139, 445],
    advice: () =>
      l10n.t(
        'Windows shares files and printers there. Process 4 is the system itself and cannot be ended: use another port.',
      ),
  },
  {
    label: 'HTTP.sys',
    platform: 'win32',
    name: /^System$/i,
    processId: 4,
    advice: () =>
      l10n.t(
        'The Windows kernel listens there for IIS, WinRM, SQL Server Reporting or another service that registered a URL. Process 4 is the system itself and cannot be ended; stop the service, or use another port.',
      ),
    command: {
      purpose: () => l10n.t('List which service registered the URL.'),
      command: 'netsh http show servicestate view=requestq',
    },
  },
  {
    label: 'IIS',
    platform: 'win32',
    name: /^(?:w3wp|inetinfo)$/i,
    advice: () => l10n.t('Stop the site in the IIS Manager, or use another port.'),
  },
  {
    label: 'PostgreSQL',
    name: /^(?:postgres|postmaster)$/i,
    advice: () => database(),
  },
  { label: 'MySQL', name: /^(?:mysqld|mariadbd)$/i, advice: () => database() },
  { label: 'SQL Server', name: /^sqlservr$/i, advice: () => database() },
  { label: 'MongoDB', name: /^mongod$/i, advice: () => database() },
  { label: 'Redis', name: /^(?:redis-server|valkey-server)$/i, advice: () => database() },
  { label: 'nginx', name: /^nginx$/i, advice: () => webServer() },
  { label: 'Apache', name: /^(?:httpd|apache2)$/i, advice: () => webServer() },
  {
    label: 'systemd-resolved',
    platform: 'linux',
    name: /^systemd-resolve/,
    advice: () => l10n.t('It answers the machine’s own DNS questions: use another port.'),
  },
  {
    label: 'CUPS',
    name: /^cupsd$/,
    advice: () => l10n.t('It prints: use another port.'),
  },
];

function database(): string {
  return l10n.t(
    'It may serve other projects, and ended by force it may have to repair its files: stop it as its service manager does, or use another port.',
  );
}

function webServer(): string {
  return l10n.t(
    'It is a service of this machine and would be started again: stop it as its service manager does, or use another port.',
  );
}

/** The service that a process is, if it is a known one. */
export function systemServiceOf(
  process: Pick<ProcessInfo, 'name' | 'processId'>,
  port: number,
  platform: Platform,
): SystemService | undefined {
  const name = process.name.replace(/\.exe$/i, '');
  return services.find(
    (each) =>
      each.name.test(name) &&
      (each.platform ?? platform) === platform &&
      (each.processId ?? process.processId) === process.processId &&
      (each.ports ?? [port]).includes(port),
  );
}
