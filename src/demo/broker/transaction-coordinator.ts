import { writeMarker } from './batch-writer.js';
import type { Cluster } from './cluster.js';
import type { CommittedOffset } from './group/offsets.js';
import { ERROR } from '../../kafka/protocol/error-codes.js';
import type { Partition } from './topics.js';

/** Kafka's own limit (`transaction.max.timeout.ms`). */
const MAX_TIMEOUT_MS = 15 * 60_000;
/** More than this and the one that was first is forgotten. */
const MAX_PRODUCERS = 10_000;

interface Ongoing {
  readonly partitions: Set<Partition>;
  /** Offsets to commit with the transaction, by group. */
  readonly offsets: Map<string, readonly CommittedOffset[]>;
}

interface Producer {
  readonly producerId: bigint;
  producerEpoch: number;
  timeoutMs: number;
  ongoing: Ongoing | null;
  callOff: () => void;
}

export interface ProducerIdentity {
  readonly producerId: bigint;
  readonly producerEpoch: number;
}

/** Hands out producer ids, and keeps transactional producers and what they have under way (KIP-98). */
export class TransactionCoordinator {
  readonly #cluster: Cluster;
  readonly #byTransactionalId = new Map<string, Producer>();
  #nextProducerId = 1000n;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  newProducerId(): bigint {
    this.#nextProducerId += 1n;
    return this.#nextProducerId;
  }

  /** A producer starts, or starts again: what it left open is rolled back, and its older self is fenced. */
  init(transactionalId: string, wantedTimeoutMs: number): ProducerIdentity {
    const timeoutMs = Math.min(Math.max(wantedTimeoutMs, 1), MAX_TIMEOUT_MS);
    const known = this.#byTransactionalId.get(transactionalId);
    if (known === undefined) {
      const producer: Producer = {
        producerId: this.newProducerId(),
        producerEpoch: 0,
        timeoutMs,
        ongoing: null,
        callOff: () => undefined,
      };
      this.#byTransactionalId.set(transactionalId, producer);
      this.#forgetOldest();
      return { producerId: producer.producerId, producerEpoch: 0 };
    }
    known.producerEpoch += 1;
    this.#finish(known, false);
    known.timeoutMs = timeoutMs;
    return { producerId: known.producerId, producerEpoch: known.producerEpoch };
  }

  addPartitions(
    transactionalId: string,
    who: ProducerIdentity,
    partitions: readonly Partition[],
  ): number {
    return this.#with(transactionalId, who, (producer) => {
      const ongoing = this.#begin(producer);
      for (const partition of partitions) ongoing.partitions.add(partition);
    });
  }

  addOffsets(transactionalId: string, who: ProducerIdentity): number {
    return this.#with(transactionalId, who, (producer) => {
      this.#begin(producer);
    });
  }

  commitOffsets(
    transactionalId: string,
    who: ProducerIdentity,
    groupId: string,
    offsets: readonly CommittedOffset[],
  ): number {
    return this.#with(transactionalId, who, (producer) => {
      const ongoing = this.#begin(producer);
      ongoing.offsets.set(groupId, [...(ongoing.offsets.get(groupId) ?? []), ...offsets]);
    });
  }

  end(transactionalId: string, who: ProducerIdentity, committed: boolean): number {
    return this.#with(transactionalId, who, (producer) => {
      this.#finish(producer, committed);
    });
  }

  /** Whether a transactional batch may be written there now. */
  mayWrite(who: ProducerIdentity, partition: Partition): boolean {
    for (const producer of this.#byTransactionalId.values()) {
      if (producer.producerId !== who.producerId) continue;
      return (
        producer.producerEpoch === who.producerEpoch &&
        producer.ongoing?.partitions.has(partition) === true
      );
    }
    return false;
  }

  #with(transactionalId: string, who: ProducerIdentity, act: (producer: Producer) => void): number {
    const producer = this.#byTransactionalId.get(transactionalId);
    if (producer?.producerId !== who.producerId) return ERROR.INVALID_PRODUCER_ID_MAPPING;
    if (producer.producerEpoch !== who.producerEpoch) return ERROR.INVALID_PRODUCER_EPOCH;
    act(producer);
    return ERROR.NONE;
  }

  #forgetOldest(): void {
    const [oldest] = this.#byTransactionalId;
    if (oldest === undefined || this.#byTransactionalId.size <= MAX_PRODUCERS) return;
    this.#finish(oldest[1], false);
    this.#byTransactionalId.delete(oldest[0]);
  }

  #begin(producer: Producer): Ongoing {
    if (producer.ongoing !== null) return producer.ongoing;
    const ongoing: Ongoing = { partitions: new Set(), offsets: new Map() };
    producer.ongoing = ongoing;
    producer.callOff = this.#cluster.alarms.after(producer.timeoutMs, () => {
      producer.producerEpoch += 1;
      this.#finish(producer, false);
    });
    return ongoing;
  }

  #finish(producer: Producer, committed: boolean): void {
    const { ongoing } = producer;
    if (ongoing === null) return;
    producer.callOff();
    producer.ongoing = null;
    for (const partition of ongoing.partitions)
      endTransactionIn(partition, producer, committed, this.#cluster.settings.now());
    if (!committed) return;
    for (const [groupId, offsets] of ongoing.offsets) {
      this.#cluster.groups.group(groupId).offsets.commit(offsets);
    }
  }
}

/** Writes the marker behind a transaction's records. */
export function endTransactionIn(
  partition: Partition,
  who: ProducerIdentity,
  committed: boolean,
  now: number,
): void {
  const marker = writeMarker(committed, who, now);
  const offset = partition.log.append(marker, partition.leaderEpoch);
  partition.log.transactions.end(who.producerId, offset, committed);
  partition.log.changed();
}
