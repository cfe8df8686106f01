import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeBatch } from '../../src/demo/broker/batch-writer.js';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import type { Required } from '../../src/kafka/ahead/job.js';
import { LookAhead, type LookAheadOptions } from '../../src/kafka/ahead/look-ahead.js';
import { RecordCursor } from '../../src/kafka/record-cursor.js';
import { type Slice, type SliceBatch, visitRecords } from '../../src/kafka/slice.js';
import { batchAt, compress, numbered, sliced } from '../support/batches.js';
import { FakeThread, lookedInto } from '../support/looking.js';
import { Reading, range } from '../support/reading.js';
import { zstdEncoder } from '../support/zstd-encoder.js';

const EVERYTHING: Required = { hint: null, keys: null };
const NEEDLE: Required = {
  hint: { kind: 'literal', bytes: Buffer.from('needle'), foldAscii: true },
  keys: null,
};

let folder: string;
let packed: (bytes: Buffer) => Buffer;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  packed = await zstdEncoder();
  // Below node_modules, so that the thread finds its codecs there.
  folder = mkdtempSync(fileURLToPath(new URL('../../node_modules/.look-worker-', import.meta.url)));
  await build({
    entryPoints: [fileURLToPath(new URL('../../src/kafka/ahead/look-worker.ts', import.meta.url))],
    outfile: join(folder, 'worker.mjs'),
    ...{ bundle: true, platform: 'node', target: 'node20', format: 'esm', packages: 'external' },
  });
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function realThread(required: Required): Worker {
  return new Worker(join(folder, 'worker.mjs'), { workerData: required });
}

function fakeThread(required: Required): FakeThread {
  return new FakeThread(required);
}

function lookAhead(required: Required, more: Partial<LookAheadOptions> = {}): LookAhead {
  const ahead = new LookAhead({ required, threads: 2, worthIt: 0, start: realThread, ...more });
  open.push(ahead);
  return ahead;
}

/** So many batches with 100 records each of some 400 bytes, as zstd itself compresses them. */
function zstdBatches(count: number, textOf: (n: number) => string): Slice {
  const batches = Array.from({ length: count }, (_, index) => {
    const first = index * 100;
    const records = Array.from({ length: 100 }, (_record, n) => ({
      key: `k${first + n}`,
      value: `${textOf(first + n)} ${'lorem ipsum '.repeat(33)}`,
    }));
    const batch = writeBatch(records, {
      codec: 'zstd',
      compress: (_codec, bytes) => packed(bytes),
    });
    batch.writeBigInt64BE(BigInt(first), 0);
    return batch;
  });
  return sliced(Buffer.concat(batches));
}

function batchesOf(slices: readonly Slice[]): SliceBatch[] {
  return slices.flatMap(({ parts }) => parts.filter((part) => part.kind === 'batch'));
}

function valuesOf(part: SliceBatch): string[] {
  const values: string[] = [];
  visitRecords(part, new RecordCursor(), (record) => {
    values.push(record.value()?.toString() ?? '');
  });
  return values;
}

