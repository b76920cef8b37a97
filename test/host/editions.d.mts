/** The newest of each line of Node that programs under the probe are run on. */
export const runtimes: readonly string[];
