import type { BatchHeader } from './batch.js';

/** How many batches a producer may have under way at once, and so how far back a repeat is known. */
const REMEMBERED = 5;
/** Producers whose last batches are remembered; the oldest is forgotten first. */
const MAX_PRODUCERS = 1000;

interface Recent {
  readonly first: number;
  readonly last: number;
  readonly baseOffset: bigint;
}

interface Producer {
  epoch: number;
  recent: Recent[];
}

export type SequenceVerdict =
  | { readonly kind: 'next' }
  | { readonly kind: 'repeat'; readonly baseOffset: bigint }
  | { readonly kind: 'gap' }
  | { readonly kind: 'old epoch' };

/** The sequence numbers of idempotent producers in one partition (KIP-98). */
export class ProducerSequences {
  readonly #producers = new Map<bigint, Producer>();

  check(header: BatchHeader): SequenceVerdict {
    if (header.producerId < 0n) return { kind: 'next' };
    const known = this.#producers.get(header.producerId);
    // A producer whose records retention has removed is unknown too: any number may come next.
    if (known === undefined) return { kind: 'next' };
    if (header.producerEpoch < known.epoch) return { kind: 'old epoch' };
    if (header.producerEpoch > known.epoch) {
      return header.baseSequence === 0 ? { kind: 'next' } : { kind: 'gap' };
    }
    const last = advance(header.baseSequence, header.lastOffsetDelta);
    const repeat = known.recent.find(
      (one) => one.first === header.baseSequence && one.last === last,
    );
    if (repeat !== undefined) return { kind: 'repeat', baseOffset: repeat.baseOffset };
    const newest = known.recent.at(-1);
    return newest === undefined || advance(newest.last, 1) === header.baseSequence
      ? { kind: 'next' }
      : { kind: 'gap' };
  }

  note(header: BatchHeader, baseOffset: bigint): void {
    if (header.producerId < 0n || header.baseSequence < 0) return;
    const known = this.#producers.get(header.producerId);
    const recent = known?.epoch === header.producerEpoch ? known.recent : [];
    recent.push({
      first: header.baseSequence,
      last: advance(header.baseSequence, header.lastOffsetDelta),
      baseOffset,
    });
    if (recent.length > REMEMBERED) recent.shift();
    this.#producers.delete(header.producerId);
    this.#producers.set(header.producerId, { epoch: header.producerEpoch, recent });
    const [oldest] = this.#producers.keys();
    if (this.#producers.size > MAX_PRODUCERS && oldest !== undefined) {
      this.#producers.delete(oldest);
    }
  }

  forget(): void {
    this.#producers.clear();
  }
}

/** Sequence numbers wrap from the highest int32 to 0. */
function advance(sequence: number, by: number): number {
  return (sequence + by) % 2 ** 31;
}
