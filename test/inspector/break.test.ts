import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../src/filter/compile-query.js';
import type { Message } from '../../src/model/message.js';
import { batchAt, numbered } from '../support/batches.js';
import { FakePages } from '../support/fake-pages.js';
import { FakeReader, emptyPartition } from '../support/fake-reader.js';
import { inspecting, valuesOf } from './inspecting.js';

const QUERIES = {
  compileFilter: (text: string) => compileQuery(text, { now: 1_700_000_000_000 }),
};

/** Lets everything that waits for no time happen. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

type Running = ReturnType<typeof inspecting>['inspector'];

function stopped(inspector: Running): bigint | null {
  const { paused, breakpoint } = inspector.current().stream;
  return paused ? (breakpoint?.hit?.offset ?? null) : null;
}

describe('a break', () => {
  it('stops behind the first match, in the middle of a batch, and goes on to the next', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), {
      ...QUERIES,
      keep: { entries: 10_000, bytes: 10_000_000 },
    });
    inspector.commands.breakAt('offset:7 OR offset:700 OR offset:999');
    reader.serve(batchAt(0n, numbered(1_000)));
    await expect.poll(() => stopped(inspector)).toBe(7n);
    await quiet();
    // Nothing behind it was taken.
    expect(inspector.current().totals.seen).toBe(8);
    expect(valuesOf(inspector).at(-1)).toBe('v7');
    expect(inspector.current().partitions[0]?.next).toBe(8n);
    expect(inspector.current().notices.at(-1)?.text).toContain('stopped at 0:7');
    expect(inspector.current().timeline.events.at(-1)?.kind).toBe('break');
    inspector.commands.resume();
    await expect.poll(() => stopped(inspector)).toBe(700n);
    inspector.commands.resume();
    await expect.poll(() => stopped(inspector)).toBe(999n);
    expect(inspector.current().totals.seen).toBe(1_000);
    inspector.close();
  });

  it('takes nothing of the partitions behind it in the same response, nor of the next', async () => {
    const { inspector, reader } = inspecting(
      new FakeReader([emptyPartition(0), emptyPartition(1)]),
      QUERIES,
    );
    inspector.commands.breakAt('offset:2 AND partition:0');
    reader.serve(batchAt(0n, numbered(3)));
    reader.serve(batchAt(0n, numbered(4)), { partition: 1 });
    await expect.poll(() => stopped(inspector)).toBe(2n);
    await quiet();
    expect(inspector.current().totals.seen).toBe(3);
    inspector.commands.resume();
    await expect.poll(() => inspector.current().totals.seen).toBe(7);
    expect(inspector.current().stream.paused).toBe(false);
    inspector.close();
  });

  it('shows what it stopped at whatever the filter says, and counts no match for it', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), { ...QUERIES, filter: 'v1' });
    inspector.commands.breakAt('v5');
    reader.serve(batchAt(0n, numbered(10)));
    await expect.poll(() => stopped(inspector)).toBe(5n);
    expect(valuesOf(inspector)).toEqual(['v1', 'v5']);
    expect(inspector.current().stream.filter).toMatchObject({ tested: 6, matched: 1 });
    inspector.commands.resume();
    await expect.poll(() => inspector.current().totals.seen).toBe(10);
    inspector.close();
  });

  it('stops where the window is elsewhere in the log, and a seek shows it under any filter', async () => {
    const pages = new FakePages();
    pages.logs.set(
      0,
      Array.from({ length: 3_000 }, (_, n): Message => {
        const value = Buffer.from(`v${n}`);
        return {
          ...{ kind: 'message', arrival: 0, topic: 't', partition: 0, offset: BigInt(n) },
          ...{
            timestamp: n,
            timestampType: 'create',
            key: null,
            value,
            headers: [],
            size: 3,
            gap: null,
          },
        };
      }),
    );
    const { inspector, reader } = inspecting(new FakeReader(), {
      ...QUERIES,
      openPages: () => pages,
      filter: 'v1',
      keep: { entries: 5_000, bytes: 10_000_000 },
    });
    reader.serve(batchAt(0n, numbered(2_500)), { high: 3_000n });
    await expect.poll(() => inspector.current().totals.seen).toBe(2_500);
    await inspector.commands.seek({ partition: null, place: { kind: 'beginning' } });
    expect(inspector.current().stream.window.live).toBe(false);
    inspector.commands.breakAt('v2744');
    reader.serve(batchAt(2_500n, numbered(500, 2_500)), { high: 3_000n });
    await expect.poll(() => stopped(inspector)).toBe(2_744n);
    expect(valuesOf(inspector)).not.toContain('v2744');
    const outcome = await inspector.commands.seek({
      partition: 0,
      place: { kind: 'offset', offset: 2_744n },
    });
    expect(outcome?.note).toBeNull();
    expect(valuesOf(inspector)).toContain('v2744');
    inspector.close();
  });

  it('that is removed stops nothing, and one that is no query is refused', async () => {
    const { inspector, reader } = inspecting(new FakeReader(), QUERIES);
    expect(() => {
      inspector.commands.breakAt('credit:<');
    }).toThrow(/credit/);
    inspector.commands.breakAt('v1');
    expect(inspector.current().stream.breakpoint).toEqual({ text: 'v1', hit: null });
    inspector.commands.breakAt(null);
    expect(inspector.current().stream.breakpoint).toBeNull();
    reader.serve(batchAt(0n, numbered(5)));
    await expect.poll(() => inspector.current().totals.seen).toBe(5);
    expect(inspector.current().stream.paused).toBe(false);
    inspector.close();
  });
});
