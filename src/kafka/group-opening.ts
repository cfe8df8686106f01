import type { MemberStart } from '../model/membership.js';
import { KafkaTuiError } from '../model/problem.js';
import { slotOf, topicIndexOf } from '../model/slot.js';
import type { GroupCoordinator } from './group-coordinator.js';
import type { Generation } from './group-join.js';
import { type Committed, fetchCommitted } from './group-offsets.js';
import { type Place, type TopicReading, openTopic } from './group-place.js';
import { Standing } from './group-standing.js';
import type { OpenedPartition, Opening } from './reader.js';
import { findTopic, topicGone } from './topic.js';
import { watermarksOf } from './watermarks.js';

export interface ShareReading extends TopicReading {
  readonly coordinator: GroupCoordinator;
  /** By slot; partitions that are new are added. */
  readonly standings: Map<number, Standing>;
  /** A topic that is gone does not keep the others from being read. */
  readonly mayMiss: boolean;
  /** How many partitions a topic was found to have. */
  readonly opened: (topic: string, partitions: number) => void;
}

/**
 * Opens what a generation gives this member: asks what the group has committed, begins each partition there, or
 * where reading starts by default, or goes on where it stayed (`stayed`, slots). Rejects with a KafkaTuiError, also
 * where the place is over before all is open: from then on it touches no standing.
 */
export async function openShare(
  reading: ShareReading,
  { share }: Generation,
  place: Place,
  stayed: ReadonlySet<number>,
): Promise<Opening> {
  const results = await Promise.allSettled(
    reading.topics.map((topic, index) =>
      openOne(reading, index, share.get(topic) ?? [], place, stayed),
    ),
  );
  place.throwIfOver();
  const isAnyOpen = results.some(({ status }) => status === 'fulfilled');
  const openings = results.map((result, index): Opening => {
    if (result.status === 'fulfilled') return result.value;
    const error: unknown = result.reason;
    if (!reading.mayMiss || !isAnyOpen || !isTopicGone(error)) throw error;
    return without(reading, index);
  });
  return {
    partitions: openings.flatMap(({ partitions }) => partitions),
    others: openings.flatMap(({ others = [] }) => others),
    backlog: [],
    skipped: new Map(openings.flatMap(({ skipped }) => [...skipped])),
  };
}

function isTopicGone(error: unknown): boolean {
  return error instanceof KafkaTuiError && error.code === 'TOPIC_NOT_FOUND';
}

/** What is known of a topic that is not there: nothing of it is anybody's. */
function without({ standings, topics, connection }: ShareReading, topic: number): Opening {
  const known = [...standings.values()].filter(({ slot }) => topicIndexOf(slot) === topic);
  for (const standing of known) {
    standing.release();
    standing.owner = null;
  }
  const slots = known.map(({ slot }) => slot);
  const gone = topicGone(topics[topic] ?? '');
  connection.missing(topic, gone, slots);
  const others = known.map(({ slot, first, high }): OpenedPartition => {
    return { partition: slot, first, next: high, high, stable: high };
  });
  return { partitions: [], others, backlog: [], skipped: new Map() };
}

async function openOne(
  reading: ShareReading,
  topic: number,
  ours: readonly number[],
  place: Place,
  stayed: ReadonlySet<number>,
): Promise<Opening> {
  const { cluster, coordinator, topics, standings } = reading;
  const name = topics[topic] ?? '';
  const found = await findTopic(cluster, name, null);
  const numbers = found.map(({ partition }) => partition);
  reading.opened(name, numbers.length);
  const committed = await fetchCommitted(coordinator, name, numbers);
  const others: OpenedPartition[] = [];
  const rest = found.filter(({ partition }) => !ours.includes(partition));
  const marks = await watermarksOf(cluster, name, rest);
  place.throwIfOver();
  for (const { partition, first, high } of marks) {
    const standing = standingOf(standings, slotOf(topic, partition));
    standing.first = first;
    standing.high = high;
  }
  for (const { partition } of rest) {
    const standing = standingOf(standings, slotOf(topic, partition));
    const { slot, first, high } = standing;
    standing.release();
    standing.learn(committed.get(partition) ?? null);
    others.push({ partition: slot, first, next: high, high, stable: high });
  }
  if (ours.length === 0) return { partitions: [], others, backlog: [], skipped: new Map() };
  const begun = await begin(reading, topic, ours, { committed, place, stayed });
  return { ...begun, others };
}

/** Where each of our partitions goes on, and the reader that does it. */
async function begin(
  reading: ShareReading,
  topic: number,
  ours: readonly number[],
  known: {
    readonly committed: ReadonlyMap<number, Committed>;
    readonly place: Place;
    readonly stayed: ReadonlySet<number>;
  },
): Promise<Opening> {
  const { standings } = reading;
  const wanted = new Map(
    ours.map((partition) => {
      const standing = standingOf(standings, slotOf(topic, partition));
      const stays = known.stayed.has(standing.slot);
      return [partition, standing.resumeAt(known.committed.get(partition), stays)] as const;
    }),
  );
  const resume = new Map(
    [...wanted].flatMap(([partition, { offset }]) =>
      offset === undefined ? [] : [[partition, offset] as const],
    ),
  );
  const opening = await openTopic(reading, topic, ours, resume, known.place);
  const partitions = opening.partitions.map((opened): OpenedPartition => {
    const standing = standingOf(standings, slotOf(topic, opened.partition));
    const at = wanted.get(opened.partition);
    // Where the log no longer has it, reading starts as if nothing were committed.
    const from: MemberStart['from'] = at?.offset === opened.next ? at.from : 'reset';
    const again = standing.begin({ offset: opened.next, from }, opened);
    return { ...opened, partition: standing.slot, again };
  });
  return { ...opening, partitions };
}

function standingOf(standings: Map<number, Standing>, slot: number): Standing {
  const known = standings.get(slot) ?? new Standing(slot);
  standings.set(slot, known);
  return known;
}
