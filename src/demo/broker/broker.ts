import { type BatchOptions, type NewRecord, writeBatch } from './batch-writer.js';
import { Cluster, type Node } from './cluster.js';
import { serveConnection } from './connection.js';
import { FaultRegistry } from './fault-registry.js';
import { BrokerFaults, type Machine } from './faults.js';
import { Gate } from './gate.js';
import type { CommittedOffset } from './group/offsets.js';
import { Listener } from './listener.js';
import { flawOf } from './log/batch.js';
import { type LoggedRequest, RequestLog } from './request-log.js';
import { type BrokerOptions, settingsFrom } from './settings.js';
import { isLegalTopicName, type NewTopic, type Partition } from './topics.js';
import { endTransactionIn } from './transaction-coordinator.js';

/*
 * A small Kafka inside the program: the real protocol over TCP on loopback, everything in memory and
 * everything bounded. It is there for the demo and for tests, and needs nothing installed.
 *
 *     const broker = await startBroker({ brokers: 3 });
 *     broker.createTopic('new_users', { partitions: 5 });
 *     broker.append('new_users', 0, [{ key: 'lara', value: '{"name":"Lara"}' }]);
 *     // … any client at broker.bootstrap, `kcat -b ADDRESS -C -t new_users` as well as kafkajs …
 *     broker.requests().filter(({ apiName }) => apiName === 'JoinGroup'); // what was asked of it
 *     const fault = broker.faults.answerWith('NOT_LEADER_OR_FOLLOWER', { api: 'Fetch' }, 3);
 *     fault.hits; // how often it struck
 *     await broker.close();
 *
 * How it is built: `kafka/protocol/` describes every message once, for both directions; `serve/`
 * answers one API a function; `log/` keeps the records; `group/` the consumer groups; `connection.ts`
 * takes requests from a socket one by one; `cluster.ts` is what all brokers share. To speak another
 * version of an API, change its description; to speak another API, describe it in
 * `messages-*.ts`, list it in `messages.ts`, and give it a route in `serve/`.
 */

const HOST = '127.0.0.1';

/** Where a partition stands, as the broker itself sees it. */
export interface PartitionFacts {
  readonly partition: number;
  readonly leader: number | null;
  readonly startOffset: bigint;
  readonly endOffset: bigint;
  readonly lastStableOffset: bigint;
  readonly bytes: number;
}

/** What the broker has done so far. */
export interface BrokerCounters {
  readonly requests: number;
  readonly connectionsAccepted: number;
  readonly connectionsOpen: number;
  /** Failures that no client is to blame for; anything but 0 is a bug in the broker. */
  readonly failures: number;
  /** The last of them, in words. */
  readonly lastFailure: string | null;
}

export interface EmbeddedBroker {
  /** Addresses of all brokers, as a client wants them: `127.0.0.1:40001,127.0.0.1:40002`. */
  readonly bootstrap: string;
  /** The brokers' ids and ports; a lost one keeps its place. */
  readonly brokers: readonly { readonly id: number; readonly port: number }[];
  readonly faults: BrokerFaults;
  createTopic(name: string, topic?: NewTopic): void;
  topics(): readonly string[];
  partitions(topic: string): readonly PartitionFacts[];
  /** Appends records as one batch, or a batch as it is; says the first record's offset. */
  append(
    topic: string,
    partition: number,
    records: readonly NewRecord[] | Buffer,
    options?: BatchOptions,
  ): bigint;
  /** Appends a transaction that is rolled back: the records, and the marker behind them. */
  appendAborted(topic: string, partition: number, records: readonly NewRecord[]): bigint;
  appendCommitted(topic: string, partition: number, records: readonly NewRecord[]): bigint;
  /** Appends records of a transaction that stays open until what is returned is called. */
  appendOpen(
    topic: string,
    partition: number,
    records: readonly NewRecord[],
  ): (committed: boolean) => void;
  /** Leaves offsets out, as compaction does. */
  skipOffsets(topic: string, partition: number, count: bigint): void;
  /** Compacts the log, but for its last batch. */
  compact(topic: string, partition: number): void;
  groups(): readonly {
    readonly groupId: string;
    readonly state: string;
    readonly generation: number;
    readonly members: readonly { readonly memberId: string; readonly clientId: string }[];
  }[];
  committed(groupId: string, topic: string, partition: number): CommittedOffset | undefined;
  /** The last requests, oldest first, of all brokers. */
  requests(): readonly LoggedRequest[];
  forgetRequests(): void;
  counters(): BrokerCounters;
  /** Ends everything; nothing is left listening, connected or scheduled. */
  close(): Promise<void>;
}

export async function startBroker(options: BrokerOptions = {}): Promise<EmbeddedBroker> {
  const broker = new Broker(options);
  await broker.open();
  return broker;
}

class Broker implements EmbeddedBroker {
  readonly faults: BrokerFaults;
  readonly #cluster: Cluster;
  readonly #machines: readonly Machine[];
  readonly #log: RequestLog;
  #failures = 0;
  #lastFailure: string | null = null;

