import type { Context } from 'mocha';

/**
 * Where tests run real programs, kernels and browsers on whatever machine this is. There a first
 * try may fail for want of time alone, so there is a second; the reporter shows every failure of a
 * first one in full, and test/run.mjs counts them.
 *
 * Pure code gets none: what fails there once, as with one seed of a property test, is wrong.
 */
const realPrograms = new RegExp(
  [
    String.raw`[\\/]test[\\/]kernel[\\/]`,
    String.raw`[\\/]test[\\/]probe[\\/](?:node|python)[\\/](?:counts|golden|programs|unharmed)\.test\.ts$`,
    String.raw`[\\/]test[\\/]media[\\/](?:accessibility|browser|keyboard)\.test\.ts$`,
    String.raw`[\\/]test[\\/]measure[\\/](?:linux[\\/](?:clientOwners|live)|stop[\\/]stopper)\.test\.ts$`,
    String.raw`\.proof\.test\.ts$`,
  ].join('|'),
);

/** mocha's root hooks of the unit stage. In the editor all is real: see test/editor/run.ts. */
export const mochaHooks = {
  beforeAll(this: Context): void {
    this.test?.parent?.eachTest((test) => {
      if (test.file !== undefined && realPrograms.test(test.file)) test.retries(1);
    });
  },
};
