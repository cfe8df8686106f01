import {
  type DescribedGroup,
  type DescribedMember,
  type Happening,
  isSettled,
  nameOf,
  ownersOf,
  timelineOf,
} from '../model/timeline.js';
import { partitionOf, slotOf, topicOf } from '../model/slot.js';
import type { Cluster } from './cluster.js';
import type { GroupCoordinator } from './group-coordinator.js';
import { type SubscribedGroup, describeGroup } from './group-description.js';
import type { Share } from './group-assignment.js';
import type { Generation } from './group-join.js';
import { fetchCommitted } from './group-offsets.js';
import type { Standing } from './group-standing.js';
import type { Watermark } from './reader.js';
import { watermarksOf } from './watermarks.js';

interface GroupViewOptions {
  readonly cluster: Cluster;
  readonly coordinator: GroupCoordinator;
  readonly topics: readonly string[];
  readonly standings: ReadonlyMap<number, Standing>;
  readonly memberId: () => string | null;
  /** There is a place in the group. Without one a join may be under way, and whatever is asked then waits behind it. */
  readonly mayAsk: () => boolean;
  readonly happened: (event: Omit<Happening, 'group'>) => void;
  readonly changed: (others: readonly Watermark[]) => void;
  /** Topics that are to be counted at each look. */
  readonly watched: () => readonly string[];
  /** Topic → how many partitions it has now; 0 where it is not there. */
  readonly counted: (partitions: ReadonlyMap<string, number>) => void;
}

/** How often the topics and the others' partitions are looked at, in ms; a few small requests. */
export const LOOK_MS = 5_000;
const SETTLE_TRIES = 20;
const SETTLE_MS = 250;

/** What a member sees of the rest of its group: who has what, and how far the others have come. */
export class GroupView {
  readonly #options: GroupViewOptions;
  #timer: NodeJS.Timeout | null = null;
  #settled: SubscribedGroup | null = null;
  /** The group before the last generation, as it was described or as it was dealt out. */
  #before: DescribedGroup | null = null;
  /** What is known of the last generation from the inside, until somebody has told of it. */
  #untold: DescribedGroup | null = null;
  #looking = false;
  #stopped = false;
  #round = 0;

  constructor(options: GroupViewOptions) {
    this.#options = options;
  }

  /** How many members the group has; null until it is known. */
  get members(): number | null {
    return this.#settled?.members.length ?? null;
  }

  /** How many of them want one of our topics; null until it is known. */
  get sharers(): number | null {
    const { topics } = this.#options;
    const wants = (subscribed: readonly string[]): boolean =>
      topics.some((topic) => subscribed.includes(topic));
    return this.#settled?.members.filter(({ subscribed }) => wants(subscribed)).length ?? null;
  }

  /** Whether somebody of this id is there, as far as is known. */
  hasMember(id: string): boolean {
    return this.#settled?.members.some(({ memberId }) => memberId === id) ?? true;
  }

  start(): void {
    this.#timer = setInterval(() => {
      if (this.#looking || !this.#options.mayAsk()) return;
      this.#looking = true;
      // Whatever is wrong with the cluster, heartbeats and fetches find out, and say it.
      void this.#look()
        .catch(() => undefined)
        .finally(() => (this.#looking = false));
    }, LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
  }

  /** The group was shared out: asks who has what, until all know. Never rejects. */
  async shared(generation: Generation): Promise<void> {
    const round = ++this.#round;
    // A generation may be over before anybody could tell of it.
    const isWhole = this.#before !== null && this.#before.isPartial !== true;
    if (this.#untold && !(isWhole && this.#untold.isPartial)) this.#before = this.#untold;
    this.#untold = fromInside(this.#options.coordinator.group, generation);
    for (let attempt = 0; attempt < SETTLE_TRIES && this.#options.mayAsk(); attempt++) {
      const described = await describeGroup(this.#options.coordinator).catch(() => null);
      if (this.#stopped || round !== this.#round) return;
      if (described && isSettled(described)) {
        this.#take(described);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    }
  }

  #take(described: SubscribedGroup): void {
    const { standings, topics, happened, changed, memberId } = this.#options;
    const owners = ownersOf(described.members);
    for (const standing of standings.values()) {
      const place = `${topicOf(standing.slot, topics)}:${partitionOf(standing.slot)}`;
      const owner = owners.get(place);
      standing.owner = owner === undefined ? null : nameOf(owner);
    }
    for (const happening of timelineOf(this.#before, described, memberId())) happened(happening);
    this.#before = described;
    this.#untold = null;
    this.#settled = described;
    changed([]);
  }

  async #look(): Promise<void> {
    const { cluster, coordinator, topics, standings, changed } = this.#options;
    const others = [...standings.values()].filter(({ assigned }) => !assigned);
    const metadata = await cluster.metadata(this.#options.watched());
    this.#options.counted(
      new Map(metadata.topics.map(({ topic, partitions }) => [topic, partitions.length])),
    );
    const marks: Watermark[] = [];
    for (const [index, topic] of topics.entries()) {
      const mine = others.filter(({ slot }) => topicOf(slot, topics) === topic);
      if (mine.length === 0) continue;
      const asks = metadata.topics
        .find((one) => one.topic === topic)
        ?.partitions.filter(({ partition }) =>
          mine.some(({ slot }) => partitionOf(slot) === partition),
        );
      for (const mark of await watermarksOf(cluster, topic, asks ?? [])) {
        marks.push({ ...mark, partition: slotOf(index, mark.partition) });
      }
      const numbers = mine.map(({ slot }) => partitionOf(slot));
      const committed = await fetchCommitted(coordinator, topic, numbers);
      for (const standing of mine) {
        if (!standing.assigned) standing.learn(committed.get(partitionOf(standing.slot)) ?? null);
      }
    }
    changed(marks);
  }
}

/** A generation as its leader dealt it out, or as one of its members was given a share. */
function fromInside(group: string, { memberId, share, dealt }: Generation): DescribedGroup {
  const isPartial = dealt.length === 0;
  const members = isPartial ? [{ memberId, share }] : dealt;
  return { id: group, state: 'Stable', isPartial, members: members.map(asDescribed) };
}

function asDescribed({
  memberId,
  share,
}: {
  readonly memberId: string;
  readonly share: Share;
}): DescribedMember {
  const assignment = [...share].map(([topic, partitions]) => ({ topic, partitions }));
  // The coordinator makes it of the client id and a UUID.
  const clientId = memberId.replace(/-[0-9a-f-]{36}$/i, '');
  return { memberId, clientId, host: '', assignment };
}
