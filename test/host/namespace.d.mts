export function whyNoNamespace(): string | undefined;
