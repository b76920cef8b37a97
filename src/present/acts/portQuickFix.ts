/**
 * The port as a quick fix: while a case says that a port is taken, a place in an open file that names it
 * can be given the next free one from the light bulb.
 */
import * as vscode from 'vscode';
import type { Act } from '../../explain/act';
import type { ActTools } from './situation';
import { portPlaces } from './portPlaces';
import { freePortFor, portEdit } from './useAnotherPort';

type UseNextFreePort = Extract<Act, { kind: 'use-next-free-port' }>;

/** Longer files are generated; the light bulb asks with every move of the cursor. */
const longestText = 200_000;

export interface PortQuickFixOptions {
  /** What the open case offers. */
  readonly acts: () => readonly Act[];
  readonly tools: Pick<ActTools, 'holdersOf'>;
}

class PortAction extends vscode.CodeAction {
  constructor(
    readonly wanted: UseNextFreePort,
    readonly document: vscode.TextDocument,
    /** Where its digits begin. */
    readonly offset: number,
  ) {
    super(
      vscode.l10n.t('Use the next free port in place of {0}', String(wanted.port)),
      vscode.CodeActionKind.QuickFix,
    );
  }
}

/** The provider for every file, until disposed. Which port is free is found out when it is chosen. */
export function registerPortQuickFix(options: PortQuickFixOptions): vscode.Disposable {
  const provider: vscode.CodeActionProvider = {
    provideCodeActions: (document, range) => actionsAt(document, range, options.acts()),
    resolveCodeAction: async (action) => {
      if (!(action instanceof PortAction)) return action;
      const { wanted, document, offset } = action;
      const free = await freePortFor(wanted, options.tools);
      const edit = free === undefined ? undefined : portEdit(document, offset, wanted.port, free);
      if (edit !== undefined) action.edit = edit;
      return action;
    },
  };
  return vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, provider, {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

function actionsAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  acts: readonly Act[],
): vscode.CodeAction[] {
  const wanted = acts.find((act) => act.kind === 'use-next-free-port');
  const text = wanted === undefined ? '' : document.getText();
  if (wanted === undefined || text.length > longestText) return [];
  return portPlaces([{ path: document.uri.fsPath, text }], wanted.port)
    .filter(
      ({ lineNumber }) => lineNumber - 1 >= range.start.line && lineNumber - 1 <= range.end.line,
    )
    .map(({ offset }) => new PortAction(wanted, document, offset));
}
