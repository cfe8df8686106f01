import { isAscii } from 'node:buffer';
import type { Header } from '../model/message.js';
import {
  type Queried,
  type Query,
  type QueryBounds,
  type Region,
  isWithin,
} from '../model/query.js';
import { keysOf } from './regions.js';
import { type HintScan, asksBeyondAscii, hintScan } from './hint-scan.js';
import type { RecordCursor } from './record-cursor.js';
import type { SliceBatch } from './slice.js';

/** What of a query is needed to find what matches. */
type Searched = Pick<Query, 'hint' | 'bounds' | 'matches'>;

/**
 * A query on records, decided on bytes first: whole batches by their header, whole stretches of a batch by
 * what its decompressed bytes hold, and only the records that are left by the query itself. The answer is the
 * one that testing every record gives.
 */
export class BatchSearch {
  readonly #query: Searched;
  readonly #scan: HintScan | null;
  readonly #asksBeyondAscii: boolean;
  /** The only keys that a match can have; null where it can have any. */
  readonly #keys: readonly Buffer[] | null;
  readonly #view = new RecordView();
  #cursor: RecordCursor | null = null;
  #opening = 0;

  constructor(query: Searched) {
    this.#query = query;
    this.#keys = keysOf(query.bounds);
    this.#scan = query.hint === null ? null : hintScan(query.hint);
    this.#asksBeyondAscii = query.hint !== null && asksBeyondAscii(query.hint);
  }

  /** No record of the batch can match: that is known of it, and nothing is decompressed for it here. */
  rulesOut(part: SliceBatch, partition: number): boolean {
    return part.ruledOut !== undefined || isOutsideAll(part, partition, this.#query.bounds);
  }

  /**
   * Whether the record under the cursor matches. Records are asked for in the order of the walk.
   * Throws a RecordError where its headers do not hold together: that is found whether it could match or not.
   */
  matches(cursor: RecordCursor, partition: number): boolean {
    if (cursor !== this.#cursor || cursor.openings !== this.#opening) this.#begin(cursor);
    cursor.checkHeaders();
    if (this.#keys?.some((key) => hasKey(cursor, key)) === false) return false;
    if (this.#scan?.mayHold(cursor.keyStart, cursor.end) === false) return false;
    return this.#query.matches(this.#view.on(cursor, partition));
  }

  #begin(cursor: RecordCursor): void {
    this.#cursor = cursor;
    this.#opening = cursor.openings;
    // One fast look for all characters that may only stand for an ASCII one in another case.
    this.#scan?.open(cursor.buffer, this.#asksBeyondAscii && isAscii(cursor.buffer));
  }
}

/** No record of the batch lies within any of the bounds; its header tells. */
export function isOutsideAll(part: SliceBatch, partition: number, bounds: QueryBounds): boolean {
  return bounds.every((region) => isOutside(part, partition, region));
}

function isOutside({ batch, from, until }: SliceBatch, partition: number, region: Region): boolean {
  const { partitions, offsets, timestamps } = region;
  if (!isWithin(partitions, partition)) return true;
  if (offsets !== null) {
    const first = batch.baseOffset < from ? from : batch.baseOffset;
    const last = batch.lastOffset < until ? batch.lastOffset : until - 1n;
    if (offsets.from !== null && last < offsets.from) return true;
    if (offsets.to !== null && first > offsets.to) return true;
  }
  if (timestamps === null) return false;
  if (timestamps.from !== null && batch.maxTimestamp < timestamps.from) return true;
  // Producers need not keep to an order, so the header tells how young a batch can be, but not how old.
  const { appendTime } = batch;
  return timestamps.to !== null && appendTime !== null && appendTime > timestamps.to;
}

function hasKey(cursor: RecordCursor, key: Buffer): boolean {
  if (cursor.keyLength !== key.length) return false;
  const { buffer, keyStart } = cursor;
  for (let at = 0; at < key.length; at++) if (buffer[keyStart + at] !== key[at]) return false;
  return true;
}

/** The record under a cursor as a query sees it; nothing is cut out before it is asked for. */
class RecordView implements Queried {
  partition = -1;
  #cursor: RecordCursor | null = null;

  on(cursor: RecordCursor, partition: number): this {
    this.#cursor = cursor;
    this.partition = partition;
    return this;
  }

  get offset(): bigint {
    return this.#cursor?.offset ?? -1n;
  }

  get timestamp(): number {
    return this.#cursor?.timestamp ?? -1;
  }

  get key(): Buffer | null {
    return this.#cursor?.key() ?? null;
  }

  get value(): Buffer | null {
    return this.#cursor?.value() ?? null;
  }

  get headers(): readonly Header[] {
    return this.#cursor?.headers() ?? [];
  }
}
