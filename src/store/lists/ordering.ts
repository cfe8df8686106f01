/** What a row is ordered by in a column. Unknown values come last, in either direction. */
export type SortValue = string | number | bigint | boolean | null;

export interface SortColumn<Row> {
  readonly id: string;
  readonly value: (row: Row) => SortValue;
  /** Chosen, it begins with the largest. */
  readonly largestFirst?: true;
}

/** What a list knows of its rows. */
export interface ListDefinition<Row> {
  /** Tells rows apart, and stays the same for a row as long as it is there. */
  readonly name: (row: Row) => string;
  /** What a filter looks at. */
  readonly text: (row: Row) => string;
  readonly columns: readonly SortColumn<Row>[];
}

export interface Order {
  readonly sort: string;
  readonly descending: boolean;
  readonly filter: string;
}

function compare(one: NonNullable<SortValue>, other: NonNullable<SortValue>): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Small letters match any case, as in the filter of messages. */
function matcher(filter: string): (text: string) => boolean {
  if (filter === '') return () => true;
  const exact = filter !== filter.toLowerCase();
  return (text) => (exact ? text : text.toLowerCase()).includes(filter);
}

/** The rows that match, in order; those that are equal in the column, by their names. */
export function ordered<Row>(
  rows: readonly Row[],
  { name, text, columns }: ListDefinition<Row>,
  { sort, descending, filter }: Order,
): readonly Row[] {
  const matches = matcher(filter);
  const kept = filter === '' ? rows : rows.filter((row) => matches(text(row)));
  const column = columns.find(({ id }) => id === sort);
  if (column === undefined) return kept;
  const direction = descending ? -1 : 1;
  return kept
    .map((row) => ({ row, value: column.value(row), name: name(row) }))
    .sort((one, other) => {
      if (one.value === null || other.value === null) {
        const known = Number(one.value === null) - Number(other.value === null);
        return known === 0 ? compare(one.name, other.name) : known;
      }
      return direction * compare(one.value, other.value) || compare(one.name, other.name);
    })
    .map(({ row }) => row);
}

/** Another column, `step` further among those that are shown; a column of amounts begins with the largest. */
export function sortedBy<Row>(
  { columns }: ListDefinition<Row>,
  sort: string,
  step: 1 | -1,
): Pick<Order, 'sort' | 'descending'> {
  const index = columns.findIndex(({ id }) => id === sort);
  const next = index < 0 ? (step > 0 ? 0 : columns.length - 1) : index + step;
  const column = columns[(next + columns.length) % columns.length];
  return { sort: column?.id ?? '', descending: column?.largestFirst ?? false };
}
