import type { Gap } from './gap.js';

/** What a record's timestamp means: set by the producer, by the broker on append, or absent. */
export type TimestampType = 'create' | 'append' | 'none';

export interface Header {
  readonly key: string;
  readonly value: Buffer | null;
}

/** One Kafka record. Bytes stay bytes; decoding happens where something is drawn or tested. */
export interface Message {
  readonly kind: 'message';
  /** Number in order of arrival in this run, from 0; never reused. */
  readonly arrival: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** ms since the epoch, UTC; -1 where the record has none. */
  readonly timestamp: number;
  readonly timestampType: TimestampType;
  readonly key: Buffer | null;
  /** null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: readonly Header[];
  /** Bytes of key, value and headers. */
  readonly size: number;
  /** What is missing in the log right before it; null where nothing is. */
  readonly gap: Gap | null;
}

/** A stretch of the log that is there but could not be read: a mad batch, a failed codec, a bad CRC. */
export interface Damage {
  readonly kind: 'damage';
  readonly arrival: number;
  readonly topic: string;
  readonly partition: number;
  /** First offset that could not be read. */
  readonly offset: bigint;
  /** Last offset that could not be read (inclusive); reading went on behind it. */
  readonly lastOffset: bigint;
  readonly reason: string;
  /** The first bytes of what could not be read, for the hex view; at most 4 KiB. */
  readonly bytes: Buffer | null;
  /** What is missing in the log right before it; null where nothing is. */
  readonly gap: Gap | null;
}

/** A row of the stream. */
export type Entry = Message | Damage;

/** `new_users:1:42`, the way people write a place in Kafka down. */
export function placeOf(entry: { topic: string; partition: number; offset: bigint }): string {
  return `${entry.topic}:${String(entry.partition)}:${entry.offset.toString()}`;
}
