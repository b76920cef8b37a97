export function whyNoNamespace(): string | undefined;

/** The command line that runs another one inside a fresh namespace; settings as in `40000-40399,0`. */
export function insideNamespace(settings: string): string[];
