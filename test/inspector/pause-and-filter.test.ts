import { FIRST_ARRIVAL } from '../../src/inspector/keeper.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { batchAt, numbered } from '../support/batches.js';
import { FakeReader } from '../support/fake-reader.js';
import { entriesOf, inspecting, valuesOf } from './inspecting.js';

/** Lets everything that waits for no time happen. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('a pause', () => {
  it('stops the pulling, and going on brings the very next message', async () => {
    const { inspector, reader } = inspecting();
    reader.serve(batchAt(0n, numbered(2)));
    await expect.poll(() => valuesOf(inspector)).toEqual(['v0', 'v1']);
    inspector.commands.pause();
    const { version } = inspector.current().stream;
    for (let n = 2; n < 6; n++) reader.serve(batchAt(BigInt(n), numbered(1, n)));
    await quiet();
    expect(valuesOf(inspector)).toEqual(['v0', 'v1']);
    expect(inspector.current().stream).toMatchObject({
      paused: true,
      pausedAt: 1_700_000_000_000,
      version,
    });
    // One response had been asked for before the pause; it waits.
    expect(reader.waiting).toBe(3);
    inspector.commands.resume();
    await expect.poll(() => valuesOf(inspector)).toEqual(['v0', 'v1', 'v2', 'v3', 'v4', 'v5']);
    expect(inspector.current().stream).toMatchObject({ paused: false, pausedAt: null });
    inspector.close();
  });

  it('holds in the middle of a large response', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), {
      keep: { entries: 100_000, bytes: 100_000_000 },
    });
    const unsubscribe = inspector.subscribe(() => {
      const { seen } = inspector.current().totals;
      if (seen > 0 && seen < 50_000) inspector.commands.pause();
    });
    reader.serve(batchAt(0n, numbered(50_000)));
    await expect.poll(() => inspector.current().stream.paused).toBe(true);
    unsubscribe();
    await quiet();
    const { seen } = inspector.current().totals;
    expect(seen).toBeLessThan(50_000);
    expect(inspector.current().partitions[0]?.next).toBe(BigInt(seen));
    inspector.commands.resume();
    await expect.poll(() => inspector.current().totals.seen).toBe(50_000);
    expect(entriesOf(inspector).map(({ offset }) => Number(offset))).toEqual(
      Array.from({ length: 50_000 }, (_, n) => n),
    );
    inspector.close();
  });

  it('can be closed', async () => {
    const { inspector, running } = inspecting();
    inspector.commands.pause();
    await quiet();
    inspector.close();
    await running;
  });

  it('before the topic is open is kept', async () => {
    const { inspector, reader } = inspecting();
    inspector.commands.pause();
    reader.serve(batchAt(0n, numbered(2)));
    await quiet();
    expect(valuesOf(inspector)).toEqual([]);
    inspector.commands.resume();
    await expect.poll(() => valuesOf(inspector)).toEqual(['v0', 'v1']);
    inspector.close();
  });
});

describe('while paused', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('what waits is asked for every second, and shown', async () => {
    const { inspector, reader } = inspecting();
    reader.serve(batchAt(0n, numbered(2)), { high: 2n });
    await quiet();
    vi.advanceTimersByTime(2000);
    expect(reader.asked).toBe(0);
    inspector.commands.pause();
    reader.marks = [{ partition: 0, first: 1n, high: 100n }];
    vi.advanceTimersByTime(1000);
    await quiet();
    expect(inspector.current().partitions).toMatchObject([
      // No transaction is known to be open in what waits.
      { first: 1n, high: 100n, next: 2n, lag: 98n, status: { state: 'reading' } },
    ]);
    vi.advanceTimersByTime(1000);
    await quiet();
    expect(reader.asked).toBe(2);
    inspector.commands.resume();
    vi.advanceTimersByTime(3000);
    expect(reader.asked).toBe(2);
    inspector.close();
  });

  it('a slow broker is asked one question at a time', async () => {
    const { inspector, reader } = inspecting();
    await quiet();
    inspector.commands.pause();
    let answer: (marks: []) => void = () => undefined;
    reader.watermarks = () => {
      reader.asked++;
      return new Promise((resolve) => (answer = resolve));
    };
    vi.advanceTimersByTime(5000);
    expect(reader.asked).toBe(1);
    answer([]);
    await quiet();
    vi.advanceTimersByTime(1000);
    expect(reader.asked).toBe(2);
    inspector.close();
  });

  it('a question that fails is no failure', async () => {
    const { inspector, reader } = inspecting();
    await quiet();
    inspector.commands.pause();
    reader.watermarks = () => Promise.reject(new Error('gone'));
    vi.advanceTimersByTime(1000);
    await quiet();
    expect(inspector.current().connection.state).toBe('ready');
    inspector.close();
  });
});

describe('a filter', () => {
  it('looks through what is kept, then at what comes, in order', async () => {
    const { inspector, reader } = inspecting();
    reader.serve(batchAt(0n, numbered(20)));
    await expect.poll(() => inspector.current().totals.seen).toBe(20);
    inspector.commands.filter('v1');
    await expect.poll(() => inspector.current().stream.filter?.scanning).toBe(false);
    expect(valuesOf(inspector)).toEqual([
      'v1',
      'v10',
      'v11',
      'v12',
      'v13',
      'v14',
      'v15',
      'v16',
      'v17',
      'v18',
      'v19',
    ]);
    reader.serve(batchAt(20n, numbered(100, 20)));
    await expect.poll(() => inspector.current().totals.seen).toBe(120);
    expect(valuesOf(inspector).slice(11)).toEqual(
      Array.from({ length: 20 }, (_, n) => `v${100 + n}`),
    );
    expect(inspector.current().stream.filter).toMatchObject({
      text: 'v1',
      scanning: false,
      tested: 120,
      matched: 31,
    });
    inspector.close();
  });

  it('that is set while a response is on its way tests each message once', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), {
      keep: { entries: 100_000, bytes: 100_000_000 },
    });
    reader.serve(batchAt(0n, numbered(40_000)));
    await expect.poll(() => inspector.current().totals.seen).toBe(40_000);
    await quiet();
    inspector.commands.filter('k3');
    reader.serve(batchAt(40_000n, numbered(100, 40_000)));
    inspector.commands.filter('v');
    await expect.poll(() => inspector.current().totals.seen).toBe(40_100);
    const offsets = entriesOf(inspector).map(({ offset }) => Number(offset));
    expect(offsets).toEqual(Array.from({ length: 40_100 }, (_, n) => n));
    expect(inspector.current().stream.filter?.tested).toBe(40_100);
    inspector.close();
  });

  it('from the start tests everything', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), { filter: 'v3' });
    reader.serve(batchAt(0n, numbered(10)));
    await expect.poll(() => valuesOf(inspector)).toEqual(['v3']);
    inspector.close();
  });

  it('that is removed shows everything again', async () => {
    const { inspector, reader } = inspecting();
    reader.serve(batchAt(0n, numbered(3)));
    await expect.poll(() => inspector.current().totals.seen).toBe(3);
    inspector.commands.filter('nothing like it');
    await expect.poll(() => valuesOf(inspector)).toEqual([]);
    inspector.commands.filter('');
    expect(valuesOf(inspector)).toEqual(['v0', 'v1', 'v2']);
    expect(inspector.current().stream.filter).toBeNull();
    inspector.close();
  });

  it('never hides damage', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), { filter: 'nothing like it' });
    const broken = batchAt(0n, numbered(1));
    broken[17] = (broken[17] ?? 0) ^ 1;
    reader.serve(broken);
    await expect.poll(() => valuesOf(inspector)).toEqual(['damage 0']);
    inspector.close();
  });

  it('keeps its matches when the stream has dropped them, on bytes of their own', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), {
      keep: { entries: 5, bytes: 1_000_000 },
      filter: 'special',
    });
    const batch = batchAt(0n, [{ key: 'k', value: 'special', headers: [['h', 'x']] }]);
    reader.serve(batch);
    reader.serve(batchAt(1n, numbered(50, 1)));
    await expect.poll(() => inspector.current().totals.seen).toBe(51);
    batch.fill(0);
    expect(entriesOf(inspector)).toMatchObject([
      { offset: 0n, arrival: FIRST_ARRIVAL, key: Buffer.from('k'), value: Buffer.from('special') },
    ]);
    inspector.close();
  });
});
