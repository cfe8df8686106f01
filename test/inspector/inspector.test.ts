import { FIRST_ARRIVAL } from '../../src/inspector/keeper.js';
import { describe, expect, it, vi } from 'vitest';
import { KafkaTuiError } from '../../src/model/problem.js';
import { batchAt, numbered, resealed, seenIn, sliced } from '../support/batches.js';
import { FakeReader, emptyPartition } from '../support/fake-reader.js';
import { entriesOf, inspecting, valuesOf } from './inspecting.js';

const problem = new KafkaTuiError({ code: 'CONNECTION_LOST', message: 'gone', next: 'wait' });
const texts = (from: number, until: number): string[] =>
  Array.from({ length: until - from }, (_, index) => `v${from + index}`);

describe('a session', () => {
  it('keeps what comes, in order, and counts it', async () => {
    const { inspector, reader } = inspecting();
    reader.serve(batchAt(0n, numbered(3)), { high: 8n });
    await expect.poll(() => valuesOf(inspector)).toEqual(texts(0, 3));
    expect(inspector.current()).toMatchObject({
      topic: 't',
      cluster: 'lab',
      connection: { state: 'ready' },
      totals: { seen: 3, lag: 5n },
      partitions: [
        { partition: 0, next: 3n, high: 8n, lag: 5n, seen: 3, status: { state: 'reading' } },
      ],
      finished: false,
    });
    reader.serve(batchAt(3n, numbered(5, 3)), { high: 8n });
    await expect.poll(() => inspector.current().partitions[0]?.status).toEqual({ state: 'at-end' });
    expect(entriesOf(inspector).map(({ arrival }) => arrival - FIRST_ARRIVAL)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7,
    ]);
    inspector.close();
  });

  it('begins with the newest messages where the reader brings them', async () => {
    const reader = new FakeReader([emptyPartition(0, { next: 3n, high: 3n, stable: 3n })]);
    const { messages } = seenIn(sliced(batchAt(0n, numbered(3))));
    reader.opening = { backlog: messages, skipped: new Map([[0, { control: 2, aborted: 4 }]]) };
    const { inspector } = inspecting(reader);
    await expect.poll(() => valuesOf(inspector)).toEqual(texts(0, 3));
    expect(entriesOf(inspector)).toMatchObject([
      { arrival: FIRST_ARRIVAL + 0, offset: 0n, partition: 0, size: expect.any(Number) as number },
      { arrival: FIRST_ARRIVAL + 1, offset: 1n },
      { arrival: FIRST_ARRIVAL + 2, offset: 2n },
    ]);
    expect(inspector.current()).toMatchObject({
      lastArrivalAt: 1_700_000_000_000,
      totals: { seen: 3, control: 2, aborted: 4, lag: 0n },
    });
    inspector.close();
  });

  it('counts what is passed over, and shows damage in its place', async () => {
    const { inspector, reader } = inspecting();
    const broken = resealed(batchAt(2n, numbered(5, 2)), (bytes) => bytes.fill(0xff, 61));
    reader.serve(Buffer.concat([batchAt(0n, numbered(2)), broken, batchAt(7n, numbered(1, 7))]));
    await expect.poll(() => valuesOf(inspector)).toEqual(['v0', 'v1', 'damage 2', 'v7']);
    reader.events.skippedByRetention(0, 10n);
    reader.events.notice('odd', 'something');
    expect(inspector.current()).toMatchObject({ totals: { seen: 3, damaged: 5, lost: 10n } });
    inspector.close();
  });

  it('shows an open transaction as what it waits for', async () => {
    const { inspector, reader } = inspecting();
    reader.serve(batchAt(0n, numbered(2)), { high: 9n, stable: 2n });
    await expect
      .poll(() => inspector.current().partitions[0]?.status)
      .toEqual({ state: 'open-transaction' });
    inspector.close();
  });

  it('ends when all was read', async () => {
    const { inspector, reader, running } = inspecting();
    reader.serve(batchAt(0n, numbered(2))).end();
    await running;
    expect(inspector.current()).toMatchObject({
      finished: true,
      partitions: [{ status: { state: 'finished' } }],
    });
    expect(inspector.failure).toBeNull();
  });

  it.each([1, 4, 5, 7])(
    'stops after %s messages, and stands behind the last of them',
    async (limit) => {
      const { inspector, reader, running } = inspecting(new FakeReader(), { limit });
      reader.serve(
        Buffer.concat([
          batchAt(0n, numbered(4)),
          batchAt(4n, numbered(1, 4)),
          batchAt(5n, numbered(4, 5)),
        ]),
      );
      await running;
      expect(valuesOf(inspector)).toEqual(texts(0, limit));
      expect(inspector.current()).toMatchObject({
        finished: true,
        totals: { seen: limit },
        partitions: [{ next: BigInt(limit) }],
      });
    },
  );

  it('stops after so many that a filter lets through, where there is one', async () => {
    const { inspector, reader, running } = inspecting(new FakeReader(), { limit: 2, filter: 'v1' });
    reader.serve(Buffer.concat([batchAt(0n, numbered(9)), batchAt(9n, numbered(9, 9))]));
    await running;
    expect(valuesOf(inspector)).toEqual(['v1', 'v10']);
  });

  it('stops within the newest messages where those are enough', async () => {
    const reader = new FakeReader();
    reader.opening = { backlog: seenIn(sliced(batchAt(0n, numbered(5)))).messages };
    const { inspector, running } = inspecting(reader, { limit: 2 });
    await running;
    expect(valuesOf(inspector)).toEqual(['v0', 'v1']);
  });

  it('closes in the middle of waiting', async () => {
    const { inspector, reader, running } = inspecting();
    await expect.poll(() => inspector.current().connection.state).toBe('ready');
    inspector.close();
    await running;
    expect(reader.closed).toBe(true);
    expect(inspector.current().finished).toBe(false);
  });
});

