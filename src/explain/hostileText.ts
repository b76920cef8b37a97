/** The one door through which text that is not ours (process names, hosts, lines) enters a sentence. */

/** Longer text is cut: nobody reads further in a sentence, and a name may be megabytes long. */
const maxQuotedLength = 80;

/**
 * Text that is safe to stand inside one of our sentences: control, format (bidirectional overrides,
 * zero-width) and line-separating characters and lone surrogates become spaces, runs of white space
 * become one, and what is longer than `maxLength` characters ends in `…`. It is still only text:
 * whoever shows it as HTML or Markdown escapes it.
 */
export function quoted(text: string, maxLength = maxQuotedLength): string {
  // Cut first, so that a text of megabytes costs no more than a short one.
  const plain = text
    .slice(0, maxLength * 8)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(plain);
  const isCut = characters.length > maxLength || text.length > maxLength * 8;
  return isCut ? `${characters.slice(0, maxLength - 1).join('')}…` : plain;
}
