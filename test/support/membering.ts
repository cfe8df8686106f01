import { setTimeout as pause } from 'node:timers/promises';
import { Cluster } from '../../src/kafka/cluster.js';
import type { GroupReaderOptions } from '../../src/kafka/group-options.js';
import { GroupReader } from '../../src/kafka/group-reader.js';
import type { MemberControl, OpenedPartition } from '../../src/kafka/reader.js';
import { RecordCursor } from '../../src/kafka/record-cursor.js';
import { visitRecords } from '../../src/kafka/slice.js';
import type { SaslSettings } from '../../src/kafka/settings.js';
import type { Problem } from '../../src/model/problem.js';
import type { Happening } from '../../src/model/timeline.js';
import { settingsFor } from './reading.js';

/** A member at work, as the session behind it would be: takes what comes, and shows it at once. */
export class Membering {
  readonly reader: GroupReader;
  readonly member: MemberControl;
  /** `partition:offset`, in the order in which they came. */
  readonly took: string[] = [];
  readonly happened: Omit<Happening, 'group'>[] = [];
  readonly notices: string[] = [];
  readonly opened: (readonly OpenedPartition[])[] = [];
  error: unknown = null;
  ended = false;
  readonly lost: Problem[] = [];
  /** Partitions that can't be reached, as last told. */
  lostSlots: readonly number[] = [];
  regained = 0;
  /** Nothing is shown while this is false. */
  shows = true;
  /** Nothing is asked for while this is true. */
  paused = false;
  /** What came is not looked at while this is true. */
  holds = false;
  isHolding = false;
  readonly #cursor = new RecordCursor();

  constructor(
    bootstrap: string,
    options: Partial<GroupReaderOptions> & {
      readonly clientId?: string;
      readonly sasl?: SaslSettings;
    } = {},
  ) {
    const { clientId = 'member', sasl = null, ...rest } = options;
    const settings = settingsFor(bootstrap, { clientId, sasl });
    this.reader = new GroupReader(
      {
        group: 'g',
        topics: ['t'],
        start: { kind: 'beginning' },
        commits: 'auto',
        stopAtEnd: false,
        isolation: 'read_committed',
        checkCrcs: false,
        sessionTimeoutMs: 6_000,
        heartbeatMs: 100,
        rebalanceTimeoutMs: 6_000,
        instanceId: null,
        whenRefused: 'wait',
        makeCluster: () => new Cluster(settings, { changes: false, membership: true }),
        now: Date.now,
        ...rest,
      },
      {
        lost: (problem, _, slots) => {
          this.lost.push(problem);
          this.lostSlots = slots;
        },
        regained: () => (this.regained += 1),
        notice: (_, text) => this.notices.push(text),
        grown: () => undefined,
        skippedByRetention: () => undefined,
        member: {
          reassigned: (ours) => this.opened.push(ours),
          changed: () => undefined,
          happened: (event) => this.happened.push(event),
        },
      },
    );
    this.member = this.reader.member;
  }

  async join(): Promise<this> {
    const { partitions } = await this.reader.open();
    this.opened.push(partitions);
    void this.#take().catch((error: unknown) => (this.error = error));
    return this;
  }

  /** Partitions that are this member's. */
  get has(): number[] {
    return this.member
      .current()
      .partitions.filter(({ assigned }) => assigned)
      .map(({ partition }) => partition);
  }

  /** What happened of a kind, in words. */
  told(kind: Happening['kind']): string[] {
    return this.happened.filter((event) => event.kind === kind).map(({ text }) => text);
  }

  of(partition: number): string[] {
    return this.took.filter((place) => place.startsWith(`${partition}:`));
  }

  leave(): Promise<void> {
    return this.member.leave();
  }

  close(): void {
    this.reader.close();
  }

  async #take(): Promise<void> {
    for (;;) {
      while (this.paused) await pause(5);
      const slices = await this.reader.read();
      if (slices === null) break;
      this.isHolding = slices.some(({ parts }) => parts.length > 0);
      while (this.isHolding && this.holds) await pause(5);
      this.isHolding = false;
      for (const { lease, partition, parts, next } of slices) {
        if (lease?.isOver) continue;
        for (const part of parts) {
          if (part.kind !== 'batch') continue;
          visitRecords(part, this.#cursor, (record) => {
            this.took.push(`${partition}:${record.offset.toString()}`);
          });
        }
        this.member.delivered(partition, next);
        if (this.shows) this.member.shown(new Map([[partition, next]]));
      }
    }
    this.ended = true;
  }
}

/** Waits for a condition; says what was waited for where it does not come. */
export async function until(what: string, condition: () => boolean, ms = 15_000): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`not within ${ms / 1000} s: ${what}`);
    await pause(10);
  }
}
