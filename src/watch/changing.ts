import { commitFor, groupInUse, noGroup, removeGroup } from '../kafka/admin/changes.js';
import { committedOn } from '../kafka/admin/committed.js';
import { describeOn, type ListedGroup } from '../kafka/admin/groups.js';
import { AT, offsetsAt, type PartitionAsk } from '../kafka/admin/log-ends.js';
import type { Cluster } from '../kafka/cluster.js';
import { nameOfCode } from '../kafka/errors.js';
import { readOnly } from '../kafka/gate.js';
import { findTopic } from '../kafka/topic.js';
import { KafkaTuiError } from '../model/problem.js';
import { ERROR } from '../kafka/protocol/error-codes.js';
import type { ResetPlan, ResetTo, Unchanged } from '../model/watch.js';
import { endsOf, placeOf } from './lag.js';
import { planFor } from './reset-plan.js';

export interface ChangingOptions {
  readonly cluster: Cluster;
  readonly writable: boolean;
  /** The group as it is listed now, asking every broker; null where it is not there. */
  readonly find: (id: string) => Promise<ListedGroup | null>;
}

/** The states in which nobody works on a group's partitions. */
const UNUSED = ['Empty', 'Dead'];

/** What changes a group; each change asks anew whether it may. */
export class Changing {
  readonly #options: ChangingOptions;

  constructor(options: ChangingOptions) {
    this.#options = options;
  }

  /** What a reset would do. Asks only; throws where it could not be done. */
  async planReset(
    group: string,
    topic: string,
    partition: number | null,
    to: ResetTo,
  ): Promise<ResetPlan> {
    const { cluster } = this.#options;
    const listed = await this.#unused(group);
    const partitions = await findTopic(cluster, topic, partition === null ? null : [partition]);
    const asks = partitions.map((one) => ({ topic, partition: one.partition, leader: one.leader }));
    const firsts = await this.#offsets(asks, AT.earliest);
    const ends = await this.#offsets(asks, AT.latest);
    const times = to.kind === 'time' ? await this.#offsets(asks, to.timestamp) : new Map();
    const committed = await this.#committed(listed);
    const places = asks.map((ask) => {
      const place = placeOf(ask.topic, ask.partition);
      return {
        topic: ask.topic,
        partition: ask.partition,
        first: firsts.get(place) ?? 0n,
        end: ends.get(place) ?? 0n,
        committed: committed.get(place) ?? null,
        atTime: (times.get(place) as bigint | undefined) ?? null,
      };
    });
    return planFor(group, places, to);
  }

  /**
   * Gives the partitions that were not reset. Throws READ_ONLY without `--write`, and where the group is not as
   * the plan has seen it.
   */
  async applyReset({ group, rows }: ResetPlan): Promise<Unchanged[]> {
    const { cluster, writable } = this.#options;
    if (!writable) throw readOnly(`resetting group "${group}" would change the cluster`);
    if (rows.length === 0) throw nothingToReset(group);
    const listed = await this.#unused(group);
    const committed = await this.#committed(listed);
    const moved = rows.find(
      ({ topic, partition, from }) => (committed.get(placeOf(topic, partition)) ?? null) !== from,
    );
    if (moved) throw hasMovedMeanwhile(group, placeOf(moved.topic, moved.partition));
    const refused = await commitFor(
      cluster,
      listed.coordinator,
      group,
      rows.map(({ topic, partition, to }) => ({ topic, partition, offset: to })),
    );
    return refused.map(({ topic, partition, errorCode }) => ({
      ...{ topic, partition },
      why:
        errorCode === ERROR.TOPIC_AUTHORIZATION_FAILED
          ? 'no permission to read the topic'
          : nameOfCode(errorCode),
    }));
  }

  /** Throws READ_ONLY without `--write`. */
  async deleteGroup(group: string): Promise<void> {
    const { cluster, writable } = this.#options;
    if (!writable) throw readOnly(`deleting group "${group}" would change the cluster`);
    const { coordinator } = await this.#unused(group);
    await removeGroup(cluster, coordinator, group);
  }

  /** The group, if it is there and nobody is in it. */
  async #unused(group: string): Promise<ListedGroup> {
    const { cluster, find } = this.#options;
    const listed = await find(group);
    if (!listed) throw noGroup(group);
    const [described] = await describeOn(cluster, listed.coordinator, [listed]);
    if (!described) throw unknownKind(group, listed.kind);
    if (described.errorCode !== 0) throw notTold(group, described.errorCode);
    const { members, state } = described;
    if (members.length > 0) {
      const [one] = members;
      const who =
        members.length === 1 ? `a member (${one?.clientId ?? ''})` : `${members.length} members`;
      throw groupInUse(group, `it has ${who}`);
    }
    if (!UNUSED.includes(state)) throw groupInUse(group, `it is in the state ${state}`);
    return listed;
  }

  async #committed(listed: ListedGroup): Promise<Map<string, bigint>> {
    const { cluster } = this.#options;
    for await (const [commits] of committedOn(cluster, listed.coordinator, [listed.id])) {
      if (!commits) continue;
      if (commits.errorCode !== 0) throw notTold(listed.id, commits.errorCode);
      return new Map(
        commits.offsets.map(({ topic, partition, offset }) => [placeOf(topic, partition), offset]),
      );
    }
    return new Map();
  }

  /** Offsets of all partitions: one that is not told would make a plan that hides something. */
  async #offsets(asks: readonly PartitionAsk[], at: number): Promise<Map<string, bigint>> {
    const answers = await offsetsAt(this.#options.cluster, asks, at);
    const failed = answers.find(({ errorCode }) => errorCode !== 0);
    if (failed) throw offsetsNotTold(failed.topic, failed.partition, failed.errorCode);
    return endsOf(answers);
  }
}

function nothingToReset(group: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'NOTHING_TO_RESET',
    message: `group "${group}": there is no partition to reset`,
    next: 'nothing is committed that could be shifted; reset to earliest, latest, a time or an offset',
  });
}

function hasMovedMeanwhile(group: string, place: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'PLAN_OUTDATED',
    message: `group "${group}" has committed something else at ${place} since the preview; nothing was changed`,
    next: 'look at a new preview',
  });
}

function unknownKind(group: string, kind: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'GROUP_KIND',
    message: `group "${group}" is of a kind (${kind}) that can't be looked into from here; nothing was changed`,
    next: "use Kafka's own tools for it",
  });
}

function notTold(group: string, errorCode: number): KafkaTuiError {
  return new KafkaTuiError({
    code: 'GROUP_UNAVAILABLE',
    message: `the cluster does not tell about group "${group}": ${nameOfCode(errorCode)}`,
    next: 'try again in a moment; is this the right user?',
  });
}

function offsetsNotTold(topic: string, partition: number, errorCode: number): KafkaTuiError {
  return new KafkaTuiError({
    code: 'PARTITION_UNAVAILABLE',
    message: `the offsets of ${topic}:${partition} are not told: ${nameOfCode(errorCode)}`,
    next: 'try again in a moment, or choose a single partition',
  });
}
