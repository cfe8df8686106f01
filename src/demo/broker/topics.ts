import { randomUUID } from 'node:crypto';
import { PartitionLog, type Retention } from './log/partition-log.js';
import type { Settings } from './settings.js';

export interface Partition {
  readonly index: number;
  readonly log: PartitionLog;
  readonly replicas: readonly number[];
  /** Broker id; null while none of the replicas lives. */
  leader: number | null;
  leaderEpoch: number;
  /** Where each leader's part of the log starts, oldest first. */
  readonly epochs: { readonly epoch: number; readonly startOffset: bigint }[];
}

export interface Topic {
  readonly name: string;
  /** 32 hexadecimal digits; a topic that is made anew has another one. */
  readonly id: string;
  readonly partitions: Partition[];
  readonly replicationFactor: number;
  /** As given at its creation: `retention.bytes`, `message.timestamp.type` and so on. */
  readonly config: ReadonlyMap<string, string>;
}

export interface NewTopic {
  readonly partitions?: number;
  readonly replicationFactor?: number;
  readonly config?: Readonly<Record<string, string>>;
}

const LEGAL_NAME = /^[a-zA-Z0-9._-]{1,249}$/;

export function isLegalTopicName(name: string): boolean {
  return LEGAL_NAME.test(name) && name !== '.' && name !== '..';
}

export function usesAppendTime(topic: Topic): boolean {
  return topic.config.get('message.timestamp.type') === 'LogAppendTime';
}

export function maxMessageBytes(topic: Topic, settings: Settings): number {
  return numberFrom(topic.config, 'max.message.bytes') ?? settings.maxMessageBytes;
}

/** A topic with its empty logs; `nodes` are the ids of all brokers, leaders go round them. */
export function newTopic(
  name: string,
  wanted: NewTopic,
  nodes: readonly number[],
  settings: Settings,
): Topic {
  const topic: Topic = {
    name,
    id: randomUUID().replaceAll('-', ''),
    partitions: [],
    replicationFactor: Math.min(wanted.replicationFactor ?? 3, nodes.length),
    config: new Map(Object.entries(wanted.config ?? {})),
  };
  growTopic(topic, wanted.partitions ?? settings.defaultPartitions, nodes, settings);
  return topic;
}

export function growTopic(
  topic: Topic,
  partitions: number,
  nodes: readonly number[],
  settings: Settings,
): void {
  const retention = retentionOf(topic, settings);
  for (let index = topic.partitions.length; index < partitions; index += 1) {
    const replicas = Array.from(
      { length: topic.replicationFactor },
      (_, i) => nodes[(index + i) % nodes.length] ?? 1,
    );
    topic.partitions.push({
      index,
      log: new PartitionLog(retention),
      replicas,
      leader: replicas[0] ?? null,
      leaderEpoch: 0,
      epochs: [{ epoch: 0, startOffset: 0n }],
    });
  }
}

function retentionOf(topic: Topic, settings: Settings): Retention {
  const kept = numberFrom(topic.config, 'retention.bytes');
  return {
    segmentBytes: numberFrom(topic.config, 'segment.bytes') ?? settings.segmentBytes,
    // -1 is Kafka's word for no limit; here everything has one.
    retentionBytes: kept === null || kept < 0 ? settings.retentionBytes : kept,
    retentionSegments: settings.retentionSegments,
  };
}

function numberFrom(config: ReadonlyMap<string, string>, name: string): number | null {
  const value = Number(config.get(name) ?? NaN);
  return Number.isFinite(value) ? value : null;
}
