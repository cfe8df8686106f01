import type { CommitAnswer } from '../../../src/model/membership.js';
import { NO_EVENTS } from '../../../src/model/timeline.js';
import type { Gap } from '../../../src/model/gap.js';
import type { Damage, Entry, Header, Message } from '../../../src/model/message.js';
import type {
  PartitionCounters,
  Session,
  SessionSnapshot,
  Totals,
} from '../../../src/model/session.js';
import type { SearchRange, SearchSnapshot } from '../../../src/model/search.js';
import type { Look, SeekOutcome, SeekTarget } from '../../../src/model/seek.js';
import type {
  ActiveBreak,
  ActiveFilter,
  StreamEntries,
  StreamWindow,
} from '../../../src/model/stream.js';

/** 2026-11-20 14:03:22.481 UTC */
export const NOW = Date.UTC(2026, 10, 20, 14, 3, 22, 481);

export interface MessageParts {
  readonly topic?: string;
  readonly partition?: number;
  readonly offset?: bigint;
  readonly key?: string | Buffer | null;
  readonly value?: string | Buffer | null;
  readonly headers?: readonly Header[];
  readonly timestamp?: number;
  readonly gap?: Gap | null;
}

function bytes(text: string | Buffer | null): Buffer | null {
  return typeof text === 'string' ? Buffer.from(text) : text;
}

/** Entries as a session keeps them: the last `limit`, with indexes that only grow. */
export class FakeEntries implements StreamEntries {
  readonly first: number;
  readonly end: number;
  readonly #kept: readonly Entry[];

  constructor(kept: readonly Entry[], first: number) {
    this.#kept = kept;
    this.first = first;
    this.end = first + kept.length;
  }

  get(index: number): Entry | undefined {
    return this.#kept[index - this.first];
  }

  indexOf(arrival: number): number {
    const found = this.#kept.findIndex((entry) => entry.arrival >= arrival);
    return found < 0 ? this.end : this.first + found;
  }
}

export function partition(
  number: number,
  parts: Partial<PartitionCounters> = {},
): PartitionCounters {
  const next = parts.next ?? 0n;
  const high = parts.high ?? next;
  return {
    partition: number,
    first: 0n,
    next,
    high,
    lag: high - next,
    seen: 0,
    control: 0,
    aborted: 0,
    damaged: 0,
    lost: 0n,
    gap: null,
    rate: 0,
    history: new Array<number>(60).fill(0),
    status: { state: 'at-end' },
    ...parts,
  };
}

function totalsOf(partitions: readonly PartitionCounters[]): Totals {
  const sum = (of: (counters: PartitionCounters) => number) =>
    partitions.reduce((total, counters) => total + of(counters), 0);
  return {
    seen: sum(({ seen }) => seen),
    rate: sum(({ rate }) => rate),
    lag: partitions.reduce((total, { lag }) => total + lag, 0n),
    control: sum(({ control }) => control),
    aborted: sum(({ aborted }) => aborted),
    damaged: sum(({ damaged }) => damaged),
    lost: partitions.reduce((total, { lost }) => total + lost, 0n),
    history: Array.from({ length: 60 }, (_, second) => sum(({ history }) => history[second] ?? 0)),
  };
}

/** Plain text over key and value, as the real one does it. */
function matches(entry: Entry, text: string): boolean {
  if (entry.kind === 'damage') return false;
  return [entry.key, entry.value].some((part) => part?.includes(text) ?? false);
}

function spansOf(text: string, wanted: string): [number, number][] {
  const spans: [number, number][] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    spans.push([at, at + wanted.length]);
  }
  return spans;
}

/** A session that does what it is told, at once. Its log records the commands. */
export class FakeSession implements Session {
  readonly log: string[] = [];
  readonly looks: Look[] = [];
  /** What was said to have been shown. */
  readonly showings: SessionSnapshot[] = [];
  /** What comes of a seek. */
  seeking: (target: SeekTarget) => Promise<SeekOutcome | null> = () =>
    Promise.resolve({ select: null, note: null });
  readonly #listeners = new Set<() => void>();
  search: SearchSnapshot | null = null;
  /** What beginning a search does. */
  exporting: (path: string) => Promise<number | null> = () => Promise.resolve(3);
  searching: (text: string, range: SearchRange) => void = () => undefined;
  breakpoint: ActiveBreak | null = null;
  window: StreamWindow = {
    ...{ live: true, below: 0n, begins: false, loading: null, looked: 0, cleanupPolicy: null },
  };
  #all: Entry[] = [];
  #arrivals = 0;
  #dropped = 0;
  #version = 0;
  #filter: string | null = null;
  #paused = false;
  #parts: Partial<SessionSnapshot> = {};
  #partitions: readonly PartitionCounters[] = [partition(0), partition(1), partition(2)];

  /** What the broker says to a commit. */
  commits: (arrival: number | null) => Promise<CommitAnswer> = () =>
    Promise.resolve({ committed: [{ partition: 0, offset: 7n }], refused: [], tookMs: 3 });

