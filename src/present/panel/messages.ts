/** Checks what the webview sends: it is as untrusted as anything else that renders foreign text. */
import * as v from 'valibot';
import type { FromPanel } from './protocol';

const id = v.pipe(v.string(), v.maxLength(200));

/** A chart of a wide panel on a fine screen is a tenth of it. */
const mostPictureCharacters = 4_000_000;

/** More rows than anyone keeps open; see also media/panel/render/who/openRows.ts. */
const mostOpenRows = 20;

const message = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({ type: v.literal('measure') }),
  v.strictObject({ type: v.literal('openFrame') }),
  v.strictObject({
    type: v.literal('showSockets'),
    destinationIds: v.pipe(v.array(id), v.maxLength(mostOpenRows)),
  }),
  v.strictObject({ type: v.literal('openSite'), siteId: id }),
  v.strictObject({ type: v.literal('openFinding'), findingId: id }),
  v.strictObject({ type: v.literal('applyFix'), findingId: id, fixId: id }),
  v.strictObject({ type: v.literal('doAct'), actId: id }),
  v.strictObject({ type: v.literal('compareRuns'), beforeId: id, afterId: id }),
  v.strictObject({ type: v.literal('copyComparison') }),
  v.strictObject({
    type: v.literal('saveReport'),
    format: v.picklist(['markdown', 'json']),
    picture: v.exactOptional(v.pipe(v.string(), v.maxLength(mostPictureCharacters), v.base64())),
  }),
  v.strictObject({ type: v.literal('copyRemedy'), remedyId: id }),
  v.strictObject({ type: v.literal('typeRemedy'), remedyId: id }),
  v.strictObject({ type: v.literal('openLearnMore') }),
]);

/** The message, or undefined where it is none that a panel of ours would send. */
export function parseFromPanel(given: unknown): FromPanel | undefined {
  const result = v.safeParse(message, given);
  return result.success ? result.output : undefined;
}
