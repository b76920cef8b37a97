/**
 * Debuggers by their command lines: which processes are parts of one, and on which port a program
 * speaks with its own. Their connections are none of the workspace's.
 */
import { portNumber } from '../recognize/portNumber';
import type { DebuggerMark } from './clients';

/**
 * js-debug's watchdog (a child of each Node program, connected to its inspector), debugpy's adapter
 * and launcher, Delve, vsdbg, netcoredbg, the adapter of cpptools, GDB, lldb-dap,
 * lldb-server, CodeLLDB.
 */
const PARTS: readonly RegExp[] = [
  /[\\/](?:ms-vscode\.)?js-debug[^\s]*[\\/]watchdog(?:\.bundle)?\.js\b/,
  // The program itself runs as `…/debugpy/launcher/../../debugpy --connect …`.
  /[\\/]debugpy[\\/](?:adapter|launcher)(?:[\\/]__main__\.py)?["\s]|-m\s+debugpy\.adapter\b/,
  /(?:^|[\\/])(?:dlv|dlv-dap|vsdbg|vsdbg-ui|netcoredbg|OpenDebugAD7|gdb|lldb-dap|lldb-server|lldb-vscode|codelldb)(?:\.exe)?["\s]/,
];

/** Each captures the port, or none where it is the default one. */
const PORTS: readonly { readonly pattern: RegExp; readonly defaultPort?: number }[] = [
  // https://nodejs.org/api/cli.html#--inspecthostport
  { pattern: /\s--inspect(?:-brk|-wait)?(?:=(?:\S*:)?(\d+))?(?=\s|$)/, defaultPort: 9229 },
  // https://docs.oracle.com/en/java/javase/17/docs/specs/jpda/conninv.html
  { pattern: /[\s"](?:-agentlib:|-Xrun)jdwp[=:]\S*\baddress=(?:[^\s,]*:)?(\d+)/ },
  // `python …/debugpy --connect 127.0.0.1:43211`, `…/debugpy/launcher 43211 -- program.py`
  { pattern: /\bdebugpy\b\S*\s.*?--(?:connect|listen)\s+(?:\S*:)?(\d+)/ },
  { pattern: /[\\/]debugpy[\\/]launcher"?\s+(?:\S*:)?(\d+)/ },
  { pattern: /(?:^|[\\/])dlv(?:-dap)?(?:\.exe)?["\s].*?--listen[=\s](?:\S*:)?(\d+)/ },
];

/** Longer command lines (class paths) are not searched to their end. */
const SEARCHED = 4_096;

/** @param commandLine the arguments joined by blanks: hostile text */
export function debuggerMark(commandLine: string): DebuggerMark {
  const text = `${commandLine.slice(0, SEARCHED)} `;
  const ports = PORTS.flatMap(({ pattern, defaultPort }) => {
    const match = pattern.exec(text);
    return match === null ? [] : (portNumber(match[1]) ?? defaultPort ?? []);
  });
  return { isPart: PARTS.some((part) => part.test(text)), ports };
}
