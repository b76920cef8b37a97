/** The lines of code that make the connections, each with its fixes and what they cost. */
import * as l10n from '@vscode/l10n';
import type { FindingView } from '../../../src/present/panel/protocol';
import type { Block, PanelContext, View } from '../context';
import { button, element, setHidden, setOptionalText, setText } from '../dom';
import { icon } from '../icons';
import { keyedChildren } from '../keyedChildren';
import { section } from './section';

type FixView = FindingView['fixes'][number];

export function createFindings(context: PanelContext): Block {
  const list = element('ul', 'cards');
  const updateFindings = keyedChildren<FindingView>(
    list,
    ({ id }) => id,
    () => createFinding(context),
  );
  const block = section(
    'findings',
    l10n.t('Where in the code'),
    l10n.t('The lines that open a connection each time. A fix can be undone like any other edit.'),
    list,
  );
  return {
    element: block,
    update: ({ findings }) => {
      setHidden(block, findings.length === 0);
      updateFindings(findings);
    },
  };
}

function createFinding(context: PanelContext): View<FindingView> {
  let finding: FindingView | undefined;
  const place = element('h3', 'machine-words');
  const message = element('p', '');
  const goTo = button(
    'button quiet',
    () => {
      if (finding !== undefined) {
        context.send({ type: 'openFinding', findingId: finding.id });
      }
    },
    icon('code'),
    l10n.t('Go to code'),
  );
  const fixes = element('ul', 'fixes');
  const updateFixes = keyedChildren<FixView>(
    fixes,
    ({ id }) => id,
    () =>
      createFix((fixId) => {
        if (finding !== undefined) {
          context.send({ type: 'applyFix', findingId: finding.id, fixId });
        }
      }),
  );
  return {
    element: element(
      'li',
      'card finding',
      element('div', 'card-head', place, goTo),
      message,
      fixes,
    ),
    update: (next) => {
      finding = next;
      setText(place, next.place);
      goTo.setAttribute('aria-label', l10n.t('Go to code: {0}', next.place));
      setText(message, next.message);
      setHidden(fixes, next.fixes.length === 0);
      updateFixes(next.fixes);
    },
  };
}

function createFix(apply: (fixId: string) => void): View<FixView> {
  let fixId = '';
  const title = element('span', '');
  const cost = element('p', 'cost');
  const trigger = button(
    'button',
    () => {
      apply(fixId);
    },
    icon('fix'),
    title,
  );
  return {
    element: element('li', 'fix', trigger, cost),
    update: (fix) => {
      fixId = fix.id;
      setText(title, fix.title);
      setOptionalText(cost, fix.cost);
    },
  };
}