  constructor(options: BrokerOptions) {
    const settings = settingsFrom(options);
    const nodes = Array.from({ length: settings.brokers }, (_, i): Node => ({
      id: i + 1,
      host: HOST,
      port: i === 0 ? settings.port : 0,
      alive: true,
    }));
    this.#cluster = new Cluster(settings, nodes);
    this.#log = new RequestLog(settings.requestLogSize);
    const registry = new FaultRegistry();
    this.#machines = nodes.map((node) => this.#machine(node, registry));
    this.faults = new BrokerFaults(this.#cluster, registry, this.#machines);
  }

  async open(): Promise<void> {
    try {
      for (const { listener } of this.#machines) await listener.open();
    } catch (cause) {
      await this.close();
      throw cause;
    }
  }

  get bootstrap(): string {
    return this.brokers.map(({ port }) => `${HOST}:${port}`).join(',');
  }

  get brokers(): readonly { readonly id: number; readonly port: number }[] {
    return this.#cluster.nodes.map(({ id, port }) => ({ id, port }));
  }

  createTopic(name: string, topic: NewTopic = {}): void {
    if (!isLegalTopicName(name)) throw new RangeError(`${name} is no name for a topic`);
    if (this.#cluster.topic(name) !== undefined) throw new RangeError(`${name} is there already`);
    this.#cluster.createTopic(name, topic);
  }

  topics(): readonly string[] {
    return this.#cluster.topics.map(({ name }) => name);
  }

  partitions(topic: string): readonly PartitionFacts[] {
    return (this.#cluster.topic(topic)?.partitions ?? []).map(({ index, leader, log }) => ({
      partition: index,
      leader,
      startOffset: log.startOffset,
      endOffset: log.endOffset,
      lastStableOffset: log.endFor('read_committed'),
      bytes: log.bytes,
    }));
  }

  append(
    topic: string,
    partition: number,
    records: readonly NewRecord[] | Buffer,
    options: BatchOptions = {},
  ): bigint {
    const { log, leaderEpoch } = this.#partition(topic, partition);
    if (Buffer.isBuffer(records)) {
      const flaw = flawOf(records);
      if (flaw !== null) throw new RangeError(`these bytes are no batch: ${flaw}`);
      return log.append(records, leaderEpoch);
    }
    const { now, compress } = this.#cluster.settings;
    const defaults: BatchOptions = compress === null ? { now: now() } : { now: now(), compress };
    return log.append(writeBatch(records, { ...defaults, ...options }), leaderEpoch);
  }

  appendAborted(topic: string, partition: number, records: readonly NewRecord[]): bigint {
    return this.#appendTransaction(topic, partition, records, false);
  }

  appendCommitted(topic: string, partition: number, records: readonly NewRecord[]): bigint {
    return this.#appendTransaction(topic, partition, records, true);
  }

  appendOpen(
    topic: string,
    partition: number,
    records: readonly NewRecord[],
  ): (committed: boolean) => void {
    const who = { producerId: this.#cluster.transactions.newProducerId(), producerEpoch: 0 };
    const found = this.#partition(topic, partition);
    this.append(topic, partition, records, { ...who, baseSequence: 0, transactional: true });
    return (committed) => {
      endTransactionIn(found, who, committed, this.#cluster.settings.now());
    };
  }

  skipOffsets(topic: string, partition: number, count: bigint): void {
    this.#partition(topic, partition).log.skip(count);
  }

  compact(topic: string, partition: number): void {
    this.#partition(topic, partition).log.compact();
  }

  groups() {
    return this.#cluster.groups.all.map(({ id, state, generation, members }) => ({
      groupId: id,
      state,
      generation,
      members: members.map((one) => ({ memberId: one.id, clientId: one.request.clientId })),
    }));
  }

  committed(groupId: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#cluster.groups.find(groupId)?.offsets.get(topic, partition);
  }

  requests(): readonly LoggedRequest[] {
    return this.#log.all;
  }

  forgetRequests(): void {
    this.#log.clear();
  }

  counters(): BrokerCounters {
    const listeners = this.#machines.map(({ listener }) => listener);
    return {
      requests: this.#log.total,
      connectionsAccepted: listeners.reduce((sum, one) => sum + one.accepted, 0),
      connectionsOpen: listeners.reduce((sum, one) => sum + one.connections, 0),
      failures: this.#failures,
      lastFailure: this.#lastFailure,
    };
  }

  async close(): Promise<void> {
    this.#cluster.alarms.close();
    for (const { gate } of this.#machines) gate.open();
    await Promise.all(this.#machines.map(({ listener }) => listener.shut({ hangUp: true })));
  }

  #machine(node: Node, faults: FaultRegistry): Machine {
    const gate = new Gate();
    const listener = new Listener(node, this.#cluster.settings.tls, (socket) => {
      serveConnection(socket, {
        cluster: this.#cluster,
        node,
        faults,
        log: this.#log,
        mayAnswer: () => gate.pass(),
        failed: (cause) => {
          this.#failures += 1;
          this.#lastFailure =
            cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
        },
      });
    });
    return { listener, gate };
  }

  #appendTransaction(
    topic: string,
    partition: number,
    records: readonly NewRecord[],
    committed: boolean,
  ): bigint {
    const first = this.#partition(topic, partition).log.endOffset;
    this.appendOpen(topic, partition, records)(committed);
    return first;
  }

  #partition(topic: string, index: number): Partition {
    const partition = this.#cluster.partition(topic, index);
    if (partition === undefined) throw new RangeError(`there is no ${topic}:${index}`);
    return partition;
  }
}
