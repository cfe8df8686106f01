import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { ask } from '../../src/kafka/ask.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { checkPermitted, effectOf, type Permissions, READING_ONLY } from '../../src/kafka/gate.js';
import { createTopics, deleteTopics } from '../../src/kafka/protocol/messages-admin.js';
import { deleteGroups, joinGroup, offsetCommit } from '../../src/kafka/protocol/messages-group.js';
import { metadata, produce } from '../../src/kafka/protocol/messages-log.js';
import { APIS } from '../../src/kafka/protocol/messages.js';
import { KafkaTuiError } from '../../src/model/problem.js';
import { settingsFor } from '../support/reading.js';

const EVERY_KEY = Array.from({ length: 1200 }, (_, i) => i - 100);

function permitted(permissions: Permissions): number[] {
  return EVERY_KEY.filter((apiKey) => {
    try {
      checkPermitted(apiKey, permissions);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'READ_ONLY' });
      return false;
    }
  });
}

describe('the gate', () => {
  it('lets only requests pass that read, unless more was asked for', () => {
    const reading = [
      1, 2, 3, 9, 10, 15, 16, 17, 18, 23, 29, 32, 35, 36, 46, 48, 55, 60, 61, 65, 66, 69, 75, 77,
      89, 90,
    ];
    expect(permitted(READING_ONLY)).toEqual(reading);
  });

  it('lets a member pass what members do and nothing else', () => {
    const more = permitted({ changes: false, membership: true }).filter(
      (apiKey) => effectOf(apiKey) !== 'read',
    );
    expect(more).toEqual([8, 11, 12, 13, 14, 68]);
  });

  it('lets changes pass with --write, but joins nothing', () => {
    const more = permitted({ changes: true, membership: false });
    expect(more).toContain(8);
    expect(more).toContain(42);
    expect(more.filter((apiKey) => effectOf(apiKey) === 'membership')).toEqual([]);
  });

  it('never lets pass what it does not know, whatever is allowed', () => {
    const all = permitted({ changes: true, membership: true });
    expect(all.filter((apiKey) => effectOf(apiKey) === null)).toEqual([]);
    // Those between brokers, and what is not there yet.
    for (const apiKey of [-1, 4, 5, 6, 7, 27, 52, 56, 58, 67, 93, 1000]) {
      expect(all).not.toContain(apiKey);
    }
  });

  it('knows what each request does that the program can write', () => {
    expect(Object.values(APIS).filter(({ key }) => effectOf(key) === null)).toEqual([]);
  });
});

describe('ways around the gate', () => {
  it('are none: one file makes connections, and the others who can are on the stage of the demo', () => {
    const root = new URL('../../src/', import.meta.url);
    const makers = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
      .filter((name) =>
        /from 'kafkajs'|from 'kafkajs\/src\/(network|broker|cluster|producer|consumer|admin)/.test(
          readFileSync(new URL(name, root), 'utf8'),
        ),
      )
      .filter((name) =>
        /\bnew (Kafka|ConnectionPool|Broker|Connection)\(/.test(
          readFileSync(new URL(name, root), 'utf8'),
        ),
      );
    expect(makers.sort()).toEqual(['kafka/broker-link.ts', 'kafka/demo-members.ts']);
  });
});

describe('a connection that may only read', () => {
  let broker: EmbeddedBroker;
  let cluster: Cluster;
  beforeEach(async () => {
    broker = await startBroker();
    broker.createTopic('t', { partitions: 1 });
    cluster = new Cluster(settingsFor(broker.bootstrap));
    await cluster.metadata(null);
    broker.forgetRequests();
  });
  afterEach(async () => {
    cluster.close();
    await broker.close();
  });

  it('writes nothing of a change, and goes on reading', async () => {
    const link = await cluster.broker(1);
    const topic = { topic: 'x', partitions: 1, replicationFactor: 1, assignments: [], configs: [] };
    const member = { generationId: -1, memberId: '' };
    const changes = [
      ask(link, createTopics, { topics: [topic], timeoutMs: 1000, validateOnly: false }),
      ask(link, deleteTopics, { topics: ['t'], timeoutMs: 1000 }),
      ask(link, deleteGroups, { groups: ['g'] }),
      ask(link, offsetCommit, { groupId: 'g', ...member, topics: [] }),
      ask(link, produce, { transactionalId: null, acks: 1, timeoutMs: 1000, topics: [] }),
      ask(link, joinGroup, {
        groupId: 'g',
        sessionTimeoutMs: 10_000,
        memberId: '',
        protocolType: 'consumer',
        protocols: [],
      }),
      // kafkajs's own encoders pass the same gate.
      link.call('CreateTopics', 2, { topics: [], validateOnly: false, timeout: 1000 }),
    ];
    for (const change of changes) {
      await expect(change).rejects.toMatchObject({ code: 'READ_ONLY' });
    }
    expect(broker.requests()).toEqual([]);
    expect((await cluster.metadata(null)).topics.map(({ topic: name }) => name)).toEqual(['t']);
    expect(broker.requests().map(({ apiName }) => apiName)).toEqual(['Metadata']);
  });

  it('asks for no metadata that would create the topic', async () => {
    const link = await cluster.broker(1);
    const creating = { topics: ['not-there'], allowAutoTopicCreation: true };
    for (const version of [6, 4, 3, 1]) {
      const error = await link.call('Metadata', version, creating).catch((cause: unknown) => cause);
      expect(error).toBeInstanceOf(KafkaTuiError);
      expect(error).toMatchObject({ code: 'READ_ONLY' });
    }
    for (let version = 4; version <= metadata.max; version += 1) {
      const wanted = { topics: [{ topic: 'not-there' }], allowAutoTopicCreation: true };
      const asked = ask(link, metadata, wanted, version);
      await expect(asked).rejects.toMatchObject({ code: 'READ_ONLY' });
    }
    expect(link.lost).toBe(false);
    expect(broker.requests().filter(({ apiName }) => apiName === 'Metadata')).toEqual([]);
    expect(broker.topics()).toEqual(['t']);
  });
});
