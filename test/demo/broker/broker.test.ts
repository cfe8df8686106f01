import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../../src/demo/broker/broker.js';
import { readBatchHeader } from '../../../src/demo/broker/log/batch.js';
import { ERROR } from '../../../src/kafka/protocol/error-codes.js';
import {
  createTopics,
  describeConfigs,
  saslHandshake,
} from '../../../src/kafka/protocol/messages-admin.js';
import { heartbeat, joinGroup, syncGroup } from '../../../src/kafka/protocol/messages-group.js';
import { metadata, produce } from '../../../src/kafka/protocol/messages-log.js';
import type { BrokerOptions } from '../../../src/demo/broker/settings.js';
import { writeBatch } from '../../../src/demo/broker/batch-writer.js';
import { fetchOne, listOne, metadataOf } from './bodies.js';
import { kafkajsClient } from './kafkajs-client.js';
import { RawClient } from './raw-client.js';
import { eventually } from './scenario-lab.js';

const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function start(options: BrokerOptions = {}): Promise<EmbeddedBroker> {
  const broker = await startBroker(options);
  opened.push(broker);
  return broker;
}

async function clientOf(broker: EmbeddedBroker): Promise<RawClient> {
  const client = await RawClient.connect(broker.brokers[0]?.port ?? 0);
  opened.push(client);
  return client;
}

function produceBody(records: Buffer, acks = 1) {
  return {
    transactionalId: null,
    acks,
    timeoutMs: 1000,
    topics: [{ topic: 't', partitions: [{ partition: 0, records }] }],
  };
}

async function produceOne(client: RawClient, records: Buffer) {
  const { topics } = await client.ask(produce, produceBody(records));
  return topics[0]?.partitions[0];
}

describe('the embedded broker', () => {
  it('closes with clients in the middle of things, and frees its ports', async () => {
    const broker = await startBroker({ brokers: 2 });
    broker.createTopic('t');
    const client = await RawClient.connect(broker.brokers[0]?.port ?? 0);
    const waiting = fetchOne(client, { maxWaitMs: 60_000 });
    await eventually('the request', () => broker.requests().length === 1);
    await Promise.all([broker.close(), expect(waiting).rejects.toThrow('hung up')]);
    const port = broker.brokers[0]?.port ?? 0;
    expect(await start({ port }).then(({ bootstrap }) => bootstrap)).toBe(`127.0.0.1:${port}`);
  });

  it('leaves nothing open or scheduled behind', async () => {
    // A loop that has nothing left to wait for ends: the same question that a process asks itself.
    const held = () =>
      process.getActiveResourcesInfo().filter((one) => /^TCP|^Timeout$/.test(one)).length;
    const before = held();
    const broker = await startBroker({ brokers: 3, groupInitialRebalanceDelayMs: 60_000 });
    broker.createTopic('t');
    const clients = await Promise.all(broker.brokers.map(({ port }) => RawClient.connect(port)));
    broker.faults.slow({ delayMs: 60_000, api: 'Fetch' });
    const pending = clients.map((client) => fetchOne(client, { maxWaitMs: 60_000 }));
    await eventually('the requests', () => broker.requests().length === 3);
    expect(held()).toBeGreaterThan(before);
    await broker.close();
    await Promise.allSettled(pending);
    await eventually('nothing held', () => held() <= before);
  });

  it('can be closed twice', async () => {
    const broker = await startBroker();
    await Promise.all([broker.close(), broker.close()]);
    await broker.close();
  });

  it('fails to start, and leaves nothing behind, where its port is taken', async () => {
    const port = (await start()).brokers[0]?.port ?? 0;
    await expect(startBroker({ port, brokers: 2 })).rejects.toThrow('EADDRINUSE');
  });

  it('keeps a bounded log of what it was asked, without the bytes', async () => {
    const broker = await start({ requestLogSize: 3, now: () => 1234 });
    broker.createTopic('t');
    const client = await clientOf(broker);
    for (let i = 0; i < 5; i += 1) await listOne(client, -1);
    await produceOne(client, writeBatch([{ value: 'secret' }]));
    expect(broker.requests().map(({ apiName }) => apiName)).toEqual([
      'ListOffsets',
      'ListOffsets',
      'Produce',
    ]);
    expect(broker.requests()[2]).toEqual({
      at: 1234,
      apiKey: 0,
      apiName: 'Produce',
      apiVersion: 8,
      clientId: 'raw',
      brokerId: 1,
      body: {
        transactionalId: null,
        acks: 1,
        timeoutMs: 1000,
        topics: [{ topic: 't', partitions: [{ partition: 0, records: '<74 bytes>' }] }],
      },
    });
    expect(broker.counters().requests).toBe(6);
  });

  it('makes no topic because somebody asks for it, unless it was told to', async () => {
    const ask = { topics: [{ topic: 'new' }], allowAutoTopicCreation: true };
    const strict = await start();
    await (await clientOf(strict)).ask(metadata, ask);
    expect(strict.topics()).toEqual([]);
    const lenient = await start({ autoCreateTopics: true, defaultPartitions: 4 });
    const client = await clientOf(lenient);
    await client.ask(metadata, { ...ask, allowAutoTopicCreation: false });
    expect(lenient.topics()).toEqual([]);
    await client.ask(metadata, ask);
    expect((await metadataOf(client, 'new')).partitions).toHaveLength(4);
  });

  it('names all topics or none, as the request has it', async () => {
    const broker = await start();
    broker.createTopic('a');
    broker.createTopic('b');
    const client = await clientOf(broker);
    const names = async (topics: [] | null, version: number) =>
      (await client.ask(metadata, { topics }, version)).topics.map(({ topic }) => topic);
    expect(await names(null, 8)).toEqual(['a', 'b']);
    expect(await names([], 8)).toEqual([]);
    expect(await names([], 0)).toEqual(['a', 'b']);
  });

  it('serves a group over a rebalance delay, and forgets who does not come back', async () => {
    const broker = await start({ groupInitialRebalanceDelayMs: 50 });
    const client = await clientOf(broker);
    const join = {
      groupId: 'g',
      sessionTimeoutMs: 200,
      rebalanceTimeoutMs: 200,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: Buffer.from('mine') }],
    };
    const { errorCode, memberId } = await client.ask(joinGroup, { ...join, memberId: '' });
    expect(errorCode).toBe(ERROR.MEMBER_ID_REQUIRED);
    const joined = await client.ask(joinGroup, { ...join, memberId });
    expect(joined).toMatchObject({ errorCode: 0, generationId: 1, leader: memberId });
    const who = { groupId: 'g', generationId: 1, memberId };
    const assignments = [{ memberId, assignment: Buffer.from('yours') }];
    const synced = await client.ask(syncGroup, { ...who, assignments });
    expect(synced.assignment.toString()).toBe('yours');
    expect((await client.ask(heartbeat, who)).errorCode).toBe(0);
    expect((await client.ask(heartbeat, { ...who, generationId: 9 })).errorCode).toBe(22);
    await eventually('the end of its session', () => broker.groups()[0]?.members.length === 0);
    expect((await client.ask(heartbeat, who)).errorCode).toBe(ERROR.UNKNOWN_MEMBER_ID);
  });
});

