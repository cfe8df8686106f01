import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { FeedPlayer } from '../../src/demo/feed/player.js';
import { FeedStream } from '../../src/demo/feed/stream.js';
import { type Api, requestFrame } from '../../src/kafka/protocol/api.js';
import { fetch } from '../../src/kafka/protocol/messages-log.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { DirectReader } from '../../src/kafka/direct-reader.js';
import { decodeFetchResponse } from '../../src/kafka/fetch.js';
import { RecordCursor } from '../../src/kafka/record-cursor.js';
import { type Slice, sliceOf, visitRecords } from '../../src/kafka/slice.js';
import { KafkaTuiError } from '../../src/model/problem.js';
import { fetchBody } from './broker/bodies.js';
import { RawClient } from './broker/raw-client.js';
import { FakeClock } from './fake-clock.js';
import { MutatingProxy, mutate, randomFrom } from './mutating-proxy.js';

/*
 * The decoder and the broker against each other: what the broker sends is spoilt on its way, and the
 * reader must neither crash nor hang nor grow. (That the broker survives spoilt requests stands in
 * broker/fuzz.test.ts.)
 */

const TOPIC = 'new_users';

let broker: EmbeddedBroker;
const portOf = (): number => broker.brokers[0]?.port ?? 0;

beforeAll(async () => {
  broker = await startBroker();
  // Aborted transactions, gaps, tombstones and all.
  new FeedPlayer(broker, new FeedStream(7), new FakeClock()).history(120_000);
});

afterAll(async () => {
  expect(broker.counters().lastFailure).toBeNull();
  await broker.close();
});

/** Reads every byte of every record; gives their number and that of all bytes in them. */
function consume(slices: readonly Slice[]): { records: number; bytes: number } {
  const cursor = new RecordCursor();
  const sum = { records: 0, bytes: 0 };
  for (const { parts } of slices) {
    for (const part of parts) {
      if (part.kind === 'damage') continue;
      visitRecords(part, cursor, (record) => {
        sum.records += 1;
        sum.bytes += record.toMessage(TOPIC, 0, 0).size;
      });
    }
  }
  return sum;
}

describe('a fetch response that was spoilt', () => {
  it.each([4, 5, 7, 11])('(v%i) is decoded or refused, and never grows', async (version) => {
    const client = await RawClient.connect(portOf());
    const body = fetchBody({
      topic: TOPIC,
      partitions: [0, 1, 2, 3, 4].map((partition) => ({ partition, maxBytes: 8_000 })),
      committed: true,
    });
    const asked = { apiVersion: version, correlationId: 1, clientId: 'fuzz' };
    const api: Api<unknown, typeof body, unknown, unknown> = fetch;
    client.send(Buffer.concat(requestFrame(api, asked, body)));
    // Behind the correlation id, as kafkajs hands it over.
    const sound = (await client.nextFrame()).subarray(4);
    client.close();
    expect(decodeFetchResponse(sound, version).partitions).toHaveLength(5);
    const random = randomFrom(version);
    for (let round = 0; round < 1500; round += 1) {
      const spoilt = mutate(round % 3 === 0 ? mutate(sound, random) : sound, random);
      let partitions;
      try {
        ({ partitions } = decodeFetchResponse(spoilt, version));
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
        continue;
      }
      const slices = partitions.map((fetched) =>
        sliceOf(fetched, { offset: 0n, until: null, checkCrcs: false, blindStep: 1n }),
      );
      const { records, bytes } = consume(slices);
      expect(records).toBeLessThan(spoilt.length);
      expect(bytes).toBeLessThanOrEqual(spoilt.length);
    }
  });
});

describe('a reader behind a line that spoils answers', () => {
  it.concurrent.each(Array.from({ length: 16 }, (_, index) => index + 1))(
    'reads on once it is mended, or says why it gave up (seed %i)',
    async (seed) => {
      const proxy = new MutatingProxy(portOf(), randomFrom(seed));
      await proxy.listen();
      const reader = readerThrough(proxy.port);
      const outcome = await Promise.race([spoil(reader, proxy, seed), late()]);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(KafkaTuiError);
      else expect(outcome).toBe('reads on');
      expect(proxy.changed).toBeGreaterThan(0);
      // Lost links are let go of: two connections at most, each with its other half.
      expect(proxy.open).toBeLessThanOrEqual(6);
      reader.close();
      await proxy.close();
    },
  );
});

function readerThrough(port: number): DirectReader {
  const cluster = new Cluster({
    bootstrap: [`127.0.0.1:${port}`],
    clientId: 'fuzz',
    tls: null,
    sasl: null,
    connectTimeoutMs: 500,
    // A spoilt size or correlation id leaves a request without its answer.
    requestTimeoutMs: 700,
  });
  const nothing = (): void => undefined;
  return new DirectReader(
    cluster,
    {
      topic: TOPIC,
      partitions: null,
      start: { kind: 'beginning' },
      stopAtEnd: false,
      isolation: 'read_committed',
      checkCrcs: false,
    },
    {
      lost: nothing,
      regained: nothing,
      notice: nothing,
      grown: nothing,
      skippedByRetention: nothing,
    },
  );
}

/** Spoils some answers, mends the line, and waits for a message that is sent then; or for the reader's last word. */
async function spoil(reader: DirectReader, proxy: MutatingProxy, seed: number): Promise<unknown> {
  const marker = Buffer.from(`marker-${seed}-${proxy.port}`);
  const send = (value: string | Buffer): void => {
    for (const partition of [0, 1, 2, 3, 4]) broker.append(TOPIC, partition, [{ value }]);
  };
  // One time in two, even what comes before the first fetch is spoilt.
  if (seed % 2 === 0) proxy.share = 0.2;
  const feed = setInterval(() => {
    proxy.share = proxy.changed < 12 ? 0.4 : 0;
    // Nobody has the time to wait for the next try.
    reader.retry();
    send(proxy.share === 0 ? marker : 'while it is spoilt');
  }, 20);
  try {
    await reader.open();
    for (;;) {
      const slices = await reader.read();
      if (slices === null) return 'ended';
      consume(slices);
      if (sees(slices, marker)) return 'reads on';
    }
  } catch (error) {
    return error;
  } finally {
    clearInterval(feed);
  }
}

function sees(slices: readonly Slice[], value: Buffer): boolean {
  const cursor = new RecordCursor();
  return slices.some(({ parts }) =>
    parts.some((part) => {
      let found = false;
      if (part.kind === 'batch') {
        visitRecords(part, cursor, (record) => {
          found ||= record.value()?.equals(value) ?? false;
        });
      }
      return found;
    }),
  );
}

async function late(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 20_000).unref());
  return 'hangs';
}
