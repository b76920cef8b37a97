/** Port numbers in text. */
const MAX_PORT = 65_535;

/** The port that a text of digits names (0 to 65535), or undefined. */
export function portNumber(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const port = Number(text);
  return port <= MAX_PORT ? port : undefined;
}
