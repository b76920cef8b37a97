/** How a person has arranged a table: the column it is sorted by, and the words it is filtered by. */

export interface Sort {
  /** The id of a column. */
  readonly column: string;
  readonly descending: boolean;
}

export interface Arrangement {
  /** Absent: in the order in which the rows come. */
  readonly sort?: Sort;
  readonly filter: string;
}

/** What a row is sorted by: numbers by size, words by the reader's alphabet; what is unknown last. */
export type SortValue = number | string | undefined;

/** How rows of a table can be compared and searched. */
export interface Arranging<Row> {
  readonly keyOf: (row: Row) => string;
  /** By the ids of the columns that can be sorted by. */
  readonly sortValues: Readonly<Record<string, (row: Row) => SortValue>>;
  /** Everything in a row that a person may look for. */
  readonly wordsOf: (row: Row) => readonly string[];
  /** A BCP 47 tag for the alphabet; the browser's own where absent. */
  readonly language?: string | undefined;
}

/** The rows in which each word of the filter stands somewhere, in the order that was asked for. */
export function arranged<Row>(
  rows: readonly Row[],
  { sort, filter }: Arrangement,
  arranging: Arranging<Row>,
): readonly Row[] {
  const found = matching(rows, filter, arranging);
  // A name that was kept from another version may be that of no column, or of every object.
  const valueOf =
    sort && Object.hasOwn(arranging.sortValues, sort.column)
      ? arranging.sortValues[sort.column]
      : undefined;
  if (valueOf === undefined) return found;
  const { compare } = new Intl.Collator(arranging.language, { numeric: true });
  return found
    .map((row) => ({ row, value: valueOf(row) }))
    .sort((a, b) => order(a.value, b.value, sort?.descending === true, compare))
    .map(({ row }) => row);
}

/**
 * The same rows, those of before in the order that they had: for as long as somebody points at a row,
 * it must not move away under the hand.
 */
export function inOrderOf<Row>(
  keys: readonly string[],
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  const placeOf = new Map(keys.map((key, place) => [key, place]));
  const place = (row: Row) => placeOf.get(keyOf(row)) ?? keys.length;
  return [...rows].sort((a, b) => place(a) - place(b));
}

/** Arranges rows again and again; `holdsStill`: those that were there keep their order meanwhile. */
export function arranger<Row>(
  arranging: Arranging<Row>,
): (
  rows: readonly Row[],
  arrangement: Arrangement,
  how: { readonly language: string | undefined; readonly holdsStill: boolean },
) => readonly Row[] {
  let shown: readonly string[] = [];
  return (rows, arrangement, { language, holdsStill }) => {
    const wanted = arranged(rows, arrangement, { ...arranging, language });
    const inOrder = holdsStill ? inOrderOf(shown, wanted, arranging.keyOf) : wanted;
    shown = inOrder.map(arranging.keyOf);
    return inOrder;
  };
}

/** What a press on a column's heading asks for: its first direction, the other one, none. */
export function nextSort(
  current: Sort | undefined,
  column: string,
  startsDescending: boolean,
): Sort | undefined {
  if (current?.column !== column) return { column, descending: startsDescending };
  return current.descending === startsDescending
    ? { column, descending: !startsDescending }
    : undefined;
}

function matching<Row>(
  rows: readonly Row[],
  filter: string,
  { wordsOf, language }: Arranging<Row>,
): readonly Row[] {
  const wanted = filter
    .toLocaleLowerCase(language)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (wanted.length === 0) return rows;
  return rows.filter((row) => {
    const text = wordsOf(row).join('\n').toLocaleLowerCase(language);
    return wanted.every((word) => text.includes(word));
  });
}

function order(
  a: SortValue,
  b: SortValue,
  descending: boolean,
  compare: (a: string, b: string) => number,
): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const ascending =
    typeof a === 'number' && typeof b === 'number' ? a - b : compare(String(a), String(b));
  return descending ? -ascending : ascending;
}
