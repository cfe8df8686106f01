import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeBatch, writeMarker } from '../../../src/demo/broker/batch-writer.js';
import { readBatchHeader } from '../../../src/demo/broker/log/batch.js';
import { recordsOf } from '../../../src/demo/broker/log/compaction.js';
import { PartitionLog } from '../../../src/demo/broker/log/partition-log.js';

const plenty = { segmentBytes: 2 ** 20, retentionBytes: 2 ** 30, retentionSegments: 1000 };

function batchOf(records: number, size = 10, timestamp = 1000): Buffer {
  return writeBatch(
    Array.from({ length: records }, () => ({ value: 'x'.repeat(size), timestamp })),
  );
}

/** The base offsets of the whole batches in what was read. */
function offsetsIn(pieces: readonly Buffer[]): bigint[] {
  const bytes = Buffer.concat(pieces);
  const offsets: bigint[] = [];
  for (let at = 0; at + 61 <= bytes.length;) {
    const header = readBatchHeader(bytes, at);
    if (at + header.size > bytes.length) break;
    offsets.push(header.baseOffset);
    at += header.size;
  }
  return offsets;
}

function openTransaction(log: PartitionLog, producerId: bigint): void {
  const who = { producerId, producerEpoch: 0 };
  log.append(writeBatch([{ value: 'tx' }], { ...who, baseSequence: 0, transactional: true }), 0);
}

function endTransaction(log: PartitionLog, producerId: bigint, committed: boolean): void {
  const who = { producerId, producerEpoch: 0 };
  log.transactions.end(producerId, log.append(writeMarker(committed, who, 1), 0), committed);
}