describe('a producer', () => {
  it('is told what is wrong with its batch', async () => {
    const broker = await start({ maxMessageBytes: 500 });
    broker.createTopic('t');
    const client = await clientOf(broker);
    const batch = writeBatch([{ value: 'x' }]);
    const changed = Buffer.from(batch);
    changed.writeUInt8(changed.readUInt8(65) ^ 1, 65);
    const code = async (records: Buffer) => (await produceOne(client, records))?.errorCode;
    expect(await code(batch)).toBe(ERROR.NONE);
    expect(await code(changed)).toBe(ERROR.CORRUPT_MESSAGE);
    expect(await code(Buffer.concat([batch, batch]))).toBe(ERROR.INVALID_RECORD);
    expect(await code(writeBatch([{ value: 'x' }], { control: true }))).toBe(ERROR.INVALID_RECORD);
    expect(await code(writeBatch([{ value: 'x'.repeat(500) }]))).toBe(ERROR.MESSAGE_TOO_LARGE);
    expect(await code(writeBatch([{ value: 'x' }], { transactional: true, producerId: 5n }))).toBe(
      ERROR.INVALID_TXN_STATE,
    );
    expect(broker.partitions('t')[0]?.endOffset).toBe(1n);
  });

  it('may send a batch again without its being kept twice', async () => {
    const broker = await start();
    broker.createTopic('t');
    const client = await clientOf(broker);
    const batch = (baseSequence: number) =>
      writeBatch([{ value: 'x' }], { producerId: 5n, producerEpoch: 0, baseSequence });
    expect(await produceOne(client, batch(0))).toMatchObject({ errorCode: 0, baseOffset: 0n });
    expect(await produceOne(client, batch(1))).toMatchObject({ errorCode: 0, baseOffset: 1n });
    expect(await produceOne(client, batch(0))).toMatchObject({ errorCode: 0, baseOffset: 0n });
    expect(await produceOne(client, batch(5))).toMatchObject({
      errorCode: ERROR.OUT_OF_ORDER_SEQUENCE_NUMBER,
    });
    expect(broker.partitions('t')[0]?.endOffset).toBe(2n);
  });

  it('gets no answer when it wants none', async () => {
    const broker = await start();
    broker.createTopic('t');
    const client = await clientOf(broker);
    const records = writeBatch([{ value: 'x' }]);
    void client.ask(produce, produceBody(records, 0)).catch(() => undefined);
    await eventually('the record', () => broker.partitions('t')[0]?.endOffset === 1n);
  });

  it('has its times replaced where the topic says so', async () => {
    const broker = await start({ now: () => 5000 });
    broker.createTopic('t', { config: { 'message.timestamp.type': 'LogAppendTime' } });
    const client = await clientOf(broker);
    const answer = await produceOne(client, writeBatch([{ value: 'x', timestamp: 1 }]));
    expect(answer?.logAppendTime).toBe(5000);
    const { records } = await fetchOne(client);
    expect(readBatchHeader(records ?? Buffer.alloc(0))).toMatchObject({
      attributes: 8,
      maxTimestamp: 5000,
    });
  });
});

