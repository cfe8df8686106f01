import type { Edges, Page, Pages, PageSize } from '../../src/kafka/pages.js';
import type { Message } from '../../src/model/message.js';
import type { SeekTarget } from '../../src/model/seek.js';

/** The logs of a topic in memory: partition → messages by offset, with gaps where a test leaves some. */
export class FakePages implements Pages {
  readonly logs = new Map<number, Message[]>();
  /** What every question waits for. */
  gate: Promise<void> = Promise.resolve();
  asked = 0;
  closed = false;

  endOf(partition: number): bigint {
    return (this.logs.get(partition)?.at(-1)?.offset ?? -1n) + 1n;
  }

  async before(edges: Edges, { count }: PageSize): Promise<Page> {
    await this.#answer();
    const rest = new Map(
      [...edges].map(([partition, at]) => [partition, this.#range(partition, 0n, at)] as const),
    );
    const entries: Message[] = [];
    while (entries.length < count) {
      const youngest = [...rest.values()]
        .filter((log) => log.length > 0)
        .sort((a, b) => (b.at(-1)?.timestamp ?? 0) - (a.at(-1)?.timestamp ?? 0))[0];
      const entry = youngest?.pop();
      if (!entry) break;
      entries.unshift(entry);
    }
    const reached = [...rest].map(
      ([partition, log]) => [partition, (log.at(-1)?.offset ?? -1n) + 1n] as const,
    );
    return {
      entries,
      edges: new Map(reached),
      isLast: [...rest.values()].every((log) => log.length === 0),
    };
  }

  async after(edges: Edges, until: Edges, { count }: PageSize): Promise<Page> {
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
    while (entries.length < count) {
      const oldest = [...rest.values()]
        .filter((log) => log.length > 0)
        .sort((a, b) => (a.at(-1)?.timestamp ?? 0) - (b.at(-1)?.timestamp ?? 0))[0];
      const entry = oldest?.pop();
      if (!entry) break;
      entries.push(entry);
    }
    const reached = [...rest].map(([partition, log]) => {
      const end = until.get(partition) ?? this.endOf(partition);
      return [partition, log.at(-1)?.offset ?? end] as const;
    });
    return {
      entries,
      edges: new Map(reached),
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

  close(): void {
    this.closed = true;
  }

  async #answer(): Promise<void> {
    this.asked++;
    await this.gate;
  }

  #range(partition: number, from: bigint, to: bigint): Message[] {
    return (this.logs.get(partition) ?? []).filter(({ offset }) => offset >= from && offset < to);
  }
}
