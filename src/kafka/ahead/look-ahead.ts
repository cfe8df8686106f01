import { availableParallelism, loadavg } from 'node:os';
import type { Slice, SliceBatch, SlicePart } from '../slice.js';
import { type Finding, type JobBatch, type Required, placeFor, slack } from './job.js';
import { LookThreads, type StartThread } from './look-threads.js';
import { type Slot, Slots, USUAL_OUTPUT } from './slots.js';

/** More than half of the time of a search goes into it; the others are so fast that handing over costs as much. */
const ZSTD = 4;
/** Compressed bytes that pass before threads are started, which takes as long. */
const WORTH_IT = 2 * 1024 * 1024;
const MAX_THREADS = 2;
/** How much batches grow before anything is known of them. */
const USUAL_GROWTH = 4;

export interface LookAheadOptions {
  readonly required: Required;
  readonly start?: StartThread;
  /** No more threads than this, however many cores there are. */
  readonly atMost?: number;
  /** Exactly so many. */
  readonly threads?: number;
  readonly worthIt?: number;
}

/** Slices that are being looked into. */
export interface Looking {
  /** The slices with what was found out; never rejects. */
  readonly slices: Promise<readonly Slice[]>;
  /** Nobody looks at these slices any more. */
  readonly release: () => void;
}

/**
 * Has batches of zstd looked into ahead of whoever walks their records, in threads of their own: they decompress
 * them, and rule out those without a match. A batch that was not looked into is as good, and only takes longer.
 */
export class LookAhead {
  readonly #options: LookAheadOptions;
  readonly #slots = new Slots();
  #threads: LookThreads | null = null;
  #passed = 0;
  #growth = USUAL_GROWTH;
  #jobs = 0;
  #isOver = false;

  constructor(options: LookAheadOptions) {
    this.#options = options;
  }

  /** Null where none of it is looked into. `isWanted`: whether anybody is going to walk a batch. */
  begin(
    slices: readonly Slice[],
    isWanted: (part: SliceBatch, partition: number) => boolean,
  ): Looking | null {
    const batches = slices.flatMap(({ partition, parts }) =>
      parts.filter(
        (part): part is SliceBatch =>
          part.kind === 'batch' && part.batch.codec === ZSTD && isWanted(part, partition),
      ),
    );
    this.#startInTime(batches);
    if (batches.length === 0 || !this.#threads?.areReady) return null;
    const taken: Slot[] = [];
    const seen = new Map<SlicePart, SliceBatch>();
    const jobs = portions(batches, USUAL_OUTPUT / this.#growth).map((portion) =>
      this.#look(portion, taken, seen),
    );
    return {
      slices: Promise.all(jobs).then(() =>
        slices.map((slice) => ({
          ...slice,
          parts: slice.parts.map((part) => seen.get(part) ?? part),
        })),
      ),
      release: () => {
        for (const slot of taken.splice(0)) this.#slots.giveBack(slot);
      },
    };
  }

  close(): void {
    this.#isOver = true;
    this.#threads?.close();
  }

  #startInTime(batches: readonly SliceBatch[]): void {
    const { worthIt = WORTH_IT, atMost = MAX_THREADS, required, start } = this.#options;
    this.#passed += sizeOf(batches);
    if (this.#threads !== null || this.#isOver || this.#passed < worthIt) return;
    const { threads = Math.min(usualThreads(), atMost) } = this.#options;
    this.#threads = new LookThreads(threads, required, start);
  }

  /** Collects the slots that are in use in `taken`, and what was found out in `seen`. Never rejects. */
  async #look(
    batches: readonly SliceBatch[],
    taken: Slot[],
    seen: Map<SlicePart, SliceBatch>,
  ): Promise<void> {
    const slot = this.#slots.take(sizeOf(batches) + slack(batches.length));
    if (slot === null) return;
    taken.push(slot);
    const placed = place(batches, slot);
    const answer = await this.#threads?.ask({ id: ++this.#jobs, ...slot, batches: placed });
    if (answer) this.#collect(batches, answer.findings, slot, seen);
  }

  #collect(
    batches: readonly SliceBatch[],
    findings: readonly Finding[],
    { output }: Slot,
    seen: Map<SlicePart, SliceBatch>,
  ): void {
    let [packed, plain] = [0, 0];
    batches.forEach((part, index) => {
      const finding = findings[index];
      if (finding?.kind === 'ruled-out') seen.set(part, { ...part, ruledOut: finding.records });
      if (finding?.kind !== 'plain') return;
      const { at, length } = finding;
      seen.set(part, { ...part, plain: Buffer.from(output, at, length) });
      packed += part.batch.bytes.length;
      plain += length;
    });
    if (packed > 0) this.#growth = Math.max(1, plain / packed);
  }
}

/** Puts batches into the memory of a slot, one behind the other. */
function place(batches: readonly SliceBatch[], { input }: Slot): JobBatch[] {
  const memory = Buffer.from(input);
  let end = 0;
  return batches.map(({ batch: { bytes }, from, until }) => {
    const at = placeFor(bytes, end);
    bytes.copy(memory, at);
    end = at + bytes.length;
    return { at, length: bytes.length, from, until };
  });
}

/** Nothing is won with one core, nor where twice as many wait for the cores as there are (no such number: 0). */
function usualThreads(): number {
  const cores = availableParallelism();
  const [waiting = 0] = loadavg();
  return cores < 2 || waiting > 2 * cores ? 0 : Math.min(MAX_THREADS, cores);
}

function sizeOf(batches: readonly SliceBatch[]): number {
  return batches.reduce((sum, { batch }) => sum + batch.bytes.length, 0);
}

/** Batches that follow each other, in portions of at most so many bytes, of one batch at least. */
function portions(batches: readonly SliceBatch[], size: number): SliceBatch[][] {
  const result: SliceBatch[][] = [];
  let room = 0;
  for (const part of batches) {
    const { length } = part.batch.bytes;
    const last = result.at(-1);
    if (last && length <= room) {
      last.push(part);
      room -= length;
    } else {
      result.push([part]);
      room = size - length;
    }
  }
  return result;
}
