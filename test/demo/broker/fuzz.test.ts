import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBatch } from '../../../src/demo/broker/batch-writer.js';
import { type EmbeddedBroker, startBroker } from '../../../src/demo/broker/broker.js';
import { type Api, requestFrame } from '../../../src/kafka/protocol/api.js';
import { apiVersions } from '../../../src/kafka/protocol/messages-admin.js';
import { joinGroup } from '../../../src/kafka/protocol/messages-group.js';
import { produce } from '../../../src/kafka/protocol/messages-log.js';
import { APIS } from '../../../src/kafka/protocol/messages.js';
import { fetchBody, fetchOne } from './bodies.js';
import { RawClient } from './raw-client.js';

let broker: EmbeddedBroker;
const port = (): number => broker.brokers[0]?.port ?? 0;

beforeAll(async () => {
  broker = await startBroker({ requestLogSize: 50 });
  broker.createTopic('t', { partitions: 2 });
  broker.append('t', 0, [{ value: 'hello' }]);
});

afterAll(async () => {
  await broker.close();
});

/** Sends bytes that may be anything, and sees that the broker still serves others. */
async function survives(bytes: Buffer): Promise<void> {
  const mad = await RawClient.connect(port());
  mad.send(bytes);
  const sane = await RawClient.connect(port());
  const { errorCode, apis } = await sane.ask(apiVersions, {});
  expect([errorCode, apis.length]).toEqual([0, Object.keys(APIS).length]);
  expect(broker.counters().lastFailure).toBeNull();
  mad.close();
  sane.close();
}

const body = { replicaId: -1, acks: 1, timeoutMs: 100, transactionalId: null };
const records = writeBatch([{ key: 'k', value: 'v', headers: [['h', 'x']] }]);

/** Sound requests of every API and version, to be spoilt. */
const sound: readonly Buffer[] = [
  ...Object.values(APIS).flatMap((api) => {
    const described = api as Api<unknown, unknown, unknown, unknown>;
    return [api.min, api.max].map((apiVersion) =>
      frameOf(described, apiVersion, described.request.empty),
    );
  }),
  frameOf(APIS.Fetch, 11, fetchBody()),
  frameOf(produce, 7, {
    ...body,
    topics: [{ topic: 't', partitions: [{ partition: 1, records }] }],
  }),
  frameOf(APIS.CreateTopics, 4, {
    topics: [{ topic: 'made', partitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
    timeoutMs: 100,
    validateOnly: true,
  }),
  frameOf(joinGroup, 5, {
    groupId: 'g',
    sessionTimeoutMs: 6000,
    memberId: '',
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.from('x') }],
  }),
];

function frameOf<ReqOut, ReqIn, ResOut, ResIn>(
  api: Api<ReqOut, ReqIn, ResOut, ResIn>,
  apiVersion: number,
  request: ReqIn,
): Buffer {
  return Buffer.concat(
    requestFrame(api, { apiVersion, correlationId: 1, clientId: 'fuzz' }, request),
  );
}

const mutated = fc
  .record({
    frame: fc.constantFrom(...sound),
    changes: fc.array(fc.record({ at: fc.nat(), to: fc.nat(255) }), { minLength: 1, maxLength: 6 }),
    cut: fc.option(fc.nat()),
    keepSize: fc.boolean(),
  })
  .map(({ frame, changes, cut, keepSize }) => {
    const copy = Buffer.from(frame);
    const first = keepSize ? 4 : 0;
    for (const { at, to } of changes) {
      copy.writeUInt8(to, first + (at % (copy.length - first)));
    }
    return cut === null ? copy : copy.subarray(0, cut % copy.length);
  });

describe('the broker', () => {
  it('survives random bytes', async () => {
    const random = fc.uint8Array({ maxLength: 300 }).map((one) => Buffer.from(one));
    await fc.assert(fc.asyncProperty(random, survives), { numRuns: 100 });
  });

  it('survives random bytes in frames of the right size', async () => {
    const framed = fc
      .record({ key: fc.nat(60), version: fc.nat(12), rest: fc.uint8Array({ maxLength: 200 }) })
      .map(({ key, version, rest }) => {
        const frame = Buffer.concat([Buffer.alloc(8), rest]);
        frame.writeInt32BE(frame.length - 4, 0);
        frame.writeInt16BE(key, 4);
        frame.writeInt16BE(version, 6);
        return frame;
      });
    await fc.assert(fc.asyncProperty(framed, survives), { numRuns: 200 });
  });

  it('survives sound requests that were spoilt', async () => {
    await fc.assert(fc.asyncProperty(mutated, survives), { numRuns: 500 });
  });

  it('answers or hangs up: every API and version that it says it speaks gets an answer', async () => {
    for (const frame of sound) {
      // Joining waits for others, and Produce without acks wants no answer.
      const key = frame.readInt16BE(4);
      if (key === produce.key) continue;
      const client = await RawClient.connect(port());
      client.send(frame);
      expect((await client.nextFrame()).readInt32BE(0)).toBe(1);
      client.close();
    }
  });

  it('hangs up on what it does not speak', async () => {
    for (const [key, version] of [
      [99, 0],
      [-1, 0],
      [3, 9],
      [1, 3],
      [0, 99],
    ] as const) {
      const client = await RawClient.connect(port());
      const frame = Buffer.alloc(14);
      frame.writeInt32BE(10, 0);
      frame.writeInt16BE(key, 4);
      frame.writeInt16BE(version, 6);
      client.send(frame);
      await client.hungUp();
    }
  });

  it('answers an unknown version of ApiVersions with the versions it has, in the oldest encoding', async () => {
    const client = await RawClient.connect(port());
    client.send(frameOf({ ...apiVersions, max: 99 }, 99, {}));
    const frame = await client.nextFrame();
    expect(frame.readInt16BE(4)).toBe(35);
    expect(frame.subarray(10).toString('hex')).toBe('001200000003');
    client.close();
  });

  it('hangs up on a size that cannot be', async () => {
    for (const size of [-1, 0x7fffffff]) {
      const client = await RawClient.connect(port());
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(size, 0);
      client.send(bytes);
      await client.hungUp();
    }
  });

  it('takes requests in any pieces', async () => {
    const client = await RawClient.connect(port());
    for (const byte of frameOf(apiVersions, 3, {})) client.send(Buffer.from([byte]));
    await client.nextFrame();
    client.close();
  });

  it('has not lost or piled up anything by all of that', async () => {
    expect(broker.requests().length).toBeLessThanOrEqual(50);
    expect(broker.topics()).toContain('t');
    const client = await RawClient.connect(port());
    expect((await fetchOne(client)).records?.toString('latin1')).toContain('hello');
    client.close();
  });
});
