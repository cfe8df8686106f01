// Message sets of the formats before Kafka 0.11 (magic 0 and 1), through kafkajs's own decoder.
import Decoder from 'kafkajs/src/protocol/decoder.js';
import { Codecs } from 'kafkajs/src/protocol/message/compression/index.js';
import decodeMessageSet from 'kafkajs/src/protocol/messageSet/decoder.js';
import type { TimestampType } from '../model/message.js';
import { decompress } from './codecs.js';

export interface LegacyRecord {
  readonly offset: bigint;
  /** -1 in format v0, which has none. */
  readonly timestamp: number;
  readonly timestampType: TimestampType;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

let registered = false;

/** kafkajs knows gzip alone; its registry is where the other codecs are given to it. */
function registerCodecs(): void {
  if (registered) return;
  registered = true;
  for (const codec of [2, 3]) {
    Codecs[codec] = () => ({
      decompress: (bytes) => Promise.resolve(decompress(codec, bytes)),
      compress: () => Promise.reject(new Error('kafka-tui does not write')),
    });
  }
}

/** Decodes whole messages. Rejects on bytes that make no sense. */
export async function decodeLegacyMessages(bytes: Buffer): Promise<LegacyRecord[]> {
  registerCodecs();
  const messages = await decodeMessageSet(new Decoder(bytes), bytes.length);
  return messages.map((message) => ({
    offset: BigInt(message.offset),
    timestamp: message.timestamp === undefined ? -1 : Number(message.timestamp),
    timestampType:
      message.timestamp === undefined ? 'none' : message.attributes & 0x08 ? 'append' : 'create',
    key: message.key,
    value: message.value,
  }));
}
