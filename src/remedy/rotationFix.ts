import type { SourceEdit } from './edits';
import type { PortBlock } from './portBlock';
import { portBlock, rotationTitle } from './portBlock';
import type { FixRecipe } from './rule';
import type { SourceFile } from './sourceFile';

/**
 * The last cure of a rule in every language: connections that are made all the same take their
 * local ports from a block in turn. There is none where the system's own range leaves no block.
 *
 * @param cost what the fix costs, in a sentence
 * @param edits as {@link FixRecipe.edits}, given the block to go round
 */
export function rotationFix<Case>(
  cost: FixRecipe<Case>['cost'],
  edits: (found: Case, file: SourceFile, block: PortBlock) => readonly SourceEdit[] | undefined,
): FixRecipe<Case> {
  return {
    id: 'rotate-ports',
    kind: 'rotation',
    title: rotationTitle,
    cost,
    edits: (found, file) => {
      const block = portBlock(file.context);
      return block && edits(found, file, block);
    },
  };
}
