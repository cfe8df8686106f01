import { Cluster } from '../../src/kafka/cluster.js';
import { DirectReader } from '../../src/kafka/direct-reader.js';
import type { DirectReaderOptions } from '../../src/kafka/reader-options.js';
import type { Opening } from '../../src/kafka/reader.js';
import { RecordCursor } from '../../src/kafka/record-cursor.js';
import type { ClusterSettings } from '../../src/kafka/settings.js';
import { type Slice, visitRecords } from '../../src/kafka/slice.js';
import type { Problem } from '../../src/model/problem.js';

export function settingsFor(
  bootstrap: string,
  settings: Partial<ClusterSettings> = {},
): ClusterSettings {
  return {
    bootstrap: bootstrap.split(','),
    clientId: 'kafka-tui-test',
    tls: null,
    sasl: null,
    connectTimeoutMs: 2000,
    requestTimeoutMs: 5000,
    ...settings,
  };
}

/** A direct reader at work, and all that it brought and told. */
export class Reading {
  readonly reader: DirectReader;
  readonly offsets = new Map<number, bigint[]>();
  readonly values: string[] = [];
  readonly damage: { partition: number; from: bigint; to: bigint; reason: string }[] = [];
  readonly notices: string[] = [];
  readonly lost: Problem[] = [];
  readonly skipped: { partition: number; offsets: bigint }[] = [];
  regained = 0;
  control = 0;
  aborted = 0;
  slices: Slice[] = [];
  /** `read` has said that this is all. */
  ended = false;
  readonly #cursor = new RecordCursor();

  constructor(
    bootstrap: string,
    options: Partial<DirectReaderOptions> & { readonly settings?: Partial<ClusterSettings> } = {},
  ) {
    const { settings, ...rest } = options;
    this.reader = new DirectReader(
      new Cluster(settingsFor(bootstrap, settings)),
      {
        topic: 't',
        partitions: null,
        start: { kind: 'beginning' },
        stopAtEnd: false,
        isolation: 'read_committed',
        checkCrcs: true,
        ...rest,
      },
      {
        lost: (problem) => this.lost.push(problem),
        regained: () => this.regained++,
        notice: (_, text) => this.notices.push(text),
        grown: () => undefined,
        skippedByRetention: (partition, offsets) => this.skipped.push({ partition, offsets }),
      },
    );
  }

  open(): Promise<Opening> {
    return this.reader.open();
  }

  /** Pulls until there is nothing more. */
  async toEnd(): Promise<this> {
    while (await this.pull());
    return this;
  }

  /** Pulls until a condition holds; what was asked for may have ended by then. */
  async until(condition: () => boolean): Promise<this> {
    while (!condition() && (await this.pull()));
    if (!condition()) throw new Error('reading ended before the condition held');
    return this;
  }

  /** One response; false at the end. */
  async pull(): Promise<boolean> {
    const slices = await this.reader.read();
    if (slices === null) {
      this.ended = true;
      return false;
    }
    for (const slice of slices) this.#take(slice);
    return true;
  }

  get count(): number {
    return this.values.length;
  }

  of(partition: number): bigint[] {
    return this.offsets.get(partition) ?? [];
  }

  close(): void {
    this.reader.close();
  }

  #take(slice: Slice): void {
    const { partition } = slice;
    this.slices.push(slice);
    this.control += slice.control;
    this.aborted += slice.aborted;
    for (const part of slice.parts) {
      const damage =
        part.kind === 'damage'
          ? part.damage
          : visitRecords(part, this.#cursor, (record) => {
              this.offsets.set(partition, [...this.of(partition), record.offset]);
              this.values.push(record.value()?.toString() ?? '∅');
            });
      if (damage) {
        const { from, to, reason } = damage;
        this.damage.push({ partition, from, to, reason });
      }
    }
  }
}

/** Offsets from `from` up to, but not including, `until`. */
export function range(from: number | bigint, until: number | bigint): bigint[] {
  const first = BigInt(from);
  return Array.from({ length: Number(BigInt(until) - first) }, (_, index) => first + BigInt(index));
}
