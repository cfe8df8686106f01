import type {
  BrokerRow,
  GroupDetail,
  GroupPartitionRow,
  GroupRow,
  TopicRow,
} from '../../../src/model/watch.js';
import { FakeWatch } from './fake-watch.js';
import { NOW } from './fake-session.js';

export function topic(name: string, parts: Partial<TopicRow> = {}): TopicRow {
  return {
    ...{ name, internal: name.startsWith('__'), partitions: 3, replicas: 1, messages: 0n },
    ...{ bytes: 0n, rate: 0, groups: [], trouble: null },
    ...parts,
  };
}

export function group(id: string, parts: Partial<GroupRow> = {}): GroupRow {
  return {
    ...{ id, kind: 'classic', state: 'Stable', protocol: 'range', members: 1, commits: 1, lag: 0n },
    ...{ lagHistory: [], timeLagMs: 0, coordinator: '1 (lab:9092)', trouble: null },
    ...parts,
  };
}

export function offsets(
  partition: number,
  parts: Partial<GroupPartitionRow> = {},
): GroupPartitionRow {
  return {
    ...{ topic: 'orders', partition, first: 0n, committed: 40n, end: 44n, lag: 4n },
    ...{ lagHistory: [1, 2, 4], timeLagMs: 1_200, metadata: null, member: 'worker-1-8b7a' },
    trouble: null,
    ...parts,
  };
}

export function broker(id: number, parts: Partial<BrokerRow> = {}): BrokerRow {
  return { id, address: `lab-${id}:9092`, rack: null, controller: false, leaders: 12, ...parts };
}

export const TRACKER: GroupDetail = {
  row: group('order-tracker', {
    ...{ members: 2, lag: 529n, lagHistory: [10, 200, 529], timeLagMs: 192_000 },
  }),
  members: [
    {
      ...{ memberId: 'worker-1-8b7a', clientId: 'worker-1', host: '/10.0.0.4' },
      assignment: [{ topic: 'orders', partitions: [0, 1] }],
    },
    {
      ...{ memberId: 'worker-2-0c11', clientId: 'worker-2', host: '/10.0.0.5' },
      assignment: [{ topic: 'orders', partitions: [2] }],
    },
  ],
  partitions: [
    offsets(0),
    offsets(1, { committed: null, lag: null, timeLagMs: null, lagHistory: [] }),
    offsets(2, {
      ...{ first: 12n, committed: 111n, end: 640n, lag: 529n, timeLagMs: 192_000 },
      ...{ lagHistory: [10, 200, 529], metadata: 'by hand', member: 'worker-2-0c11' },
    }),
  ],
  at: NOW - 1_500,
};

/** A cluster as a workshop has it. */
export function lab(): FakeWatch {
  return new FakeWatch()
    .rows(
      'topics',
      [
        topic('orders', {
          ...{ partitions: 5, replicas: 3, messages: 1_234_567n, bytes: 512n * 1024n * 1024n },
          ...{ rate: 212, groups: ['order-tracker', 'billing'] },
        }),
        topic('new_users', { messages: 263n, bytes: 81_920n, rate: 0.8 }),
        topic('bus-stop-alerts', { messages: null, bytes: null, rate: null, groups: null }),
        topic('broken', { messages: 17n, trouble: '1 partition without a leader' }),
        topic('__consumer_offsets', { partitions: 50, messages: 99n }),
      ],
      NOW - 2_000,
    )
    .rows(
      'groups',
      [
        group('order-tracker', {
          ...{ members: 2, lag: 529n, lagHistory: [10, 200, 529], timeLagMs: 192_000 },
        }),
        group('billing', {
          state: 'Empty',
          protocol: null,
          members: 0,
          lag: 12_345n,
          timeLagMs: 7_200_000,
        }),
        group('modern', {
          ...{
            kind: 'consumer',
            state: null,
            protocol: null,
            members: null,
            commits: null,
            lag: null,
          },
          ...{ timeLagMs: null, trouble: 'its members can not be seen with this protocol' },
        }),
      ],
      NOW - 3_000,
    )
    .rows('brokers', [broker(1, { controller: true, rack: 'a' }), broker(2)], NOW)
    .set({ requestsPerSecond: 3.2 });
}
