/**
 * Popular advice that is wrong, as data: what is said, where a person meets it, and why not. The
 * sources are those of facts.md and peers.md 3b.
 */
import * as l10n from '@vscode/l10n';
import type { Platform } from '../recognize/socketError';
import type { WrongAdvice } from './verdict';

/** The case that a piece of advice may be given for. */
export interface AdvisedCase {
  readonly cause: string;
  readonly illness: string;
  readonly platform: Platform;
  readonly runtime?: string;
}

interface AdviceEntry {
  readonly id: string;
  /** As those who give it write it. */
  readonly advice: string;
  /** The same in what a person asks or is about to run. */
  readonly pattern: RegExp;
  readonly whyNot: () => string;
  readonly source: string;
  /** Where it is wrong; everywhere where absent. */
  readonly platforms?: readonly Platform[];
  /** The cases in which people are given it. */
  readonly isMet: (advised: AdvisedCase) => boolean;
  /** It is about a setting of the network, and stands among the remedies for the system instead. */
  readonly isSetting?: true;
}

const unix: readonly Platform[] = ['linux', 'darwin'];
const isTaken = ({ illness }: AdvisedCase): boolean => illness === 'address-taken';
const isExhausted = ({ illness }: AdvisedCase): boolean => illness === 'ephemeral-exhaustion';