  readonly commands = {
    pause: (): void => {
      this.#paused = true;
      this.#changed('pause');
    },
    resume: (): void => {
      this.#paused = false;
      this.#changed('resume');
    },
    filter: (text: string | null): void => {
      this.#filter = text;
      this.#changed(`filter ${text ?? '-'}`);
    },
    breakAt: (text: string | null): void => {
      this.breakpoint = text === null ? null : { text, hit: null };
      this.#changed(`break ${text ?? '-'}`);
    },
    retry: (): void => {
      this.#changed('retry');
    },
    check: (): void => {
      this.#changed('check');
    },
    shown: (snapshot: SessionSnapshot): void => {
      this.showings.push(snapshot);
    },
    commit: (arrival: number | null): Promise<CommitAnswer> => {
      this.log.push(`commit ${arrival ?? 'all'}`);
      return this.commits(arrival);
    },
    look: (at: Look): void => {
      this.looks.push(at);
    },
    seek: (target: SeekTarget): Promise<SeekOutcome | null> => {
      this.#changed(`seek ${writtenTarget(target)}`);
      return this.seeking(target);
    },
    search: (text: string, range: SearchRange, writeTo: string | null): void => {
      const file = writeTo === null ? '' : ` to ${writeTo}`;
      this.#changed(`search ${text} ${range.kind}${file}`);
      this.searching(text, range);
    },
    exportSearch: (path: string): Promise<number | null> => {
      this.#changed(`export ${path}`);
      return this.exporting(path);
    },
    stopSearch: (): void => {
      this.#changed('stop search');
    },
  };

  /** Changes anything of the snapshot. */
  set(parts: Partial<SessionSnapshot>): this {
    this.#parts = { ...this.#parts, ...parts };
    this.#changed();
    return this;
  }

  setPartitions(partitions: readonly PartitionCounters[]): this {
    this.#partitions = partitions;
    this.#changed();
    return this;
  }

  add(parts: MessageParts = {}): Message {
    const key = bytes(parts.key === undefined ? `k${this.#arrivals}` : parts.key);
    const value = bytes(parts.value === undefined ? `value ${this.#arrivals}` : parts.value);
    const message: Message = {
      kind: 'message',
      arrival: this.#arrivals,
      topic: parts.topic ?? 'new_users',
      partition: parts.partition ?? 0,
      offset: parts.offset ?? BigInt(this.#arrivals),
      timestamp: parts.timestamp ?? NOW + this.#arrivals,
      timestampType: 'create',
      key,
      value,
      headers: parts.headers ?? [],
      size: (key?.length ?? 0) + (value?.length ?? 0),
      gap: parts.gap ?? null,
    };
    this.#push(message);
    return message;
  }

  addMany(count: number): this {
    for (let index = 0; index < count; index += 1) this.add();
    return this;
  }

  damage(reason: string, offset: bigint, lastOffset: bigint, broken: Buffer | null = null): this {
    const entry: Damage = {
      kind: 'damage',
      arrival: this.#arrivals,
      topic: 'new_users',
      partition: 1,
      offset,
      lastOffset,
      reason,
      bytes: broken,
      gap: null,
    };
    this.#push(entry);
    return this;
  }

  /** Drops the oldest entries, as the bounds of the buffer do. */
  drop(count: number): this {
    this.#all = this.#all.slice(count);
    this.#dropped += count;
    this.#changed();
    return this;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  current(): SessionSnapshot {
    return {
      cluster: 'lab',
      topic: 'new_users',
      mode: 'direct, no group',
      connection: { state: 'ready' },
      checklist: null,
      partitions: this.#partitions,
      totals: totalsOf(this.#partitions),
      stream: {
        entries: this.#entries(),
        version: this.#version,
        paused: this.#paused,
        pausedAt: this.#paused ? NOW : null,
        filter: this.#activeFilter(),
        breakpoint: this.breakpoint,
        dropped: this.#dropped,
        window: this.window,
      },
      notices: [],
      search: this.search,
      timeline: NO_EVENTS,
      membership: null,
      repeats: [],
      startedAt: NOW,
      lastArrivalAt: this.#all.length > 0 ? NOW : null,
      startedFrom: 'last 100',
      unverified: null,
      finished: false,
      ...this.#parts,
    };
  }

  #entries(): FakeEntries {
    const text = this.#filter;
    if (text === null) return new FakeEntries(this.#all, this.#dropped);
    return new FakeEntries(
      this.#all.filter((entry) => matches(entry, text)),
      0,
    );
  }

  #activeFilter(): ActiveFilter | null {
    const text = this.#filter;
    if (text === null) return null;
    return {
      text,
      highlight: (shown) => spansOf(shown, text),
      scanning: false,
      tested: this.#all.length,
      matched: this.#all.filter((entry) => matches(entry, text)).length,
    };
  }

  #push(entry: Entry): void {
    this.#all = [...this.#all, entry];
    this.#arrivals += 1;
    this.#changed();
  }

  #changed(command?: string): void {
    if (command !== undefined) this.log.push(command);
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

function writtenTarget({ partition, place }: SeekTarget): string {
  const facts = Object.values(place).slice(1).map(String).join(' ');
  return `${partition ?? 'all'} ${place.kind} ${facts}`.trim();
}
