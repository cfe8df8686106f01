import { createRequire } from 'node:module';
import zlib from 'node:zlib';
import {
  type BatchOptions,
  type NewRecord,
  writeBatch,
} from '../../src/demo/broker/batch-writer.js';
import { sealBatch } from '../../src/demo/broker/log/batch.js';
import type { FetchedPartition } from '../../src/kafka/fetch.js';
import { RecordCursor } from '../../src/kafka/record-cursor.js';
import { type Slice, type SliceOptions, sliceOf, visitRecords } from '../../src/kafka/slice.js';
import type { Header, Message } from '../../src/model/message.js';
import { zstdFrame } from './zstd-frame.js';

const load = createRequire(import.meta.url);
const snappy = load('snappy') as { compressSync(bytes: Buffer): Buffer };
const lz4 = load('lz4-napi') as { compressFrameSync(bytes: Buffer): Buffer };

export type TestCodec = 'none' | 'gzip' | 'snappy' | 'xerial' | 'lz4' | 'zstd';
export const TEST_CODECS: readonly TestCodec[] = [
  'none',
  'gzip',
  'snappy',
  'xerial',
  'lz4',
  'zstd',
];
export const CODEC_NUMBER = { none: 0, gzip: 1, snappy: 2, xerial: 2, lz4: 3, zstd: 4 } as const;

export function compress(codec: TestCodec, bytes: Buffer): Buffer {
  switch (codec) {
    case 'none':
      return bytes;
    case 'gzip':
      return zlib.gzipSync(bytes);
    case 'snappy':
      return snappy.compressSync(bytes);
    case 'xerial':
      return xerial(bytes);
    case 'lz4':
      return lz4.compressFrameSync(bytes);
    case 'zstd':
      return zstdFrame(bytes);
  }
}

/** The framing of xerial's snappy-java: magic, two versions, then blocks with their length in front. */
function xerial(bytes: Buffer): Buffer {
  const parts: Buffer[] = [Buffer.from('82534e41505059000000000100000001', 'hex')];
  for (let at = 0; at < bytes.length || at === 0; at += 32 * 1024) {
    const block = snappy.compressSync(bytes.subarray(at, at + 32 * 1024));
    const length = Buffer.alloc(4);
    length.writeInt32BE(block.length);
    parts.push(length, block);
  }
  return Buffer.concat(parts);
}

/** A batch of format v2 at an offset, written by the embedded broker's encoder. */
export function batchAt(
  offset: bigint,
  records: readonly NewRecord[],
  options: Omit<BatchOptions, 'codec'> & { readonly codec?: TestCodec } = {},
): Buffer {
  const { codec = 'none', ...rest } = options;
  const name = codec === 'xerial' ? 'snappy' : codec;
  const batch = writeBatch(records, {
    now: 1_700_000_000_000,
    ...rest,
    codec: name,
    compress: (_, bytes) => compress(codec, bytes),
  });
  batch.writeBigInt64BE(offset, 0);
  return batch;
}

/** Records `v0`, `v1`, … with keys `k0`, `k1`, … */
export function numbered(count: number, from = 0): NewRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `k${from + index}`,
    value: `v${from + index}`,
  }));
}

/** Changes bytes of a batch behind its checksum and makes the checksum right again. */
export function resealed(batch: Buffer, change: (batch: Buffer) => void): Buffer {
  const copy = Buffer.from(batch);
  change(copy);
  sealBatch(copy);
  return copy;
}

export function fetched(records: Buffer, facts: Partial<FetchedPartition> = {}): FetchedPartition {
  const high = facts.high ?? 1_000_000n;
  return {
    partition: 0,
    errorCode: 0,
    high,
    stable: high,
    first: 0n,
    aborted: [],
    ...facts,
    records,
  };
}

/** What a reader makes of a record set. */
export function sliced(
  records: Buffer,
  options: Partial<SliceOptions> & Partial<FetchedPartition> = {},
): Slice {
  const { offset = 0n, until = null, checkCrcs = true, blindStep = 1n, ...facts } = options;
  return sliceOf(fetched(records, facts), { offset, until, checkCrcs, blindStep });
}

export interface Seen {
  readonly messages: readonly Message[];
  /** Stretches that could not be read, both ends included. */
  readonly damage: readonly {
    readonly from: bigint;
    readonly to: bigint;
    readonly reason: string;
  }[];
}

/** Every message and every damaged stretch of a slice, in order. */
export function seenIn(slice: Slice): Seen {
  const cursor = new RecordCursor();
  const messages: Message[] = [];
  const damage: Seen['damage'][number][] = [];
  for (const part of slice.parts) {
    const lost =
      part.kind === 'damage'
        ? part.damage
        : visitRecords(part, cursor, (record) => {
            messages.push(record.toMessage('t', slice.partition, messages.length));
          });
    if (lost) damage.push({ from: lost.from, to: lost.to, reason: lost.reason });
  }
  return { messages, damage };
}

export function offsetsOf(messages: readonly { readonly offset: bigint }[]): bigint[] {
  return messages.map(({ offset }) => offset);
}

export function textOf(bytes: Buffer | null): string | null {
  return bytes?.toString() ?? null;
}

export function headerTexts(headers: readonly Header[]): [string, string | null][] {
  return headers.map(({ key, value }) => [key, textOf(value)]);
}