describe('a partition log', () => {
  it('gives each batch its offset and leaves the bytes it was given alone', () => {
    const log = new PartitionLog(plenty);
    const batch = batchOf(3);
    const before = Buffer.from(batch);
    expect(log.append(batch, 0)).toBe(0n);
    expect(log.append(batch, 0)).toBe(3n);
    expect(batch).toEqual(before);
    expect(offsetsIn(log.read(0n, 'read_uncommitted', 10_000, true).records)).toEqual([0n, 3n]);
    expect(offsetsIn(log.read(4n, 'read_uncommitted', 10_000, true).records)).toEqual([3n]);
    expect(log.read(6n, 'read_uncommitted', 10_000, true).bytes).toBe(0);
  });

  it('hands out every batch once to who reads on from the end of the last, whatever the sizes', () => {
    const sizes = fc.array(
      fc.record({ records: fc.integer({ min: 1, max: 5 }), size: fc.nat(200) }),
    );
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 2000 }), (batches, maxBytes) => {
        const log = new PartitionLog({ ...plenty, segmentBytes: 300 });
        const appended = batches.map(({ records, size }) => log.append(batchOf(records, size), 0));
        const read: bigint[] = [];
        for (let next = 0n; next < log.endOffset;) {
          const got = offsetsIn(log.read(next, 'read_uncommitted', maxBytes, true).records);
          expect(got.length).toBeGreaterThan(0);
          read.push(...got);
          next = appended.find((offset) => offset > (got.at(-1) ?? 0n)) ?? log.endOffset;
        }
        expect(read).toEqual(appended);
      }),
    );
  });

  it('gives no batch in part unless it comes first and must', () => {
    const log = new PartitionLog(plenty);
    log.append(batchOf(1, 500), 0);
    const { size } = readBatchHeader(
      log.read(0n, 'read_uncommitted', 10_000, true).records[0] ?? Buffer.alloc(0),
    );
    expect(log.read(0n, 'read_uncommitted', 10, true).bytes).toBe(size);
    expect(log.read(0n, 'read_uncommitted', 10, false).bytes).toBe(0);
  });

  it('cuts the last batch at the limit, as a real broker does', () => {
    const log = new PartitionLog(plenty);
    log.append(batchOf(1, 100), 0);
    log.append(batchOf(1, 100), 0);
    const slice = log.read(0n, 'read_uncommitted', 200, true);
    expect(slice.bytes).toBe(200);
    expect(offsetsIn(slice.records)).toEqual([0n]);
  });

  it('drops its oldest segments and moves its start when it holds too much', () => {
    const log = new PartitionLog({
      segmentBytes: 1000,
      retentionBytes: 3000,
      retentionSegments: 99,
    });
    for (let i = 0; i < 100; i += 1) log.append(batchOf(1, 100), 0);
    expect(log.endOffset).toBe(100n);
    expect(log.startOffset).toBeGreaterThan(70n);
    expect(log.bytes).toBeLessThanOrEqual(4000);
    expect(offsetsIn(log.read(log.startOffset, 'read_uncommitted', 1e6, true).records)[0]).toBe(
      log.startOffset,
    );
  });

  it('keeps no more segments than it may', () => {
    const log = new PartitionLog({ segmentBytes: 100, retentionBytes: 1e9, retentionSegments: 4 });
    for (let i = 0; i < 20; i += 1) log.append(batchOf(1, 100), 0);
    expect(log.startOffset).toBe(16n);
  });

  it('does not change what it has handed out when its tail is cut and written anew', () => {
    const log = new PartitionLog(plenty);
    log.append(batchOf(1), 0);
    log.append(batchOf(1), 0);
    const [handedOut = Buffer.alloc(0)] = log.read(0n, 'read_uncommitted', 1e6, true).records;
    const copy = Buffer.from(handedOut);
    log.dropFrom(1n);
    log.append(batchOf(1, 300), 0);
    expect(handedOut).toEqual(copy);
    expect(log.endOffset).toBe(2n);
  });

  it('drops a batch whole when its tail is cut in the middle of it', () => {
    const log = new PartitionLog({ ...plenty, segmentBytes: 200 });
    for (let i = 0; i < 5; i += 1) log.append(batchOf(4), 0);
    log.dropFrom(10n);
    expect(log.endOffset).toBe(8n);
    expect(log.append(batchOf(1), 0)).toBe(8n);
    expect(offsetsIn(log.read(0n, 'read_uncommitted', 1e6, true).records)).toEqual([0n, 4n, 8n]);
  });

  it('finds records by time even when times do not rise', () => {
    const log = new PartitionLog({ ...plenty, segmentBytes: 200 });
    for (const time of [5000, 3000, 9000, 1000, 7000]) log.append(batchOf(2, 10, time), 0);
    const since = (time: number) => log.offsetSince(time, () => null)?.offset;
    expect([0, 5000, 5001, 9000, 9001].map(since)).toEqual([0n, 0n, 4n, 4n, undefined]);
    expect(log.newest(() => null)).toEqual({ offset: 4n, timestamp: 9000 });
  });

  it('holds committed readers back at the first open transaction', () => {
    const log = new PartitionLog(plenty);
    log.append(batchOf(1), 0);
    openTransaction(log, 7n);
    openTransaction(log, 8n);
    log.append(batchOf(1), 0);
    endTransaction(log, 8n, true);
    expect(log.endFor('read_committed')).toBe(1n);
    expect(offsetsIn(log.read(0n, 'read_committed', 1e6, true).records)).toEqual([0n]);
    endTransaction(log, 7n, false);
    expect(log.endFor('read_committed')).toBe(6n);
    expect(log.aborted(0n, 6n)).toEqual([{ producerId: 7n, firstOffset: 1n, lastOffset: 5n }]);
    expect(log.aborted(6n, 9n)).toEqual([]);
    expect(log.aborted(0n, 1n)).toEqual([]);
  });

  it('forgets aborted transactions with their records', () => {
    const log = new PartitionLog(plenty);
    openTransaction(log, 7n);
    endTransaction(log, 7n, false);
    log.append(batchOf(1), 0);
    log.dropBefore(2n);
    expect(log.aborted(0n, 10n)).toEqual([]);
  });

  it('opens a transaction again when its marker is cut off', () => {
    const log = new PartitionLog(plenty);
    openTransaction(log, 7n);
    endTransaction(log, 7n, false);
    log.dropFrom(1n);
    expect(log.endFor('read_committed')).toBe(0n);
    expect(log.aborted(0n, 10n)).toEqual([]);
  });

  it('leaves offsets out where it is told to', () => {
    const log = new PartitionLog(plenty);
    log.append(batchOf(1), 0);
    log.skip(10n);
    expect(log.append(batchOf(1), 0)).toBe(11n);
    expect(offsetsIn(log.read(5n, 'read_uncommitted', 1e6, true).records)).toEqual([11n]);
  });
});

