import type { Edges, Page, Pages, PageSize } from '../../src/kafka/pages.js';
import { type Gap, gapOf } from '../../src/model/gap.js';
import type { Message } from '../../src/model/message.js';
import type { SeekTarget } from '../../src/model/seek.js';

/** The logs of a topic in memory: partition → messages by offset, with gaps where a test leaves some. */
export class FakePages implements Pages {
  readonly logs = new Map<number, Message[]>();
  /** Partition → where its log ends, where that is behind its last message. */
  readonly ends = new Map<number, bigint>();
  /** What every question waits for. */
  gate: Promise<void> = Promise.resolve();
  asked = 0;
  /** What happens while a question is under way. */
  meanwhile: () => void = () => undefined;
  closed = false;

  endOf(partition: number): bigint {
    return this.ends.get(partition) ?? behind(this.logs.get(partition)?.at(-1));
  }

  async before(edges: Edges, { count, bytes }: PageSize): Promise<Page> {
    await this.#answer();
    const rest = new Map(
      [...edges].map(([partition, at]) => [partition, this.#range(partition, 0n, at)] as const),
    );
    const entries: Message[] = [];
    // A page of large messages ends sooner.
    for (let taken = 0; entries.length < count && taken < bytes; taken += entries[0]?.size ?? 0) {
      const youngest = [...rest.values()]
        .filter((log) => log.length > 0)
        .sort((a, b) => (b.at(-1)?.timestamp ?? 0) - (a.at(-1)?.timestamp ?? 0))[0];
      const entry = youngest?.pop();
      if (!entry) break;
      entries.unshift(entry);
    }
    const reached = new Map([...rest].map(([partition, log]) => [partition, behind(log.at(-1))]));
    return {
      ...withGaps(entries, reached, edges),
      edges: reached,
      isLast: [...rest.values()].every((log) => log.length === 0),
    };
  }

  async after(edges: Edges, until: Edges, { count, bytes }: PageSize): Promise<Page> {
    await this.#answer();
    const rest = new Map(
      [...edges].map(
        ([partition, at]) =>
          [
            partition,
            this.#range(partition, at, until.get(partition) ?? this.endOf(partition)).reverse(),
          ] as const,
      ),
    );
    const entries: Message[] = [];
    // A page of large messages ends sooner.
    for (
      let taken = 0;
      entries.length < count && taken < bytes;
      taken += entries.at(-1)?.size ?? 0
    ) {
      const oldest = [...rest.values()]
        .filter((log) => log.length > 0)
        .sort((a, b) => (a.at(-1)?.timestamp ?? 0) - (b.at(-1)?.timestamp ?? 0))[0];
      const entry = oldest?.pop();
      if (!entry) break;
      entries.push(entry);
    }
    const reached = new Map(
      [...rest].map(([partition, log]) => {
        const end = until.get(partition) ?? this.endOf(partition);
        return [partition, log.at(-1)?.offset ?? end];
      }),
    );
    return {
      ...withGaps(entries, edges, reached),
      edges: reached,
      isLast: [...rest.values()].every((log) => log.length === 0),
    };
  }

  async find(target: SeekTarget, partitions: readonly number[]) {
    await this.#answer();
    const { partition, place } = target;
    const found =
      partition === null || place.kind !== 'offset'
        ? undefined
        : this.logs.get(partition)?.find(({ offset }) => offset >= place.offset);
    const offsetIn = (one: number): bigint => {
      const end = this.endOf(one);
      if (partition !== null && partition !== one) {
        const time = found?.timestamp ?? Infinity;
        return this.logs.get(one)?.find(({ timestamp }) => timestamp >= time)?.offset ?? end;
      }
      if (place.kind === 'offset') return place.offset < end ? place.offset : end;
      return place.kind === 'beginning' ? 0n : end;
    };
    const offsets = new Map(partitions.map((one) => [one, offsetIn(one)] as const));
    return {
      offsets,
      target: found ? { partition: found.partition, offset: found.offset } : null,
      timestamp: found?.timestamp ?? -1,
      note: null,
    };
  }

  cleanupPolicy(): Promise<string | null> {
    return Promise.resolve('compact');
  }

  close(): void {
    this.closed = true;
  }

  async #answer(): Promise<void> {
    this.asked++;
    await this.gate;
    this.meanwhile();
  }

  #range(partition: number, from: bigint, to: bigint): Message[] {
    return (this.logs.get(partition) ?? []).filter(({ offset }) => offset >= from && offset < to);
  }
}

function behind(message: Message | undefined): bigint {
  return (message?.offset ?? -1n) + 1n;
}

/** Whoever reads from one edge to another knows of the first hole only where he began. */
function withGaps(
  entries: readonly Message[],
  from: Edges,
  to: Edges,
): Pick<Page, 'entries' | 'gaps'> {
  const reached = new Map(from);
  const gapUpTo = (partition: number, end: bigint): Gap | null => {
    const begin = reached.get(partition) ?? 0n;
    const gap = gapOf(begin, end - 1n, 'compacted');
    return gap && { ...gap, isOpen: begin > 0n && begin === from.get(partition) };
  };
  const whole = entries.map((entry) => {
    const gap = gapUpTo(entry.partition, entry.offset);
    reached.set(entry.partition, entry.offset + 1n);
    return { ...entry, gap };
  });
  const gaps = [...to].flatMap(([partition, end]) => {
    const gap = gapUpTo(partition, end);
    return gap ? [[partition, gap] as const] : [];
  });
  return { entries: whole, gaps: new Map(gaps) };
}
