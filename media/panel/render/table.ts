/** A real table whose rows stay as they are while their cells change. */
import type { View } from '../context';
import { button, element, setAttribute, setText } from '../dom';
import { icon } from '../icons';
import { keyedChildren } from '../keyedChildren';
import { nextSort, type Sort } from '../table/arrangement';

export interface Column<T> {
  readonly title: string;
  readonly className?: string;
  /** Builds what stands in a cell of this column. */
  readonly cell: () => View<T>;
  /** The column can be sorted by; its id, and whether a first press puts the largest on top. */
  readonly sort?: { readonly id: string; readonly startsDescending: boolean };
}

export interface TableOptions<T> {
  /** Names the table for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly keyOf: (row: T) => string;
  /** A row that stands for the present: marked in more than colour, and for the ear. */
  readonly isCurrent?: (row: T) => boolean;
  /** How it is sorted, and who is told when a person asks for another order. */
  readonly sorting?: {
    readonly current: () => Sort | undefined;
    readonly choose: (sort: Sort | undefined) => void;
  };
  /** What a row shows below itself while it is open. */
  readonly detail?: {
    readonly isOpen: (row: T) => boolean;
    readonly create: (row: T) => View<T>;
  };
}

/** The first column names the row. Narrow panels show each row as a card (see panel.css). */
export function createTable<T>(options: TableOptions<T>): View<readonly T[]> {
  const heads = options.columns.map((column) => createHead(column, options.sorting));
  const head = element('tr', '', ...heads.map((each) => each.element));
  const body = element('tbody', '');
  const caption = element('caption', 'visually-hidden', options.caption);
  const table = element('table', 'table', caption, element('thead', '', head), body);
  const updateRows = keyedChildren<Line<T>>(
    body,
    ({ row, isDetail }) => (isDetail ? `${options.keyOf(row)}\u0000detail` : options.keyOf(row)),
    (line) => (line.isDetail ? createDetail(options, line.row) : createRow(options)),
  );
  return {
    element: table,
    update: (rows) => {
      for (const each of heads) each.update(options.sorting?.current());
      updateRows(rows.flatMap((row) => linesOf(row, options)));
    },
  };
}

/** A row of the table, or what it shows below itself. */
interface Line<T> {
  readonly row: T;
  readonly isDetail: boolean;
}

function linesOf<T>(row: T, { detail }: TableOptions<T>): readonly Line<T>[] {
  const line = { row, isDetail: false };
  return detail?.isOpen(row) === true ? [line, { row, isDetail: true }] : [line];
}

function createHead<T>(
  { title, className, sort }: Column<T>,
  sorting: TableOptions<T>['sorting'],
): View<Sort | undefined> {
  const cell = element('th', className ?? '');
  cell.scope = 'col';
  if (sort === undefined || sorting === undefined) {
    cell.append(title);
    return { element: cell, update: () => undefined };
  }
  const choose = () => {
    sorting.choose(nextSort(sorting.current(), sort.id, sort.startsDescending));
  };
  cell.append(button('sort', choose, element('span', '', title), icon('sorted')));
  return {
    element: cell,
    update: (current) => {
      const isMine = current?.column === sort.id;
      const direction = current?.descending === true ? 'descending' : 'ascending';
      setAttribute(cell, 'aria-sort', isMine ? direction : 'none');
    },
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

function createRow<T>({ columns, isCurrent }: TableOptions<T>): View<Line<T>> {
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
    update: ({ row: data }) => {
      setAttribute(row, 'aria-current', isCurrent?.(data) === true ? 'true' : undefined);
      for (const cell of cells) {
        cell.update(data);
      }
    },
  };
}

function createDetail<T>({ columns, detail }: TableOptions<T>, data: T): View<Line<T>> {
  const content = detail?.create(data);
  const cell = element('td', '', ...(content === undefined ? [] : [content.element]));
  cell.colSpan = columns.length;
  return {
    element: element('tr', 'row-detail', cell),
    update: ({ row }) => {
      content?.update(row);
    },
  };
}
