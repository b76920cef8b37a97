/** Numbers and times as the reader's language writes them. Host sentences arrive formatted. */

/** The editor's display language, which the host writes on the page; else the browser's. */
export function language(): string | undefined {
  const { lang } = document.documentElement;
  return lang === '' ? undefined : lang;
}

/** At most one decimal: `3.4`, `28,232`. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(language(), { maximumFractionDigits: 1 }).format(value);
}

/** Local time of day, 24 hours, to the second; `timeS` counts from the epoch. */
export function formatTime(timeS: number): string {
  return new Intl.DateTimeFormat(language(), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(timeS * 1_000);
}
