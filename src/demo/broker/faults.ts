import type { TlsOptions } from 'node:tls';
import type { Cluster } from './cluster.js';
import type { Gate } from './gate.js';
import type {
  Cut,
  DamagedBatch,
  ErrorAnswer,
  Fault,
  FaultRegistry,
  Pace,
  Throttle,
  Where,
} from './fault-registry.js';
import type { Listener } from './listener.js';
import { ERROR, type ErrorName } from '../../kafka/protocol/error-codes.js';
import type { Partition, Topic } from './topics.js';

/** One broker of the cluster, as the faults reach it. */
export interface Machine {
  readonly listener: Listener;
  readonly gate: Gate;
}

/**
 * What can go wrong. Broker ids default to all brokers, `times` to "until lifted". Everything that
 * stands until it is lifted goes with `clear()`, which does not bring back what was lost or moved.
 */
export class BrokerFaults {
  readonly #cluster: Cluster;
  readonly #registry: FaultRegistry;
  readonly #machines: readonly Machine[];

  constructor(cluster: Cluster, registry: FaultRegistry, machines: readonly Machine[]) {
    this.#cluster = cluster;
    this.#registry = registry;
    this.#machines = machines;
  }

  /** New connections are refused; those that are open stay. */
  async refuseConnections(brokerId?: number): Promise<void> {
    await this.#each(brokerId, ({ listener }) => listener.shut({ hangUp: false }));
  }

  /** Listens again, on the same port. */
  async acceptConnections(brokerId?: number): Promise<void> {
    await this.#each(brokerId, ({ listener }) => listener.open());
  }

