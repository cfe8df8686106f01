import type {
  OpenReader,
  OpenedPartition,
  Opening,
  Reader,
  ReaderEvents,
  Watermark,
} from '../../src/kafka/reader.js';
import type { Slice } from '../../src/kafka/slice.js';
import { type FetchedPartition } from '../../src/kafka/fetch.js';
import { sliced } from './batches.js';

interface Response {
  readonly slices: readonly Slice[];
  /** The bytes that the slices look into. */
  readonly payload: Buffer;
}

/**
 * A reader that serves what a test gives it, in the order given: real batches, taken apart by the real
 * decoder. It remembers where each partition stands, as the one that it stands in for does.
 */
export class FakeReader implements Reader {
  readonly #responses: (Response | Error | null)[] = [];
  #reading: Response | null = null;
  readonly #next = new Map<number, bigint>();
  #wake: (() => void) | null = null;
  #events: ReaderEvents | null = null;
  opening: Partial<Opening> = {};
  failsToOpen: Error | null = null;
  marks: readonly Watermark[] = [];
  asked = 0;
  retries = 0;
  closed = false;

  constructor(readonly partitions: readonly OpenedPartition[] = [emptyPartition(0)]) {
    for (const { partition, next } of partitions) this.#next.set(partition, next);
  }

  readonly openReader: OpenReader = (events) => {
    this.#events = events;
    return this;
  };

  get events(): ReaderEvents {
    if (!this.#events) throw new Error('nobody has opened the reader');
    return this.#events;
  }

  /** Responses that wait to be pulled. */
  get waiting(): number {
    return this.#responses.length;
  }

  /** A response with the batches of one partition, as a broker would send them. */
  serve(
    records: Buffer,
    facts: Partial<FetchedPartition> & {
      readonly until?: bigint | null;
      /** Where it was asked for; where the response before ended unless said. */
      readonly offset?: bigint;
    } = {},
  ): this {
    const partition = facts.partition ?? 0;
    const payload = Buffer.from(records);
    const slice = sliced(payload, { offset: this.#next.get(partition) ?? 0n, ...facts });
    this.#next.set(partition, slice.next);
    return this.#push({ slices: [slice], payload });
  }

  end(): this {
    return this.#push(null);
  }

  fail(error: Error): this {
    return this.#push(error);
  }

  open(): Promise<Opening> {
    if (this.failsToOpen) return Promise.reject(this.failsToOpen);
    return Promise.resolve({
      partitions: this.partitions,
      backlog: [],
      skipped: new Map(),
      ...this.opening,
    });
  }

  async read(): Promise<readonly Slice[] | null> {
    // As the real one uses its buffers again: whoever kept a view of the last response sees this.
    this.#reading?.payload.fill('!');
    this.#reading = null;
    for (;;) {
      if (this.closed) return null;
      const response = this.#responses.shift();
      if (response instanceof Error) throw response;
      if (response === null) return null;
      if (response !== undefined) {
        this.#reading = response;
        return response.slices;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  watermarks(): Promise<readonly Watermark[]> {
    this.asked++;
    return Promise.resolve(this.marks);
  }

  retry(): void {
    this.retries++;
  }

  close(): void {
    this.closed = true;
    this.#wake?.();
  }

  #push(response: Response | Error | null): this {
    this.#responses.push(response);
    this.#wake?.();
    this.#wake = null;
    return this;
  }
}

export function emptyPartition(
  partition: number,
  facts: Partial<OpenedPartition> = {},
): OpenedPartition {
  return { partition, first: 0n, next: 0n, high: 0n, stable: 0n, ...facts };
}
