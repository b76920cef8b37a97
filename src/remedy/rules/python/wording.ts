import * as l10n from '@vscode/l10n';
import { rotationCost } from '../../rotationCost';
import type { Repetition } from './scopes';

/** The client libraries that keep connections in a session. */
export type Library = 'requests' | 'httpx' | 'aiohttp';

/** A loop that waits between its passes makes few connections a minute. */
export function severityOf({ kind, isPaced }: Repetition): 'warning' | 'information' {
  return kind === 'loop' && !isPaced ? 'warning' : 'information';
}

/** Client-side TIME_WAIT after 20 of 20 calls: requests, httpx and aiohttp (facts.md A6). */
export function clientClosesFirst({ kind }: Repetition): string {
  return kind === 'loop'
    ? l10n.t(
        'This side closes first, so every pass of the loop costs a handshake and leaves a local port in TIME_WAIT.',
      )
    : l10n.t(
        'This side closes first, so every call costs a handshake and leaves a local port in TIME_WAIT.',
      );
}

/** Documented: httpx.Client is thread-safe; requests.Session is not said to be; aiohttp is per loop. */
export function sharingCost(library: Library, isAsync: boolean): string {
  return `${sharing(library, isAsync)} ${raceOfKeepAlive()}`;
}

/** What keep-alive costs in every library. */
export function raceOfKeepAlive(): string {
  return l10n.t(
    'The server may close an idle connection just as a request goes out on it: retry requests that may be repeated.',
  );
}

function sharing(library: Library, isAsync: boolean): string {
  if (isAsync) {
    return l10n.t(
      'Cookies that a server sets are sent by all callers from then on. The session belongs to the event loop it is made in: asyncio.run closes it, a loop that is run in another way has to be ended with shutdown_asyncgens().',
    );
  }
  return library === 'httpx'
    ? l10n.t(
        'Cookies that a server sets are sent by all callers from then on. httpx.Client may be used by several threads; a process that forks has to make its own.',
      )
    : l10n.t(
        'Cookies that a server sets are sent by all callers from then on. requests.Session is commonly shared by threads, but not documented as safe for it; a process that forks has to make its own.',
      );
}

/** The adapter sets SO_REUSEADDR on Unix, and tries the next port; facts.md A2. */
export const costOfAdapter = rotationCost({
  retakes: true,
  retriesConnect: true,
  more: () => l10n.t('A proxy is not covered.'),
});

/** `http.client` has no place for SO_REUSEADDR. */
export const costOfSourceAddress = rotationCost({ retakes: false, retriesConnect: true });
