import type { PartitionCounters } from '../../model/session.js';
import { partitionOf, topicIndexOf } from '../../model/slot.js';

type StateName = PartitionCounters['status']['state'];

/** Which of the partitions are in one of these states; in order. */
export function inState(
  partitions: readonly PartitionCounters[],
  ...states: readonly StateName[]
): readonly number[] {
  return partitions
    .filter(({ status }) => states.includes(status.state))
    .map(({ partition }) => partition);
}

/** Partitions by name, those beside each other as ranges: `0-3,7`, or `orders:0-3,7 users:2` of several topics. */
export function partitionNames(slots: readonly number[], topics: readonly string[]): string {
  const runs = new Map<number, [from: number, to: number][]>();
  for (const slot of slots) {
    const topic = topicIndexOf(slot);
    const partition = partitionOf(slot);
    const known = runs.get(topic) ?? [];
    const last = known.at(-1);
    if (last !== undefined && last[1] + 1 === partition) last[1] = partition;
    else known.push([partition, partition]);
    runs.set(topic, known);
  }
  return [...runs]
    .map(([topic, ranges]) => {
      const names = ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
      return `${topics.length > 1 ? `${topics[topic] ?? ''}:` : ''}${names.join(',')}`;
    })
    .join(' ');
}

/** Which of the partitions that are read here stand at their end, in few words: `all`, `none`, `all but 3`, `0-2,5`. */
export function atEndWords(
  partitions: readonly PartitionCounters[],
  topics: readonly string[],
): string {
  const here = partitions.filter(({ status }) => status.state !== 'unassigned');
  const atEnd = inState(here, 'at-end', 'finished');
  if (atEnd.length === 0) return 'none';
  if (atEnd.length === here.length) return 'all';
  const ended = new Set(atEnd);
  const others = here.flatMap(({ partition }) => (ended.has(partition) ? [] : [partition]));
  const names = partitionNames(atEnd, topics);
  const rest = `all but ${partitionNames(others, topics)}`;
  return rest.length < names.length ? rest : names;
}
