/** A Node runtime from npm, kept in the cache; rejects where it cannot be had. */
export function installNode(version: string): Promise<string>;
