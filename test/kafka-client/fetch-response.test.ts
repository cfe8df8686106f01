import { describe, expect, it } from 'vitest';
import { decodeFetchResponse } from '../../src/kafka/fetch.js';

interface Written {
  readonly partition: number;
  readonly errorCode?: number;
  readonly aborted?: readonly (readonly [bigint, bigint])[] | null;
  readonly records: Buffer | null;
}

/** A Fetch response of versions 4 to 11, field by field as the protocol guide lists them. */
function response(version: number, partitions: readonly Written[], errorCode = 0): Buffer {
  const out: Buffer[] = [int32(77)];
  if (version >= 7) out.push(int16(errorCode), int32(0));
  out.push(int32(1), int16(5), Buffer.from('topic'), int32(partitions.length));
  for (const { partition, errorCode: code = 0, aborted = null, records } of partitions) {
    out.push(int32(partition), int16(code), int64(100n), int64(90n));
    if (version >= 5) out.push(int64(10n));
    out.push(int32(aborted === null ? -1 : aborted.length));
    for (const [producerId, firstOffset] of aborted ?? [])
      out.push(int64(producerId), int64(firstOffset));
    if (version >= 11) out.push(int32(-1));
    out.push(int32(records === null ? -1 : records.length), records ?? Buffer.alloc(0));
  }
  return Buffer.concat(out);
}

const int16 = (value: number): Buffer => sized(2, (bytes) => bytes.writeInt16BE(value));
const int32 = (value: number): Buffer => sized(4, (bytes) => bytes.writeInt32BE(value));
const int64 = (value: bigint): Buffer => sized(8, (bytes) => bytes.writeBigInt64BE(value));

function sized(size: number, write: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
}

const VERSIONS = [4, 5, 6, 7, 8, 9, 10, 11];

describe('a fetch response', () => {
  it.each(VERSIONS)('of version %s has all its fields', (version) => {
    const payload = response(version, [
      {
        partition: 3,
        aborted: [
          [7n, 42n],
          [8n, 2n ** 60n],
        ],
        records: Buffer.from('records'),
      },
    ]);
    expect(decodeFetchResponse(payload, version)).toEqual({
      throttleMs: 77,
      errorCode: 0,
      partitions: [
        {
          partition: 3,
          errorCode: 0,
          high: 100n,
          stable: 90n,
          first: version >= 5 ? 10n : -1n,
          aborted: [
            { producerId: 7n, firstOffset: 42n },
            { producerId: 8n, firstOffset: 2n ** 60n },
          ],
          records: Buffer.from('records'),
        },
      ],
    });
  });

  it.each(VERSIONS)('of version %s tells of each partition by itself', (version) => {
    const payload = response(version, [
      { partition: 0, records: Buffer.from('a') },
      { partition: 1, errorCode: 6, records: null },
      { partition: 2, aborted: [], records: Buffer.alloc(0) },
    ]);
    const { partitions } = decodeFetchResponse(payload, version);
    expect(
      partitions.map(({ partition, errorCode, records }) => [partition, errorCode, records.length]),
    ).toEqual([
      [0, 0, 1],
      [1, 6, 0],
      [2, 0, 0],
    ]);
  });

  it('can fail as a whole from version 7 on', () => {
    expect(decodeFetchResponse(response(7, [], 71), 7)).toMatchObject({
      errorCode: 71,
      partitions: [],
    });
  });

  it.each(VERSIONS)('of version %s that is cut short anywhere is a RangeError', (version) => {
    const payload = response(version, [
      { partition: 0, aborted: [[1n, 2n]], records: Buffer.from('abc') },
    ]);
    for (let cut = 0; cut < payload.length; cut++) {
      expect(() => decodeFetchResponse(payload.subarray(0, cut), version)).toThrow(RangeError);
    }
  });

  it('has its record sets as views, not as copies', () => {
    const payload = response(11, [{ partition: 0, records: Buffer.from('abc') }]);
    const { partitions } = decodeFetchResponse(payload, 11);
    expect(partitions[0]?.records.buffer).toBe(payload.buffer);
  });
});
