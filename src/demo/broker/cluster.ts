import { randomUUID } from 'node:crypto';
import { Alarms } from './alarms.js';
import { GroupCoordinator } from './group/coordinator.js';
import type { Settings } from './settings.js';
import { growTopic, newTopic, type NewTopic, type Partition, type Topic } from './topics.js';
import { TransactionCoordinator } from './transaction-coordinator.js';

export interface Node {
  readonly id: number;
  readonly host: string;
  port: number;
  alive: boolean;
}

/** What all brokers of the cluster know. They share it: replication is instant and never fails. */
export class Cluster {
  readonly id = randomUUID().replaceAll('-', '').slice(0, 22);
  readonly settings: Settings;
  readonly alarms = new Alarms();
  readonly groups: GroupCoordinator;
  readonly transactions: TransactionCoordinator;
  readonly nodes: readonly Node[];
  readonly #topics = new Map<string, Topic>();

  constructor(settings: Settings, nodes: readonly Node[]) {
    this.settings = settings;
    this.nodes = nodes;
    this.groups = new GroupCoordinator(this.alarms, settings);
    this.transactions = new TransactionCoordinator(this);
  }

  get topics(): readonly Topic[] {
    return [...this.#topics.values()];
  }

  get living(): readonly Node[] {
    return this.nodes.filter((node) => node.alive);
  }

  get controller(): Node | undefined {
    return this.living[0];
  }

  /** The broker that looks after a group or a transactional id. */
  coordinatorOf(key: string): Node | undefined {
    let hash = 0;
    for (const char of key) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) | 0;
    const living = this.living;
    return living[Math.abs(hash) % Math.max(1, living.length)];
  }

  topic(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  partition(topic: string, index: number): Partition | undefined {
    return this.#topics.get(topic)?.partitions[index];
  }

  createTopic(name: string, wanted: NewTopic): Topic {
    const topic = newTopic(name, wanted, this.#ids(), this.settings);
    this.#topics.set(name, topic);
    for (const partition of topic.partitions) this.#elect(partition);
    return topic;
  }

  growTopic(topic: Topic, partitions: number): void {
    const before = topic.partitions.length;
    growTopic(topic, partitions, this.#ids(), this.settings);
    for (const partition of topic.partitions.slice(before)) this.#elect(partition);
  }

  deleteTopic(name: string): boolean {
    const topic = this.#topics.get(name);
    if (topic === undefined) return false;
    this.#topics.delete(name);
    this.groups.forgetTopic(name);
    // Whoever waits for this log must learn that nothing will come.
    for (const partition of topic.partitions) partition.log.changed();
    return true;
  }

  /** Gives a partition to another broker, or to none. */
  lead(partition: Partition, leader: number | null): void {
    if (partition.leader === leader) return;
    partition.leader = leader;
    if (leader !== null) {
      partition.leaderEpoch += 1;
      partition.epochs.push({
        epoch: partition.leaderEpoch,
        startOffset: partition.log.endOffset,
      });
    }
    partition.log.changed();
  }

  /** Marks a broker as lost or back; its partitions go to replicas that live, if any does. */
  setAlive(node: Node, alive: boolean): void {
    node.alive = alive;
    for (const topic of this.topics) {
      for (const partition of topic.partitions) this.#elect(partition);
    }
  }

  isAlive(id: number): boolean {
    return this.nodes.some((node) => node.id === id && node.alive);
  }

  #elect(partition: Partition): void {
    if (partition.leader !== null && this.isAlive(partition.leader)) return;
    this.lead(partition, partition.replicas.find((id) => this.isAlive(id)) ?? null);
  }

  #ids(): number[] {
    return this.nodes.map((node) => node.id);
  }
}