  /** Closes the connections that are open; new ones are welcome. */
  dropConnections(brokerId?: number): void {
    for (const { listener } of this.#chosen(brokerId)) listener.hangUp();
  }

  /** Connections are accepted and requests read, but nothing is answered until `speak`. */
  silence(brokerId?: number): void {
    for (const { gate } of this.#chosen(brokerId)) gate.shut();
  }

  /** Answers again, what was asked in the meantime first. */
  speak(brokerId?: number): void {
    for (const { gate } of this.#chosen(brokerId)) gate.open();
  }

  /** Answers late, or a few bytes at a time. */
  slow(pace: Pace, times = Infinity): Fault {
    return this.#registry.paces.add(pace, times);
  }

  /** Hangs up in the middle of a response. */
  cutResponse(cut: Cut = {}, times = 1): Fault {
    return this.#registry.cuts.add(cut, times);
  }

  /** Damages a batch in what Fetch answers; the log itself stays sound. */
  damageBatch(batch: DamagedBatch, times = Infinity): Fault {
    return this.#registry.damaged.add(batch, times);
  }

  /** Answers with an error instead of doing what was asked. */
  answerWith(
    error: ErrorName | number,
    where: Omit<ErrorAnswer, 'errorCode'>,
    times = Infinity,
  ): Fault {
    const errorCode = typeof error === 'number' ? error : ERROR[error];
    return this.#registry.errors.add({ ...where, errorCode }, times);
  }

  /** Tells clients to slow down, by the `throttleTimeMs` of the responses. */
  throttle(
    throttleTimeMs: number,
    where: Where & Pick<Throttle, 'withoutData'> = {},
    times = Infinity,
  ): Fault {
    const throttle: Throttle = { ...where, throttleTimeMs };
    return this.#registry.throttles.add(throttle, times);
  }

  moveLeader(topic: string, partition: number, brokerId: number): void {
    if (!this.#cluster.isAlive(brokerId)) throw new RangeError(`no broker ${brokerId} is alive`);
    this.#cluster.lead(this.#partition(topic, partition), brokerId);
  }

  /** A broker dies: its port closes, its connections end, and others take over what they can. */
  async loseBroker(brokerId: number): Promise<void> {
    for (const { listener } of this.#chosen(brokerId)) {
      this.#cluster.setAlive(listener.node, false);
      await listener.shut({ hangUp: true });
    }
  }

  /** It is back, on the same port; partitions that nobody led are led again. */
  async returnBroker(brokerId: number): Promise<void> {
    for (const { listener } of this.#chosen(brokerId)) {
      await listener.open();
      this.#cluster.setAlive(listener.node, true);
    }
  }

  /** Retention passes: everything before `offset` is gone. */
  truncateHead(topic: string, partition: number, offset: bigint): void {
    this.#partition(topic, partition).log.dropBefore(offset);
  }

  /** An unclean election: the batch with `offset` and all behind it are gone, and another epoch begins. */
  truncateTail(topic: string, partition: number, offset: bigint): void {
    const found = this.#partition(topic, partition);
    found.log.dropFrom(offset);
    found.leaderEpoch += 1;
    found.epochs.push({ epoch: found.leaderEpoch, startOffset: found.log.endOffset });
    found.log.changed();
  }

  /** Another password for a user, or null for nobody of that name; who is logged in stays. */
  changePassword(user: string, password: string | null): void {
    const { users } = this.#cluster.settings;
    if (password === null) users?.delete(user);
    else users?.set(user, password);
  }

  /** Another certificate with its key, from the next connection on. */
  presentCertificate(certificate: TlsOptions, brokerId?: number): void {
    for (const { listener } of this.#chosen(brokerId)) listener.present(certificate);
  }

  deleteTopic(topic: string): void {
    this.#topic(topic);
    this.#cluster.deleteTopic(topic);
  }

  /** Deletes a topic and makes it anew, empty, at once. */
  recreateTopic(topic: string, partitions = this.#topic(topic).partitions.length): void {
    const { replicationFactor, config } = this.#topic(topic);
    this.#cluster.deleteTopic(topic);
    this.#cluster.createTopic(topic, {
      partitions,
      replicationFactor,
      config: Object.fromEntries(config),
    });
  }

  growTopic(topic: string, partitions: number): void {
    this.#cluster.growTopic(this.#topic(topic), partitions);
  }

  /** Makes all members of a group join again; false while there is nobody who could. */
  rebalance(groupId: string): boolean {
    return this.#cluster.groups.find(groupId)?.rebalance() ?? false;
  }

  /** Ends a member's session, as missing heartbeats do; the first member's, if none is named. */
  expireMember(groupId: string, memberId?: string): boolean {
    const group = this.#cluster.groups.find(groupId);
    const id = memberId ?? group?.members[0]?.id;
    return group !== undefined && id !== undefined && group.expel(id);
  }

  /** A group is gone with its members and commits, as when all have left and retention has passed. */
  deleteGroup(groupId: string): void {
    for (const { id } of this.#cluster.groups.find(groupId)?.members ?? []) {
      this.expireMember(groupId, id);
    }
    this.#cluster.groups.delete(groupId);
  }

  /** Lifts every standing fault, and lets silent brokers speak. */
  clear(): void {
    this.#registry.clear();
    this.speak();
  }

  async #each(
    brokerId: number | undefined,
    act: (machine: Machine) => Promise<void>,
  ): Promise<void> {
    await Promise.all(this.#chosen(brokerId).map(act));
  }

  #chosen(brokerId: number | undefined): readonly Machine[] {
    if (brokerId === undefined) return this.#machines;
    const chosen = this.#machines.filter(({ listener }) => listener.node.id === brokerId);
    if (chosen.length === 0) throw new RangeError(`there is no broker ${brokerId}`);
    return chosen;
  }

  #topic(name: string): Topic {
    const topic = this.#cluster.topic(name);
    if (topic === undefined) throw new RangeError(`there is no topic ${name}`);
    return topic;
  }

  #partition(topic: string, index: number): Partition {
    const partition = this.#topic(topic).partitions[index];
    if (partition === undefined) throw new RangeError(`${topic} has no partition ${index}`);
    return partition;
  }
}
