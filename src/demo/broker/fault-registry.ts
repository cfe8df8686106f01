import { ATTRIBUTE, BATCH, BATCH_OVERHEAD, readBatchHeader, sealBatch } from './log/batch.js';
import type { ApiName } from '../../kafka/protocol/messages.js';

/** A fault that stands until it is lifted, or until it has struck as often as it should. */
export interface Fault {
  /** How often it struck so far. */
  readonly hits: number;
  lift(): void;
}

export interface ErrorAnswer {
  readonly api: ApiName;
  /** Only for this topic, group or transactional id; all by default. */
  readonly name?: string;
  /** Only for this partition; all by default. */
  readonly partition?: number;
  readonly errorCode: number;
}

/** What becomes of a batch: a wrong checksum, a mad length or count, an unknown codec, mad records. */
export type Damage = 'crc' | 'length' | 'short length' | 'count' | 'codec' | 'magic' | 'records';

export interface DamagedBatch {
  readonly topic: string;
  readonly partition: number;
  /** Any offset in the batch. */
  readonly offset: bigint;
  readonly damage: Damage;
}

export interface Where {
  readonly api?: ApiName;
  readonly brokerId?: number;
}

export interface Pace extends Where {
  /** Wait before the first byte, in ms. */
  readonly delayMs?: number;
  /** Bytes that are sent at a time, and how long between, in ms. */
  readonly bytesPerTick?: number;
  readonly tickMs?: number;
}

export interface Cut extends Where {
  /** Bytes of the response that still get out; half of it by default. */
  readonly afterBytes?: number;
}

export interface Throttle extends Where {
  readonly throttleTimeMs: number;
  /** As over a quota of bytes: the answer is empty, and what was asked for has to be asked for again. */
  readonly withoutData?: boolean;
}

interface Standing<T> {
  readonly what: T;
  hits: number;
  left: number;
}

/** One kind of fault: which of them stand, and which of them strikes next. */
class Standings<T> {
  readonly #standing = new Set<Standing<T>>();

  get none(): boolean {
    return this.#standing.size === 0;
  }

  add(what: T, times: number): Fault {
    const standing: Standing<T> = { what, hits: 0, left: times };
    this.#standing.add(standing);
    return {
      get hits() {
        return standing.hits;
      },
      lift: () => {
        this.#standing.delete(standing);
      },
    };
  }

  strike(matches: (what: T) => boolean): T | null {
    for (const standing of this.#standing) {
      if (!matches(standing.what)) continue;
      standing.hits += 1;
      standing.left -= 1;
      if (standing.left <= 0) this.#standing.delete(standing);
      return standing.what;
    }
    return null;
  }

  clear(): void {
    this.#standing.clear();
  }
}

/** The faults in force, as the parts of the broker ask for them. */
export class FaultRegistry {
  readonly errors = new Standings<ErrorAnswer>();
  readonly damaged = new Standings<DamagedBatch>();
  readonly paces = new Standings<Pace>();
  readonly cuts = new Standings<Cut>();
  readonly throttles = new Standings<Throttle>();

  /** The error to answer with instead of doing what was asked; 0 when there is none. */
  errorFor(api: ApiName, name: string | null, partition: number | null = null): number {
    if (this.errors.none) return 0;
    const struck = this.errors.strike(
      (one) =>
        one.api === api &&
        (one.name === undefined || one.name === name) &&
        (one.partition === undefined || one.partition === partition),
    );
    return struck?.errorCode ?? 0;
  }

  paceOf(api: ApiName, brokerId: number): Pace | null {
    return this.paces.strike((one) => strikesAt(one, api, brokerId));
  }

  cutOf(api: ApiName, brokerId: number): Cut | null {
    return this.cuts.strike((one) => strikesAt(one, api, brokerId));
  }

  throttleOf(api: ApiName, brokerId: number): Throttle | null {
    return this.throttles.strike((one) => strikesAt(one, api, brokerId));
  }

  /** Damages the batches that are meant to be, in copies: the log itself stays sound. */
  damage(topic: string, partition: number, records: readonly Buffer[]): readonly Buffer[] {
    if (this.damaged.none) return records;
    return records.map((piece) => this.#damagePiece(topic, partition, piece));
  }

  clear(): void {
    for (const kind of [this.errors, this.damaged, this.paces, this.cuts, this.throttles]) {
      kind.clear();
    }
  }

  #damagePiece(topic: string, partition: number, piece: Buffer): Buffer {
    let damaged = piece;
    for (let at = 0; at + BATCH.records <= piece.length;) {
      const { baseOffset, lastOffsetDelta, size } = readBatchHeader(piece, at);
      const struck =
        at + size > piece.length
          ? null
          : this.damaged.strike(
              (one) =>
                one.topic === topic &&
                one.partition === partition &&
                one.offset >= baseOffset &&
                one.offset <= baseOffset + BigInt(lastOffsetDelta),
            );
      if (struck !== null) {
        if (damaged === piece) damaged = Buffer.from(piece);
        damageBatch(damaged.subarray(at, at + size), struck.damage);
      }
      at += size;
    }
    return damaged;
  }
}

function strikesAt(where: Where, api: ApiName, brokerId: number): boolean {
  return (
    (where.api === undefined || where.api === api) &&
    (where.brokerId === undefined || where.brokerId === brokerId)
  );
}

/** All but a wrong checksum get a right one, so that it is the damage itself that must be noticed. */
function damageBatch(batch: Buffer, damage: Damage): void {
  switch (damage) {
    case 'crc':
      batch.writeUInt32BE((batch.readUInt32BE(BATCH.crc) ^ 0xff) >>> 0, BATCH.crc);
      return;
    case 'length':
      batch.writeInt32BE(0x7000_0000, BATCH.length);
      return;
    case 'short length':
      batch.writeInt32BE(BATCH.records - BATCH_OVERHEAD - 20, BATCH.length);
      return;
    case 'magic':
      batch.writeInt8(9, BATCH.magic);
      return;
    case 'count':
      batch.writeInt32BE(0x7000_0000, BATCH.count);
      sealBatch(batch);
      return;
    case 'codec':
      batch.writeInt16BE(batch.readInt16BE(BATCH.attributes) | ATTRIBUTE.codec, BATCH.attributes);
      sealBatch(batch);
      return;
    case 'records':
      batch.fill(0xff, BATCH.records);
      sealBatch(batch);
  }
}
