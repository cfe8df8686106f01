import { crc32c } from '@node-rs/crc32';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeBatch, writeMarker } from '../../../src/demo/broker/batch-writer.js';
import {
  BATCH,
  firstRecordSince,
  flawOf,
  readBatchHeader,
} from '../../../src/demo/broker/log/batch.js';

const NOON = Date.UTC(2026, 0, 15, 12);
const cannot = (): null => null;

describe('the batch writer', () => {
  it('writes a header that says what is in the batch', () => {
    const batch = writeBatch(
      [
        { key: 'a', value: '1', timestamp: NOON },
        { key: null, value: null, timestamp: NOON + 5000 },
        { value: 'late', timestamp: NOON - 5000, headers: [['src', 'x']] },
      ],
      { producerId: 7n, producerEpoch: 1, baseSequence: 40, transactional: true },
    );
    expect(readBatchHeader(batch)).toEqual({
      baseOffset: 0n,
      size: batch.length,
      attributes: 0x10,
      lastOffsetDelta: 2,
      maxTimestamp: NOON + 5000,
      producerId: 7n,
      producerEpoch: 1,
      baseSequence: 40,
      count: 3,
    });
    expect(batch.readUInt32BE(BATCH.crc)).toBe(crc32c(batch.subarray(BATCH.attributes)));
    expect(flawOf(batch)).toBeNull();
  });

  it('writes records of every size, those that just fill its buffer included', () => {
    for (let size = 480; size < 530; size += 1) {
      const headers = [['h', 'x']] as const;
      const batch = writeBatch([{ key: null, value: 'v'.repeat(size), headers, timestamp: NOON }]);
      expect(flawOf(batch)).toBeNull();
      expect(batch.subarray(-5).toString('latin1')).toBe('\u0002\u0002h\u0002x');
    }
  });

  it('compresses with what it is given, and with gzip by itself', () => {
    const record = { key: 'k', value: 'v'.repeat(500), timestamp: NOON };
    const plain = writeBatch([record]).subarray(BATCH.records);
    const gzip = writeBatch([record], { codec: 'gzip' });
    expect(gunzipSync(gzip.subarray(BATCH.records))).toEqual(plain);
    expect(readBatchHeader(gzip).attributes).toBe(1);
    const zstd = writeBatch([record], { codec: 'zstd', compress: (codec) => Buffer.from(codec) });
    expect(zstd.subarray(BATCH.records).toString()).toBe('zstd');
    expect(readBatchHeader(zstd).attributes).toBe(4);
    expect(() => writeBatch([record], { codec: 'lz4' })).toThrow('lz4 needs a compress function');
  });

  it('writes the marker of a transaction as control record with its kind in the key', () => {
    const marker = writeMarker(false, { producerId: 7n, producerEpoch: 2 }, NOON);
    expect(readBatchHeader(marker)).toMatchObject({ attributes: 0x30, count: 1, producerId: 7n });
    // Length, attributes, two deltas, the key's length, and then the key: version 0, kind 0 (abort).
    expect(marker.subarray(BATCH.records + 5, BATCH.records + 9)).toEqual(Buffer.alloc(4));
  });
});

describe('a batch', () => {
  const batch = writeBatch(
    [0, 1, 2, 3].map((i) => ({ value: `v${i}`, timestamp: NOON + i * 1000 })),
    { codec: 'gzip' },
  );

  it('says which of its records is the first that is not older than a time', () => {
    expect(firstRecordSince(batch, NOON + 1500, cannot)).toEqual({
      offset: 2n,
      timestamp: NOON + 2000,
    });
    expect(firstRecordSince(batch, NOON - 1, cannot)).toEqual({ offset: 0n, timestamp: NOON });
  });

  it('stands in with its first offset when its records cannot be read', () => {
    const sealed = writeBatch([{ value: 'a', timestamp: NOON }], {
      codec: 'snappy',
      compress: (_, records) => records,
    });
    expect(firstRecordSince(sealed, NOON, cannot)).toEqual({ offset: 0n, timestamp: NOON });
    expect(firstRecordSince(sealed, NOON, (_, records) => records).offset).toBe(0n);
  });

  it('has no flaw unless it is cut, changed, doubled or from before', () => {
    const changed = (at: number): Buffer => {
      const copy = Buffer.from(batch);
      copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
      return copy;
    };
    expect(flawOf(batch)).toBeNull();
    expect(flawOf(batch.subarray(0, -1))).toBe('incomplete');
    expect(flawOf(Buffer.alloc(0))).toBe('incomplete');
    expect(flawOf(changed(batch.length - 1))).toBe('corrupt');
    expect(flawOf(changed(BATCH.count + 3))).toBe('corrupt');
    expect(flawOf(changed(BATCH.magic))).toBe('old format');
    expect(flawOf(Buffer.concat([batch, batch]))).toBe('more than one batch');
  });
});
