import type { Settings } from '../settings.js';
import type { Topic } from '../topics.js';

/** Where a value comes from, and what type it has, in the protocol's numbers. */
const SOURCE = { topic: 1, broker: 4, default: 5 } as const;
const TYPE = { unknown: 0, string: 2, int: 3, long: 5, list: 7 } as const;

export interface ConfigEntry {
  readonly name: string;
  readonly value: string;
  readonly readOnly: boolean;
  readonly source: number;
  readonly isSensitive: boolean;
  readonly synonyms: readonly [];
  readonly type: number;
}

export function topicConfig(topic: Topic, settings: Settings): ConfigEntry[] {
  const defaults: readonly (readonly [name: string, value: string, type: number])[] = [
    ['cleanup.policy', 'delete', TYPE.list],
    ['compression.type', 'producer', TYPE.string],
    ['max.message.bytes', String(settings.maxMessageBytes), TYPE.int],
    ['message.timestamp.type', 'CreateTime', TYPE.string],
    ['min.insync.replicas', '1', TYPE.int],
    ['retention.bytes', String(settings.retentionBytes), TYPE.long],
    ['retention.ms', '-1', TYPE.long],
    ['segment.bytes', String(settings.segmentBytes), TYPE.int],
  ];
  const given = [...topic.config]
    .filter(([name]) => !defaults.some(([known]) => known === name))
    .map(([name, value]) => entry(name, value, SOURCE.topic, TYPE.unknown));
  return [
    ...defaults.map(([name, value, type]) => {
      const own = topic.config.get(name);
      return entry(name, own ?? value, own === undefined ? SOURCE.default : SOURCE.topic, type);
    }),
    ...given,
  ];
}

export function brokerConfig(settings: Settings): ConfigEntry[] {
  return [
    entry(
      'auto.create.topics.enable',
      String(settings.autoCreateTopics),
      SOURCE.broker,
      TYPE.unknown,
    ),
    entry('message.max.bytes', String(settings.maxMessageBytes), SOURCE.broker, TYPE.int),
    entry('num.partitions', String(settings.defaultPartitions), SOURCE.broker, TYPE.int),
  ];
}

function entry(name: string, value: string, source: number, type: number): ConfigEntry {
  return { name, value, readOnly: false, source, isSensitive: false, synonyms: [], type };
}
