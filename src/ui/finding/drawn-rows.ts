import type { Entry } from '../../model/message.js';
import type { RowColumns } from '../stream/columns.js';

/**
 * The rows of the last frame, as they were drawn: while a search goes on, every frame has the same rows under
 * another line of progress.
 */
export class DrawnRows {
  #columns: RowColumns | null = null;
  #lines: ReadonlyMap<Entry, string> = new Map();

  /** The rows of these entries; `draw` draws those that were not there in the last frame, or not as wide. */
  of(entries: readonly Entry[], columns: RowColumns, draw: (entry: Entry) => string): string[] {
    const isSame = this.#columns !== null && areSame(this.#columns, columns);
    const known = isSame ? this.#lines : new Map<Entry, string>();
    const lines = entries.map((entry): [Entry, string] => [entry, known.get(entry) ?? draw(entry)]);
    this.#columns = columns;
    this.#lines = new Map(lines);
    return lines.map(([, line]) => line);
  }
}

function areSame(one: RowColumns, other: RowColumns): boolean {
  const { place, time, key, value } = one;
  return place === other.place && time === other.time && key === other.key && value === other.value;
}