const entries: readonly AdviceEntry[] = [
  {
    id: 'kill-by-name',
    advice: 'killall node',
    pattern: /\b(?:killall|pkill)\b[^|;&]{0,80}\b(?:node|python\d?|java|dotnet)\b/i,
    platforms: unix,
    isMet: isTaken,
    whyNot: () =>
      l10n.t(
        'It ends every program of that name: the language servers and extensions of this editor, and other projects, as well. Stop the one process that listens.',
      ),
    source: 'rebutify #334, esm #676',
  },
  {
    id: 'kill-by-image',
    advice: 'taskkill /F /IM node.exe',
    pattern: /\btaskkill\b[^|;&]{0,80}\/im\b/i,
    platforms: ['win32'],
    isMet: isTaken,
    whyNot: () =>
      l10n.t(
        'It ends every program of that name: the language servers and extensions of this editor, and other projects, as well. Stop the one process that listens.',
      ),
    source: 'rebutify #334, esm #676',
  },
  {
    id: 'kill-all-on-port',
    advice: 'lsof -ti :PORT | xargs kill -9',
    pattern:
      /\blsof\b(?!.*LISTEN)[^;&]{0,80}\|\s*xargs[^;&]{0,40}\bkill\b|\bfuser\b[^;&]{0,40}\s-k/i,
    platforms: unix,
    isMet: isTaken,
    whyNot: () =>
      l10n.t(
        'It lists whoever is connected to the port too, a browser for one, and “-9” lets nobody close its files. Ask for listeners alone (“-sTCP:LISTEN”), and end them with SIGTERM first.',
      ),
    source: 'supertest #645',
  },
  {
    id: 'kill-proxy',
    advice: 'kill -9 docker-proxy',
    pattern: /\bkill\b[^|;&]{0,60}\b(?:docker-proxy|com\.docker)\b/i,
    isMet: ({ cause }) => cause === 'container-holds-port',
    whyNot: () =>
      l10n.t(
        'The runtime goes on believing that the port is given out, and the container runs on without it. Stop the container.',
      ),
    source: 'shinyproxy #457, moby #25981',
  },
  {
    id: 'reuse-address-on-windows',
    advice: 'SO_REUSEADDR',
    pattern: /\bSO_REUSEADDR\b|\breuse_?addr(?:ess)?\b/i,
    platforms: ['win32'],
    isMet: isTaken,
    whyNot: () =>
      l10n.t(
        'On Windows it lets two programs have the same port at once, and nobody knows which of them gets a connection. SO_EXCLUSIVEADDRUSE is what a server wants there.',
      ),
    source: 'Microsoft, Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE',
  },
  {
    id: 'reuse-setting-for-listener',
    advice: 'sysctl -w net.ipv4.tcp_tw_reuse=1',
    pattern: /\btcp_tw_reuse\b/i,
    platforms: ['linux'],
    isMet: ({ cause }) => cause === 'waiting-listener',
    whyNot: () =>
      l10n.t('It is for outgoing connections alone: a listener needs SO_REUSEADDR instead.'),
    source: 'Linux, tcp_twsk_unique; Documentation/networking/ip-sysctl',
  },
  {
    id: 'tcp-fin-timeout',
    advice: 'sysctl -w net.ipv4.tcp_fin_timeout=10',
    pattern: /\btcp_fin_timeout\b/i,
    platforms: ['linux'],
    isMet: ({ cause, illness }) =>
      illness === 'ephemeral-exhaustion' && cause !== 'peer-keeps-open',
    isSetting: true,
    whyNot: () =>
      l10n.t(
        'Changes nothing here: it is how long an orphaned socket stays in FIN-WAIT-2, not TIME_WAIT.',
      ),
    source: 'Linux, Documentation/networking/ip-sysctl: tcp_fin_timeout; include/net/tcp.h',
  },
  {
    id: 'tcp-tw-recycle',
    advice: 'sysctl -w net.ipv4.tcp_tw_recycle=1',
    pattern: /\btcp_tw_recycle\b/i,
    platforms: ['linux'],
    isMet: isExhausted,
    isSetting: true,
    whyNot: () =>
      l10n.t(
        'Not possible any more: it broke connections from behind NAT, and Linux 4.12 removed it.',
      ),
    source: 'Linux commit 4396e46187ca (4.12): tcp: remove tcp_tw_recycle',
  },
  {
    id: 'max-user-port',
    advice: 'MaxUserPort',
    pattern: /\bMaxUserPort\b/i,
    platforms: ['win32'],
    isMet: isExhausted,
    isSetting: true,
    whyNot: () =>
      l10n.t(
        'Changes nothing here: obsolete since Windows Vista, where the dynamic port range took its place.',
      ),
    source: 'Microsoft, KB 929851; TCP/IP port exhaustion troubleshooting',
  },
  {
    id: 'timed-wait-delay-below-30',
    advice: 'TcpTimedWaitDelay = 5',
    pattern: /\bTcpTimedWaitDelay\b\D{0,40}\b(?:\d|[12]\d)\b/i,
    platforms: ['win32'],
    isMet: isExhausted,
    whyNot: () => l10n.t('Out of range: 30 to 300 seconds count, and only after a restart.'),
    source: 'Microsoft, KB 314053; dotnet/runtime #109141',
  },
  {
    id: 'reuse-unicast-port',
    advice: 'SO_REUSE_UNICASTPORT, ServicePointManager.ReusePort',
    pattern: /\bSO_REUSE_UNICASTPORT\b|\bReusePort\b/i,
    platforms: ['win32'],
    isMet: isExhausted,
    whyNot: () =>
      l10n.t(
        'It shares a local port between destinations: with connections to a single server it changes nothing.',
      ),
    source: 'dotnet/runtime #109141',
  },
  {
    id: 'connection-close',
    advice: 'Connection: close',
    pattern: /\bconnection\s*:\s*["']?close\b|\.Close\s*=\s*true|\bkeep-?alive\s*:\s*false/i,
    isMet: isExhausted,
    whyNot: () =>
      l10n.t(
        'It is the opposite of reuse: each call opens a connection of its own. At best the waiting moves to the server.',
      ),
    source: 'go-stress-testing #53; RFC 9112, 9.3',
  },
  {
    id: 'linger-zero',
    advice: 'SO_LINGER 0',
    pattern: /\bSO_LINGER\b|\bresetAndDestroy\b/i,
    isMet: isExhausted,
    whyNot: () =>
      l10n.t(
        'It resets the connection instead of closing it: no TIME_WAIT, but what is under way is lost without a word.',
      ),
    source: 'RFC 9293, 3.10.5 (ABORT); RFC 1337',
  },
  {
    id: 'dispose-every-client',
    advice: 'using var client = new HttpClient()',
    pattern: /\busing\b[^;]{0,60}\bnew HttpClient\b/i,
    isMet: ({ illness, runtime }) => illness === 'ephemeral-exhaustion' && runtime === 'dotnet',
    whyNot: () =>
      l10n.t(
        'Disposing the client closes its connections, and each of them then waits in TIME_WAIT: share one instead.',
      ),
    source: 'Microsoft, HttpClient guidelines',
  },
];

/** Longer questions are cut: they are a person's words, and may be a whole log. */
const maxQuestionLength = 10_000;

/** The wrong advice that a person meets in this case, apart from settings of the network. */
export function wrongAdviceFor(advised: AdvisedCase): readonly WrongAdvice[] {
  return entries
    .filter((entry) => entry.isSetting !== true && isWrongOn(entry, advised.platform))
    .filter((entry) => entry.isMet(advised))
    .map(adviceOf);
}

/** What of a person's words, or of a command, is wrong advice on this system. */
export function wrongAdviceIn(text: string, platform: Platform): readonly WrongAdvice[] {
  const bounded = text.slice(0, maxQuestionLength);
  return entries
    .filter((entry) => isWrongOn(entry, platform) && entry.pattern.test(bounded))
    .map(adviceOf);
}

/** One piece of advice on a network setting, by its id; undefined where it is not met in this case. */
export function wrongSetting(id: string, advised: AdvisedCase): WrongAdvice | undefined {
  const entry = entries.find((each) => each.id === id && each.isSetting === true);
  return entry?.isMet(advised) === true ? adviceOf(entry) : undefined;
}

function isWrongOn({ platforms }: AdviceEntry, platform: Platform): boolean {
  return platforms?.includes(platform) ?? true;
}

function adviceOf({ id, advice, whyNot, source }: AdviceEntry): WrongAdvice {
  return { id, advice, whyNot: whyNot(), source };
}
