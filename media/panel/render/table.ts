/** A real table whose rows stay as they are while their cells change. */
import type { View } from '../context';
import { element, setAttribute, setText } from '../dom';
import { keyedChildren } from '../keyedChildren';

export interface Column<T> {
  readonly title: string;
  readonly className?: string;
  /** Builds what stands in a cell of this column. */
  readonly cell: () => View<T>;
}

export interface TableOptions<T> {
  /** Names the table for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly keyOf: (row: T) => string;
  /** A row that stands for the present: marked in more than colour, and for the ear. */
  readonly isCurrent?: (row: T) => boolean;
}

/** The first column names the row. Narrow panels show each row as a card (see panel.css). */
export function createTable<T>(options: TableOptions<T>): View<readonly T[]> {
  const head = element('tr', '');
  for (const column of options.columns) {
    const cell = element('th', column.className ?? '', column.title);
    cell.scope = 'col';
    head.append(cell);
  }
  const body = element('tbody', '');
  const caption = element('caption', 'visually-hidden', options.caption);
  const table = element('table', 'table', caption, element('thead', '', head), body);
  return {
    element: table,
    update: keyedChildren<T>(body, options.keyOf, () => createRow(options)),
  };
}

/** A long table in a box of its own, which scrolls by keyboard too. */
export function scrollBox(label: string, table: HTMLElement): HTMLElement {
  const box = element('div', 'scroller', table);
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', label);
  return box;
}

/** A cell of plain words. */
export function textCell<T>(read: (row: T) => string): () => View<T> {
  return () => {
    const words = element('span', '');
    return {
      element: words,
      update: (row) => {
        setText(words, read(row));
      },
    };
  };
}

function createRow<T>({ columns, isCurrent }: TableOptions<T>): View<T> {
  const row = element('tr', '');
  const cells = columns.map((column, index) => {
    const content = column.cell();
    const cell = element(index === 0 ? 'th' : 'td', column.className ?? '', content.element);
    if (index === 0) {
      cell.scope = 'row';
    } else {
      cell.dataset['title'] = column.title;
    }
    row.append(cell);
    return content;
  });
  return {
    element: row,
    update: (data) => {
      setAttribute(row, 'aria-current', isCurrent?.(data) === true ? 'true' : undefined);
      for (const cell of cells) {
        cell.update(data);
      }
    },
  };
}
