import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { GroupCommits } from '../../src/kafka/group-commits.js';
import { GroupCoordinator } from '../../src/kafka/group-coordinator.js';
import type { Generation } from '../../src/kafka/group-join.js';
import { HANDED_OVER, READING, Standing } from '../../src/kafka/group-standing.js';
import { numbered } from '../support/batches.js';
import { settingsFor } from '../support/reading.js';

/** A place that a group without members lets commit: who assigns itself. */
function generation(): Generation {
  return {
    id: -1,
    memberId: '',
    leaderId: '',
    isLeader: false,
    protocol: 'range',
    share: new Map(),
    dealt: [],
  };
}

const U = 1_000_000;
const topics = ['t', 'u'];

let broker: EmbeddedBroker;
let coordinator: GroupCoordinator;
let member: { generation: Generation | null };
let commits: GroupCommits;
let standings: Map<number, Standing>;
let told: string[];
let onTold: () => void;

const sent = (): unknown[] => broker.requests().filter(({ apiName }) => apiName === 'OffsetCommit');

beforeEach(async () => {
  broker = await startBroker();
  standings = new Map();
  for (const [index, topic] of topics.entries()) {
    broker.createTopic(topic, { partitions: 1 });
    broker.append(topic, 0, numbered(20));
    const standing = new Standing(index * U);
    standing.begin({ offset: 0n, from: 'reset' }, { first: 0n, high: 20n });
    standing.deliver(20n);
    standing.show(5n);
    standings.set(standing.slot, standing);
  }
  coordinator = new GroupCoordinator(
    'g',
    topics,
    () =>
      new Cluster(settingsFor(broker.bootstrap, { requestTimeoutMs: 60_000 }), {
        changes: false,
        membership: true,
      }),
  );
  member = { generation: generation() };
  told = [];
  onTold = () => undefined;
  commits = new GroupCommits({
    coordinator,
    member,
    topics,
    mode: 'auto',
    standings,
    happened: ({ text }) => {
      told.push(text);
      onTold();
    },
    changed: () => undefined,
  });
});

afterEach(async () => {
  coordinator.close();
  await broker.close();
});

describe('the last commit of a place', () => {
  it('says that it hands over', async () => {
    await commits.last(false);
    expect(broker.committed('g', 't', 0)).toMatchObject({ offset: 5n, metadata: HANDED_OVER });
  });

  it('is not sent from the next generation where another commit held it up for too long', async () => {
    await commits.commit(null);
    for (const standing of standings.values()) standing.show(7n);
    broker.forgetRequests();
    broker.faults.silence();
    const hanging = commits.commit(null);
    await commits.last(false);
    member.generation = generation();
    broker.faults.speak();
    await hanging;
    // Behind all that waited.
    await commits.commit(new Map());
    expect(sent()).toHaveLength(1);
    expect(broker.committed('g', 't', 0)).toMatchObject({ offset: 7n, metadata: READING });
  });

  it('is not tried again from the next generation where the coordinator was not ready', async () => {
    // Once for each topic.
    broker.faults.answerWith('COORDINATOR_LOAD_IN_PROGRESS', { api: 'OffsetCommit' }, 2);
    onTold = () => {
      member.generation = generation();
    };
    await commits.last(false);
    expect(sent()).toHaveLength(1);
    expect(broker.committed('g', 't', 0)).toBeUndefined();
  });
});

describe('a commit of several topics', () => {
  it('is one request, and what each was answered is told', async () => {
    broker.faults.answerWith('TOPIC_AUTHORIZATION_FAILED', { api: 'OffsetCommit', name: 'u' });
    const { committed, refused } = await commits.commit(null);
    expect(sent()).toHaveLength(1);
    expect(committed).toEqual([{ partition: 0, offset: 5n }]);
    expect(refused).toMatchObject([{ partition: U, mayPass: false }]);
    expect(told).toEqual(['committed t:0 at 5', expect.stringMatching(/^commit of u:0 refused: /)]);
    expect([...standings.values()].map((standing) => standing.committed)).toEqual([5n, null]);
  });

  it('reaches all of them', async () => {
    const { committed } = await commits.commit(null);
    expect(committed).toEqual([
      { partition: 0, offset: 5n },
      { partition: U, offset: 5n },
    ]);
    for (const topic of topics) expect(broker.committed('g', topic, 0)?.offset).toBe(5n);
    expect(told).toEqual(['committed t:0 at 5, u:0 at 5']);
  });
});