describe('a log that is compacted', () => {
  const keyed = (...keys: string[]): Buffer =>
    writeBatch(keys.map((key) => ({ key, value: 'x', timestamp: 1 })));

  it('keeps of each key the newest record at its offset, the markers, and nothing of what was rolled back', () => {
    const log = new PartitionLog({ ...plenty, segmentBytes: 150 });
    log.append(keyed('a', 'b', 'a'), 0);
    log.append(keyed('b'), 0);
    openTransaction(log, 1n);
    endTransaction(log, 1n, false);
    log.append(keyed('c', 'd', 'c'), 0);
    log.append(keyed('d'), 0);
    log.compact();
    const pieces = Buffer.concat(log.read(0n, 'read_uncommitted', 1e6, true).records);
    expect(offsetsIn([pieces])).toEqual([0n, 3n, 5n, 6n, 9n]);
    const records: unknown[] = [];
    for (let at = 0; at < pieces.length;) {
      const { size } = readBatchHeader(pieces, at);
      const batch = pieces.subarray(at, at + size);
      for (const { offset, key } of recordsOf(batch)) records.push([offset, key]);
      at += size;
    }
    expect(records).toEqual([
      [2n, 'a'],
      [3n, 'b'],
      [5n, '\0\0\0\0'],
      [8n, 'c'],
      [9n, 'd'],
    ]);
    expect(log.endOffset).toBe(10n);
    expect(log.append(keyed('a'), 0)).toBe(10n);
  });

  it('is left as it is behind a transaction that is still open', () => {
    const log = new PartitionLog(plenty);
    log.append(keyed('a', 'a'), 0);
    openTransaction(log, 1n);
    log.append(keyed('b'), 0);
    log.append(keyed('b'), 0);
    log.compact();
    expect(offsetsIn(log.read(0n, 'read_uncommitted', 1e6, true).records)).toEqual([
      0n,
      2n,
      3n,
      4n,
    ]);
  });
});

describe('the sequence numbers of an idempotent producer', () => {
  const from = (baseSequence: number, producerEpoch = 0, records = 2) =>
    readBatchHeader(
      writeBatch(
        Array.from({ length: records }, () => ({ value: 'x' })),
        { producerId: 7n, producerEpoch, baseSequence },
      ),
    );

  it('tell what comes next from what came before, what is missing and what is outdated', () => {
    const { sequences } = new PartitionLog(plenty);
    sequences.note(from(0), 100n);
    sequences.note(from(2), 102n);
    expect(sequences.check(from(4))).toEqual({ kind: 'next' });
    expect(sequences.check(from(0))).toEqual({ kind: 'repeat', baseOffset: 100n });
    expect(sequences.check(from(2))).toEqual({ kind: 'repeat', baseOffset: 102n });
    expect(sequences.check(from(6))).toEqual({ kind: 'gap' });
    expect(sequences.check(from(0, 1))).toEqual({ kind: 'next' });
    sequences.note(from(0, 1), 104n);
    expect(sequences.check(from(4, 0))).toEqual({ kind: 'old epoch' });
  });

  it('wrap around behind the highest', () => {
    const { sequences } = new PartitionLog(plenty);
    sequences.note(from(2 ** 31 - 1, 0, 1), 0n);
    expect(sequences.check(from(0))).toEqual({ kind: 'next' });
  });
});
