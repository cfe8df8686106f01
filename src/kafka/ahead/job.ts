import type { ByteHint, Query } from '../../model/query.js';
import { keysOf } from '../regions.js';

/** What a match must have; a record without it needs no further look. */
export interface Required {
  readonly hint: ByteHint | null;
  /** One of these keys; null for any. */
  readonly keys: readonly Buffer[] | null;
}

export function requiredOf({ hint, bounds }: Pick<Query, 'hint' | 'bounds'>): Required {
  return { hint, keys: keysOf(bounds) };
}

/** Record batches to be looked into by another thread. Nobody else touches the buffers before its answer. */
export interface LookJob {
  readonly id: number;
  readonly input: SharedArrayBuffer;
  readonly batches: readonly JobBatch[];
  /** Room for records that were decompressed. */
  readonly output: SharedArrayBuffer;
}

export interface JobBatch {
  /** Where it begins in the input. */
  readonly at: number;
  /** In bytes, with its header. */
  readonly length: number;
  /** Which of its offsets were asked for: `until` is the first that was not. */
  readonly from: bigint;
  readonly until: bigint;
}

export type Finding =
  /** So many records were asked for; each of them is sound, and none has what a match must have. */
  | { readonly kind: 'ruled-out'; readonly records: number }
  /** Its records, decompressed, are so many bytes of the output. */
  | { readonly kind: 'plain'; readonly at: number; readonly length: number }
  /** It makes no sense, or there was no room for it. */
  | { readonly kind: 'left' };

export interface LookAnswer {
  readonly id: number;
  /** One for each batch of the job. */
  readonly findings: readonly Finding[];
}

const WORD = 8;

/** What the places of so many copies may cost more than the bytes. */
export function slack(copies: number): number {
  return copies * WORD;
}

/**
 * The first place from `from` on where `bytes` lie in their words as they do where they are. V8 copies into shared
 * memory and out of it by words where both sides are alike in that, and else byte by byte, ten times as slowly.
 */
export function placeFor({ byteOffset }: Uint8Array, from: number): number {
  return from + ((byteOffset - from) & (WORD - 1));
}

/** What a thread says once it takes jobs. */
export const READY = 'ready';
