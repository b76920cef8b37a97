/** A translated sentence in pieces, so that whoever shows it can put a chip on each number in it. */

/** A number of a sentence: which one it is, its value (in the unit of the name) and its spelling. */
export interface NamedNumber<Name extends string = string> {
  readonly name: Name;
  readonly value: number;
  readonly text: string;
}

/** A sentence as text and numbers, in reading order; joined, it is the sentence. */
export type PhraseParts<Name extends string = string> = readonly (string | NamedNumber<Name>)[];

// Control characters cannot come from a translation, so a place holder cannot be mistaken.
const open = '\u0001';
const close = '\u0002';

/**
 * Cuts a translated sentence at its numbers. `translate` gets one place holder for each number, in
 * order, to pass on to `l10n.t`; a translation may put them in another order, and twice.
 */
export function phraseOf<Name extends string>(
  numbers: readonly NamedNumber<Name>[],
  translate: (placeHolders: readonly string[]) => string,
): PhraseParts<Name> {
  const sentence = translate(numbers.map((_, index) => `${open}${index}${close}`));
  const parts: (string | NamedNumber<Name>)[] = [];
  for (const piece of sentence.split(open)) {
    const end = piece.indexOf(close);
    const number = end < 0 ? undefined : numbers[Number(piece.slice(0, end))];
    if (number) parts.push(number);
    const text = number ? piece.slice(end + 1) : piece;
    if (text !== '') parts.push(text);
  }
  return parts;
}

/** The sentence as plain text. */
export function phraseText(parts: PhraseParts): string {
  return parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');
}
