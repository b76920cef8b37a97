import type { Context } from 'mocha';

/**
 * Where tests run real programs, kernels and browsers on whatever machine this is. There a first
 * try may fail for want of time alone, so there is a second; the reporter shows every failure of a
 * first one in full, and test/run.mjs counts them.
 *
 * Pure code gets none: what fails there once, as with one seed of a property test, is wrong.
 */
const realPrograms =
  /[\\/]test[\\/](?:kernel|probe|media|measure[\\/](?:linux|stop))[\\/]|\.proof\.test\.ts$/;

/** mocha's root hooks of the unit stage. In the editor all is real: see test/editor/run.ts. */
export const mochaHooks = {
  beforeAll(this: Context): void {
    this.test?.parent?.eachTest((test) => {
      if (test.file !== undefined && realPrograms.test(test.file)) test.retries(1);
    });
  },
};
