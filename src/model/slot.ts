/**
 * Inside a session a partition is one number, its slot. With one topic that is the partition's own number; a
 * member of a group may read several topics, each with a range of its own.
 */
const A_TOPIC = 1_000_000;

/** `topic` is the topic's place among those that were named. */
export function slotOf(topic: number, partition: number): number {
  return topic * A_TOPIC + partition;
}

export function partitionOf(slot: number): number {
  return slot % A_TOPIC;
}

export function topicIndexOf(slot: number): number {
  return Math.floor(slot / A_TOPIC);
}

/** The topic of a slot; `topics` in the order in which they were named. */
export function topicOf(slot: number, topics: readonly string[]): string {
  return topics[topicIndexOf(slot)] ?? '';
}

/** `3`, or `orders:3` where there are several topics: the way a person is told. */
export function slotWords(slot: number, topics: readonly string[]): string {
  const partition = partitionOf(slot);
  return topics.length > 1 ? `${topicOf(slot, topics)}:${partition}` : String(partition);
}

/** The slot of a message; a topic that is none of these is taken for the first. */
export function slotOfEntry(
  { topic, partition }: { readonly topic: string; readonly partition: number },
  topics: readonly string[],
): number {
  return slotOf(Math.max(0, topics.indexOf(topic)), partition);
}

/** `3:42`, or `orders:3:42` where there are several topics. */
export function placeWords(
  entry: { readonly topic: string; readonly partition: number; readonly offset: bigint },
  topics: readonly string[],
): string {
  return `${slotWords(slotOfEntry(entry, topics), topics)}:${entry.offset.toString()}`;
}