describe('the connection', () => {
  it('names the partitions that nobody serves, and those only', async () => {
    const reader = new FakeReader([emptyPartition(0), emptyPartition(1)]);
    const { inspector } = inspecting(reader);
    await expect.poll(() => inspector.current().connection.state).toBe('ready');
    const states = (): string[] => inspector.current().partitions.map(({ status }) => status.state);
    reader.events.lost(problem, 0, [0, 1]);
    expect(states()).toEqual(['error', 'error']);
    reader.events.lost(problem, 0, [1]);
    expect(states()).toEqual(['at-end', 'error']);
    reader.events.regained();
    expect(states()).toEqual(['at-end', 'at-end']);
    inspector.close();
  });

  it('is shown as lost since it first was, and as ready again', async () => {
    const { inspector, reader, clock } = inspecting();
    expect(inspector.current().connection).toEqual({ state: 'connecting', since: clock.now });
    await expect.poll(() => inspector.current().connection.state).toBe('ready');
    const since = clock.now;
    reader.events.lost(problem, since + 100, [0]);
    expect(inspector.current().partitions[0]?.status).toEqual({
      state: 'error',
      reason: 'not reachable',
    });
    clock.now += 500;
    reader.events.lost(problem, since + 900, [0]);
    expect(inspector.current().connection).toEqual({
      state: 'lost',
      since,
      retryAt: since + 900,
      problem,
    });
    inspector.commands.retry();
    expect(reader.retries).toBe(1);
    reader.events.regained();
    expect(inspector.current().connection).toEqual({ state: 'ready' });
    expect(inspector.current().notices.at(-1)?.text).toContain('connected again');
    inspector.close();
  });

  it('that fails for good is shown, and what was read stays', async () => {
    const { inspector, reader, running } = inspecting();
    reader.serve(batchAt(0n, numbered(2))).fail(problem);
    await running;
    expect(inspector.current().connection).toEqual({ state: 'failed', problem });
    expect(inspector.failure).toBe(problem);
    expect(valuesOf(inspector)).toEqual(['v0', 'v1']);
  });

  it('that fails by a fault of our own says so', async () => {
    const { inspector, reader, running } = inspecting();
    reader.serve(batchAt(0n, numbered(1))).fail(new TypeError('x is not a function'));
    await running;
    expect(inspector.failure).toMatchObject({ code: 'INTERNAL', exitCode: 1 });
  });
});

describe('bounds', () => {
  it('keep the newest, and count what they drop', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), {
      keep: { entries: 10, bytes: 10_000_000 },
    });
    reader.serve(batchAt(0n, numbered(25)));
    await expect.poll(() => inspector.current().totals.seen).toBe(25);
    expect(valuesOf(inspector)).toEqual(texts(15, 25));
    expect(inspector.current().stream).toMatchObject({
      dropped: 15,
      entries: { first: FIRST_ARRIVAL + 15, end: FIRST_ARRIVAL + 25 },
    });
    inspector.close();
  });

  it('hold for bytes, and leave the newest however large', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), {
      keep: { entries: 1000, bytes: 29_000 },
    });
    reader.serve(
      batchAt(
        0n,
        Array.from({ length: 10 }, () => ({ value: 'x'.repeat(4600) })),
      ),
    );
    await expect.poll(() => inspector.current().totals.seen).toBe(10);
    expect(entriesOf(inspector)).toHaveLength(5);
    reader.serve(batchAt(10n, [{ value: 'x'.repeat(100_000) }]));
    await expect.poll(() => inspector.current().totals.seen).toBe(11);
    expect(entriesOf(inspector)).toHaveLength(1);
    inspector.close();
  });

  it('hold for notices', async () => {
    const { inspector, reader } = inspecting();
    await expect.poll(() => inspector.current().connection.state).toBe('ready');
    for (let n = 0; n < 500; n++) reader.events.notice('info', `notice ${n}`);
    const { notices } = inspector.current();
    expect([notices.length, notices[0]?.text, notices.at(-1)?.text]).toEqual([
      200,
      'notice 300',
      'notice 499',
    ]);
    inspector.close();
  });

  it('hold for time: a response of 30,000 tiny records does not keep the loop', async () => {
    const { inspector, reader } = inspecting();
    const one = batchAt(0n, numbered(30_000));
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    reader.serve(one);
    let turnsSeen = 0;
    let last = 0;
    inspector.subscribe(() => {
      const { seen } = inspector.current().totals;
      if (seen !== last) turnsSeen++;
      last = seen;
    });
    await expect.poll(() => inspector.current().totals.seen, { interval: 5 }).toBe(30_000);
    clearInterval(counting);
    expect(turnsSeen).toBeGreaterThan(1);
    inspector.close();
  });

  it('hold for listeners: a slow one is not called more often than something changed', async () => {
    const { inspector, reader } = inspecting();
    const listener = vi.fn();
    const unsubscribe = inspector.subscribe(listener);
    reader.serve(batchAt(0n, numbered(100)));
    await expect.poll(() => inspector.current().totals.seen).toBe(100);
    expect(listener.mock.calls.length).toBeLessThan(5);
    unsubscribe();
    const calls = listener.mock.calls.length;
    reader.serve(batchAt(100n, numbered(1)));
    await expect.poll(() => inspector.current().totals.seen).toBe(101);
    expect(listener.mock.calls.length).toBe(calls);
    inspector.close();
  });
});
