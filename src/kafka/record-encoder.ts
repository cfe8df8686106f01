import type { Header } from '../model/message.js';

/** One record in format v2, with its length in front. */
export function encodeRecord(record: {
  readonly timestampDelta: number;
  readonly offsetDelta: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
}): Buffer {
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(BigInt(record.timestampDelta)),
    varint(record.offsetDelta),
    ...field(record.key),
    ...field(record.value),
    varint(BigInt(record.headers.length)),
    ...record.headers.flatMap(({ key, value }) => [...field(Buffer.from(key)), ...field(value)]),
  ]);
  return Buffer.concat([varint(BigInt(body.length)), body]);
}

function field(bytes: Buffer | null): Buffer[] {
  return bytes === null ? [varint(-1n)] : [varint(BigInt(bytes.length)), bytes];
}

/** A zigzag varint, as records of format v2 are written with. */
function varint(value: bigint): Buffer {
  let rest = value >= 0n ? value << 1n : (-value << 1n) - 1n;
  const bytes: number[] = [];
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
