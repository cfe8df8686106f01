export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly leaderEpoch: number;
  readonly metadata: string | null;
}

/** What a group has committed. */
export class GroupOffsets {
  readonly #byTopic = new Map<string, Map<number, CommittedOffset>>();

  get isEmpty(): boolean {
    return this.#byTopic.size === 0;
  }

  get topics(): readonly string[] {
    return [...this.#byTopic.keys()];
  }

  partitionsOf(topic: string): readonly number[] {
    return [...(this.#byTopic.get(topic)?.keys() ?? [])];
  }

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#byTopic.get(topic)?.get(partition);
  }

  commit(offsets: readonly CommittedOffset[]): void {
    for (const one of offsets) {
      const partitions = this.#byTopic.get(one.topic) ?? new Map<number, CommittedOffset>();
      partitions.set(one.partition, one);
      this.#byTopic.set(one.topic, partitions);
    }
  }

  forgetTopic(topic: string): void {
    this.#byTopic.delete(topic);
  }
}
