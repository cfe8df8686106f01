import { createRequire } from 'node:module';
import { compress } from './batches.js';

/** kafkajs's own encoders of record batches and message sets: written by others than our decoder. */

const load = createRequire(import.meta.url);

interface Encoder {
  readonly buffer: Buffer;
}
const recordBatches = load('kafkajs/src/protocol/recordBatch/v0') as {
  readonly RecordBatch: (options: object) => Promise<Encoder>;
};
const Record = load('kafkajs/src/protocol/recordBatch/record/v0') as (options: object) => Encoder;
const Long = load('kafkajs/src/utils/long') as { fromValue(value: bigint | number): object };
const MessageV0 = load('kafkajs/src/protocol/message/v0') as (options: object) => Encoder;
const MessageV1 = load('kafkajs/src/protocol/message/v1') as (options: object) => Encoder;
const { Codecs } = load('kafkajs/src/protocol/message/compression') as {
  Codecs: Record<number, () => object>;
};

const codecNames = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
for (const codec of [1, 2, 3, 4] as const) {
  Codecs[codec] = () => ({
    compress: (encoder: Encoder) => Promise.resolve(compress(codecNames[codec], encoder.buffer)),
  });
}

export interface KafkajsRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp?: number;
  readonly headers?: Record<string, string>;
}

export async function kafkajsBatch(
  offset: bigint,
  records: readonly KafkajsRecord[],
  codec = 0,
): Promise<Buffer> {
  const first = records[0]?.timestamp ?? 0;
  const batch = await recordBatches.RecordBatch({
    compression: codec,
    firstOffset: Long.fromValue(offset),
    firstTimestamp: first,
    maxTimestamp: Math.max(...records.map(({ timestamp = first }) => timestamp)),
    lastOffsetDelta: records.length - 1,
    records: records.map(({ key, value, timestamp = first, headers = {} }, offsetDelta) =>
      Record({
        offsetDelta,
        timestampDelta: timestamp - first,
        key,
        value,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]),
        ),
      }),
    ),
  });
  return batch.buffer;
}

export interface OldMessage {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp?: number;
}

/** Messages of format v0 or v1, one behind the other. */
export function messageSet(magic: 0 | 1, messages: readonly OldMessage[], attributes = 0): Buffer {
  return Buffer.concat(
    messages.map(({ offset, key, value, timestamp = 0 }) => {
      const make = magic === 0 ? MessageV0 : MessageV1;
      const message = make({ compression: attributes, key, value, timestamp }).buffer;
      const head = Buffer.alloc(12);
      head.writeBigInt64BE(offset);
      head.writeInt32BE(message.length, 8);
      return Buffer.concat([head, message]);
    }),
  );
}