describe('an administrator', () => {
  it('is told why a topic cannot be made', async () => {
    const broker = await start();
    broker.createTopic('there');
    const client = await clientOf(broker);
    const code = async (topic: string, partitions = 1, replicationFactor = 1) => {
      const wanted = { topic, partitions, replicationFactor, assignments: [], configs: [] };
      const body = { topics: [wanted], timeoutMs: 1000, validateOnly: false };
      return (await client.ask(createTopics, body)).topics[0]?.errorCode;
    };
    expect(await code('there')).toBe(ERROR.TOPIC_ALREADY_EXISTS);
    expect(await code('a b')).toBe(ERROR.INVALID_TOPIC_EXCEPTION);
    expect(await code('..')).toBe(ERROR.INVALID_TOPIC_EXCEPTION);
    expect(await code('none', 0)).toBe(ERROR.INVALID_PARTITIONS);
    expect(await code('copies', 1, 3)).toBe(ERROR.INVALID_REPLICATION_FACTOR);
    expect(await code('fine', -1, -1)).toBe(ERROR.NONE);
    expect(broker.topics()).toEqual(['there', 'fine']);
  });

  it('reads the configuration of a topic', async () => {
    const broker = await start();
    broker.createTopic('t', { config: { 'retention.bytes': '5000', 'my.own': 'x' } });
    const client = await clientOf(broker);
    const { results } = await client.ask(describeConfigs, {
      resources: [{ type: 2, name: 't', keys: ['retention.bytes', 'my.own', 'cleanup.policy'] }],
      includeSynonyms: false,
    });
    expect(results[0]?.configs.map(({ name, value, source }) => [name, value, source])).toEqual([
      ['cleanup.policy', 'delete', 5],
      ['retention.bytes', '5000', 1],
      ['my.own', 'x', 1],
    ]);
  });
});

describe('with users', () => {
  it('hangs up on who asks for anything before logging in', async () => {
    const broker = await start({ users: { lara: 'secret' } });
    const client = await clientOf(broker);
    await expect(client.ask(metadata, { topics: null })).rejects.toThrow('hung up');
  });

  it('says which mechanisms it knows', async () => {
    const broker = await start({ users: { lara: 'secret' } });
    const client = await clientOf(broker);
    expect(await client.ask(saslHandshake, { mechanism: 'SCRAM-SHA-256' })).toEqual({
      errorCode: ERROR.UNSUPPORTED_SASL_MECHANISM,
      mechanisms: ['PLAIN'],
    });
  });

  it('takes the bare tokens of the oldest handshake', async () => {
    const broker = await start({ users: { lara: 'secret' } });
    const token = (password: string): Buffer => {
      const text = Buffer.from(`\0lara\0${password}`);
      const size = Buffer.alloc(4);
      size.writeInt32BE(text.length, 0);
      return Buffer.concat([size, text]);
    };
    const right = await clientOf(broker);
    await right.ask(saslHandshake, { mechanism: 'PLAIN' }, 0);
    right.send(token('secret'));
    expect(await right.nextFrame()).toHaveLength(0);
    expect((await right.ask(metadata, { topics: null })).brokers).toHaveLength(1);
    const wrong = await clientOf(broker);
    await wrong.ask(saslHandshake, { mechanism: 'PLAIN' }, 0);
    wrong.send(token('guess'));
    await wrong.hungUp();
  });
});

describe('a feed', () => {
  it('puts records, batches, aborted transactions and gaps into the log', async () => {
    const broker = await start();
    broker.createTopic('t');
    expect(broker.append('t', 0, [{ key: 'a', value: '1' }, { value: null }])).toBe(0n);
    expect(broker.append('t', 0, writeBatch([{ value: 'raw' }], { codec: 'gzip' }))).toBe(2n);
    expect(broker.appendAborted('t', 0, [{ value: 'never' }])).toBe(3n);
    broker.skipOffsets('t', 0, 10n);
    expect(broker.append('t', 0, [{ value: 'end' }])).toBe(15n);
    const seen = await kafkajsClient.read(broker.bootstrap, 't', {
      from: 'beginning',
      until: 'end',
    });
    expect(seen.map(({ offset, value }) => [offset, value])).toEqual([
      [0, '1'],
      [1, null],
      [2, 'raw'],
      [15, 'end'],
    ]);
    expect(() => broker.append('t', 0, Buffer.from('nonsense'))).toThrow('incomplete');
    expect(() => broker.append('t', 7, [{ value: 'x' }])).toThrow('there is no t:7');
  });
});