describe('threads that look into batches ahead', () => {
  it('rule out those without a match, and bring the records of the others, decompressed', async () => {
    const slice = zstdBatches(40, (n) => (n === 1234 ? 'a NEEDLE' : 'hay'));
    const { slices } = await lookedInto(lookAhead(NEEDLE), [slice]);
    const batches = batchesOf(slices);
    expect(batches.map(({ ruledOut }) => ruledOut)).toEqual(
      Array.from({ length: 40 }, (_, index) => (index === 12 ? undefined : 100)),
    );
    expect(batches[12]?.plain?.includes('a NEEDLE')).toBe(true);
    expect(batches.flatMap(valuesOf)).toEqual(batchesOf([slice]).flatMap(valuesOf));
  });

  it('count what was asked for of a batch, and no more', async () => {
    const records = batchAt(0n, numbered(50), { codec: 'zstd' });
    const slice = sliced(records, { offset: 10n, until: 30n });
    const { slices } = await lookedInto(lookAhead(NEEDLE), [slice]);
    expect(batchesOf(slices).map(({ ruledOut }) => ruledOut)).toEqual([20]);
  });

  it('use their memory again, again and again, and leave what has no room', async () => {
    const ahead = lookAhead(EVERYTHING);
    for (let round = 0; round < 3; round++) {
      const slice = zstdBatches(8, (n) => `round ${round}, ${n}`);
      const looked = [];
      // Many more than there is memory for, before any of it is given back.
      for (let copy = 0; copy < 20; copy++) looked.push(await lookedInto(ahead, [slice]));
      const batches = looked.map(({ slices }) => batchesOf(slices));
      const wanted = batchesOf([slice]).flatMap(valuesOf);
      for (const one of batches) expect(one.flatMap(valuesOf)).toEqual(wanted);
      const isPlain = batches.flat().map(({ plain }) => plain !== undefined);
      expect(new Set(isPlain)).toEqual(new Set([true, false]));
      for (const { release } of looked) release();
    }
  });

  it('leave a batch as it is that makes no sense, or is too large', async () => {
    const broken = batchAt(0n, numbered(5), { codec: 'zstd' }).fill(0xff, 70);
    const large = batchAt(5n, [{ value: Buffer.alloc(7_000_000) }], { codec: 'zstd' });
    const last = batchAt(6n, numbered(5), { codec: 'zstd' });
    const slice = sliced(Buffer.concat([broken, large, last]), { checkCrcs: false });
    const { slices } = await lookedInto(lookAhead(EVERYTHING), [slice]);
    expect(batchesOf(slices).map(({ plain }) => plain !== undefined)).toEqual([false, false, true]);
  });

  it('are not started before it is worth it, nor for what nobody is going to walk', () => {
    const started: FakeThread[] = [];
    const start = (required: Required) => {
      const thread = new FakeThread(required);
      started.push(thread);
      return thread;
    };
    const ahead = lookAhead(EVERYTHING, { worthIt: 10_000, start });
    const slice = sliced(batchAt(0n, [{ value: 'x'.repeat(6_000) }], { codec: 'zstd' }));
    expect(ahead.begin([slice], () => false)).toBeNull();
    expect(ahead.begin([slice], () => false)).toBeNull();
    expect(ahead.begin([slice], () => true)).toBeNull();
    expect(started).toHaveLength(0);
    expect(ahead.begin([slice], () => true)).toBeNull();
    expect(started).toHaveLength(2);
  });

  it('that fail leave everything as it is', async () => {
    const missing = () => new Worker(join(folder, 'missing.mjs'));
    const slice = zstdBatches(3, () => 'hay');
    const threads: Worker[] = [];
    const ahead = lookAhead(NEEDLE, {
      start: () => {
        const thread = missing();
        threads.push(thread);
        return thread;
      },
    });
    expect(ahead.begin([slice], () => true)).toBeNull();
    await Promise.all(
      threads.map((thread) => new Promise((resolve) => thread.once('exit', resolve))),
    );
    expect(ahead.begin([slice], () => true)).toBeNull();
  });

  it("that can't be started are done without, and the first of two does not stay", () => {
    const first = new FakeThread(NEEDLE);
    const started = [first];
    const ahead = lookAhead(NEEDLE, {
      start: () => {
        const thread = started.pop();
        if (thread === undefined) throw new Error('no more threads');
        return thread;
      },
    });
    expect(ahead.begin([zstdBatches(3, () => 'hay')], () => true)).toBeNull();
    expect(first.isTerminated).toBe(true);
  });

  it('that are gone in the middle give back what they had as it was', async () => {
    const threads: FakeThread[] = [];
    const ahead = lookAhead(NEEDLE, {
      start: (required) => {
        const thread = new FakeThread(required);
        threads.push(thread);
        return thread;
      },
    });
    const slice = zstdBatches(3, () => 'hay');
    await lookedInto(ahead, [slice]);
    const looking = ahead.begin([slice], () => true);
    for (const thread of threads) thread.emit('error', new Error('gone'));
    expect(batchesOf((await looking?.slices) ?? [])).toEqual(batchesOf([slice]));
    expect(ahead.begin([slice], () => true)).toBeNull();
  });

  it('end with what they were started for, whatever is under way', async () => {
    const ahead = lookAhead(NEEDLE);
    const slice = zstdBatches(30, () => 'hay');
    await lookedInto(ahead, [slice]);
    const looking = ahead.begin([slice], () => true);
    ahead.close();
    expect(batchesOf((await looking?.slices) ?? [])).toHaveLength(30);
    expect(ahead.begin([slice], () => true)).toBeNull();
  });
});

describe('a reader with threads that look ahead', () => {
  let broker: EmbeddedBroker;

  beforeAll(async () => {
    broker = await startBroker({ brokers: 2, compress: (codec, bytes) => compress(codec, bytes) });
    broker.createTopic('t', { partitions: 4 });
    for (let partition = 0; partition < 4; partition++) {
      for (let batch = 0; batch < 60; batch++) {
        const value = (n: number) => `${n} ${'x'.repeat(2_000)}`;
        const records = Array.from({ length: 20 }, (_, n) => ({ value: value(batch * 20 + n) }));
        broker.append('t', partition, records, { codec: batch % 3 === 0 ? 'gzip' : 'zstd' });
      }
    }
  });

  afterAll(() => broker.close());

  it('brings every message of every partition once and in order', async () => {
    let plain = 0;
    const reading = new Reading(broker.bootstrap, {
      stopAtEnd: true,
      responseBytes: 300_000,
      lookAhead: { required: EVERYTHING, start: fakeThread, threads: 2, worthIt: 0 },
    });
    open.push(reading);
    await reading.open();
    while (await reading.pull());
    for (let partition = 0; partition < 4; partition++)
      expect(reading.of(partition)).toEqual(range(0, 1_200));
    for (const part of batchesOf(reading.slices)) if (part.plain !== undefined) plain++;
    expect(plain).toBeGreaterThan(0);
    expect(reading.damage).toEqual([]);
  });
});
