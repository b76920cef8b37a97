/** The page from top to bottom: each block answers the question that the one above it raises. */
import type { Snapshot } from '../../../src/present/panel/protocol';
import type { Block, PanelContext, View } from '../context';
import { element, setAttribute } from '../dom';
import { createArithmetic } from './arithmetic';
import { createCalls } from './calls';
import { createDestinations } from './destinations';
import { createDoors } from './doors';
import { createEmpty } from './empty';
import { createFindings } from './findings';
import { createFooter } from './footer';
import { createMachineLine } from './machineLine';
import { createNumbers } from './numbers';
import { createRemedies } from './remedies';
import { createRuns } from './runs';
import { createSee } from './see';
import { createUnreadable } from './unreadable';
import { createVerdict } from './verdict';

export function createPage(context: PanelContext): View<Snapshot> {
  const arithmetic = createArithmetic();
  const blocks: readonly Block[] = [
    createMachineLine(context),
    createEmpty(context),
    createVerdict(context, arithmetic.reveal),
    createNumbers(),
    arithmetic,
    createSee(context),
    createCalls(context),
    createDestinations(),
    createFindings(context),
    createRemedies(context),
    createRuns(context),
    createUnreadable(),
    createDoors(context),
    createFooter(context),
  ];
  const main = element('main', 'panel', ...blocks.map((block) => block.element));
  let headline: string | undefined;
  return {
    element: main,
    update: (snapshot) => {
      setAttribute(main, 'data-phase', snapshot.phase);
      for (const block of blocks) {
        block.update(snapshot);
      }
      const current = snapshot.verdict?.headline;
      if (current !== undefined && headline !== undefined && current !== headline) {
        context.announce(current);
      }
      headline = current ?? headline;
    },
  };
}
