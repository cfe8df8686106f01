import { describe, expect, it } from 'vitest';
import { KafkaTuiError } from '../../../src/model/problem.js';
import { parseResetTo } from '../../../src/ui/lists/reset-to.js';
import { lab, TRACKER } from '../support/cluster.js';
import { NOW } from '../support/fake-session.js';
import type { FakeWatch } from '../support/fake-watch.js';
import type { Stage } from '../support/stage.js';
import { GROUPS, listStage, TRACKER_GROUP } from './stage.js';

const ESC = '\u001b';

function writable(): FakeWatch {
  return lab().set({ group: TRACKER, writable: true });
}

/** Draws once what was asked for has been answered. */
async function answered(stage: Stage): Promise<string> {
  await new Promise((resolve) => setImmediate(resolve));
  return await stage.frame();
}

/** All but the prompt. */
function above(frame: string): string {
  return frame.slice(0, frame.lastIndexOf('\n'));
}

describe('resetting offsets', () => {
  it('sends nothing without --write, and says what is needed', async () => {
    const cluster = writable().set({ writable: false });
    const stage = await listStage({ cluster, place: TRACKER_GROUP });
    for (const key of ['o', 'O', 'D']) {
      const frame = await stage.type(key).frame();
      expect(frame).toContain('needs --write: start kafka-tui with it; nothing was sent');
      expect(frame).toContain('Offsets');
    }
    expect(await (await listStage({ cluster, place: GROUPS })).type('D').frame()).toContain(
      'deleting a group needs --write',
    );
    expect(cluster.log).toEqual([]);
  });

  it('shows what it would do, and does it once the name of the group is typed', async () => {
    const cluster = writable();
    const stage = await listStage({ cluster, place: TRACKER_GROUP, rows: 20 });
    expect(await stage.frame()).toContain(' WRITE ');
    expect(above(await stage.type('o').frame())).toMatchInlineSnapshot(`
      " lab ▸ group order-tracker  Stable  classic  range  2 members  lag 529   WRITE 
      ╭─ Reset offsets of order-tracker ─────────────────────────────────────────────╮
      │ all partitions of orders                                                     │
      │                                                                              │
      │ Where to?                                                                    │
      │   earliest            the first message that the log has                     │
      │   latest              the end: only what comes from now on                   │
      │   -15m                the first message since then; s, m, h, d and w         │
      │   @2026-11-20T10:00   the first message since that time (UTC)                │
      │   +100, -100          so many messages further, or back                      │
      │   4242                this offset                                            │
      │                                                                              │
      │ First you see what it would do; nothing changes before you confirm that.     │
      │ esc leaves everything as it is                                               │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────╯"
    `);
    expect(cluster.log).toEqual([]);
    stage.type('-1\r');
    expect(await stage.frame()).toContain('asking what it would do…');
    expect(above(await answered(stage))).toMatchInlineSnapshot(`
      " lab ▸ group order-tracker  Stable  classic  range  2 members  lag 529   WRITE 
      ╭─ Reset offsets of order-tracker ─────────────────────────────────────────────╮
      │ topic                       part       from         to    skipped   replayed │
      │ orders                         0         40         39          0          1 │
      │ orders                         1          -          0          0          0 │
      │ orders                         2        111        110          0          1 │
      │                                                                              │
      │ 1 partition: held to the first offset                                        │
      │ 3 partitions: 0 skipped, 2 replayed                                          │
      │ To do it, type the name of the group: order-tracker                          │
      │ esc leaves everything as it is                                               │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────╯"
    `);
    expect(cluster.log).toEqual(['plan order-tracker orders all shift -1']);
    expect(await stage.type('order-track\r').frame()).toContain(
      'this is not the name of the group',
    );
    stage.type('er\r');
    expect(await stage.frame()).toContain('committing the offsets…');
    const frame = await answered(stage);
    expect(frame).toContain('3 offsets of order-tracker reset');
    expect(frame).toContain('─ Offsets');
    expect(cluster.log).toEqual([
      'plan order-tracker orders all shift -1',
      'reset order-tracker 3',
    ]);
  });

  it('resets the partition under the cursor alone', async () => {
    const cluster = writable();
    const stage = await listStage({ cluster, place: TRACKER_GROUP });
    expect(await stage.type('GO').frame()).toContain('orders, partition 2');
    stage.type('earliest\r');
    const frame = await answered(stage);
    expect(frame).toMatch(/orders +2 +111 +12 +0 +99/);
    expect(frame).toContain('1 partition: 0 skipped, 99 replayed');
    expect(cluster.log).toEqual(['plan order-tracker orders 2 earliest']);
  });

  it('can be left at every step, and then does nothing', async () => {
    const cluster = writable();
    const stage = await listStage({ cluster, place: TRACKER_GROUP });
    const before = await stage.frame();
    expect(await stage.type('o' + ESC).frame()).toBe(before);
    // While the cluster is asked: its answer comes to nobody.
    stage.type('olatest\r' + ESC);
    expect(await answered(stage)).toBe(before);
    stage.type('olatest\r');
    expect(await answered(stage)).toContain('To do it, type the name of the group');
    expect(await stage.type('order-tracker' + ESC).frame()).toBe(before);
    expect(cluster.log.filter((line) => !line.startsWith('plan'))).toEqual([]);
  });

  it('says why the cluster refuses', async () => {
    const cluster = writable();
    cluster.refusal = new KafkaTuiError({
      code: 'GROUP_IN_USE',
      message: 'order-tracker has 2 members',
      next: 'stop them first',
    });
    const stage = await listStage({ cluster, place: TRACKER_GROUP });
    stage.type('oearliest\r');
    const frame = await answered(stage);
    expect(frame).toContain('─ Not done to order-tracker ─');
    expect(frame).toContain('│ ⚠ order-tracker has 2 members');
    expect(frame).toContain('│ stop them first');
    expect(await stage.type(ESC).frame()).toContain('─ Offsets');
    // Left before the answer came: then the footer says it.
    stage.type('oearliest\r' + ESC);
    expect(await answered(stage)).toContain(' ⚠ order-tracker has 2 members: stop them first');
  });

  const manyPartitions = (count: number) => {
    const cluster = writable();
    const [first] = TRACKER.partitions;
    if (first === undefined) throw new Error('no partition');
    const partitions = Array.from({ length: count }, (_, partition) => ({ ...first, partition }));
    return cluster.set({ group: { ...TRACKER, partitions } });
  };
  /** The numbers of the partitions on screen. */
  const partitionsIn = (frame: string) =>
    [...frame.matchAll(/^│ orders +(\d+) /gm)].map(([, partition]) => Number(partition));

  it('tells which partitions stay as they are, and what all of them add up to', async () => {
    const cluster = manyPartitions(40);
    cluster.left = [{ topic: 'orders', partition: 40, why: 'has no leader' }];
    const stage = await listStage({ cluster, place: TRACKER_GROUP });
    stage.type('olatest\r');
    const frame = await answered(stage);
    expect(frame).toMatch(/ rows 1-\d+ of 40 · PgDn ─╮/);
    expect(frame).toContain('1 partition as before: orders:40 has no leader');
    expect(frame).toContain('40 partitions: 160 skipped, 0 replayed');
  });

  it('shows all of a long preview, page by page, while the name is typed', async () => {
    const stage = await listStage({ cluster: manyPartitions(40), place: TRACKER_GROUP });
    stage.type('olatest\r');
    const first = partitionsIn(await answered(stage));
    expect(first[0]).toBe(0);
    stage.type('order-');
    const seen = new Set(first);
    for (let page = 0; page < 4; page += 1) {
      for (const partition of partitionsIn(await stage.type('\u001b[6~').frame()))
        seen.add(partition);
    }
    expect(seen.size).toBe(40);
    expect(await stage.frame()).toMatch(/ rows \d+-40 of 40 · PgDn ─╮/);
    expect(partitionsIn(await stage.type('\u001b[5~').frame()).at(-1)).toBeLessThan(39);
    stage.type('tracker\r');
    expect(await answered(stage)).toContain('40 offsets of order-tracker reset');
  });

  it('names the partitions that were not reset, each with why', async () => {
    const cluster = manyPartitions(40);
    cluster.unchanged = [3, 17].map((partition) => ({
      ...{ topic: 'orders', partition, why: `NOT_${partition}` },
    }));
    const stage = await listStage({ cluster, place: TRACKER_GROUP });
    stage.type('olatest\r');
    await answered(stage);
    stage.type('order-tracker\r');
    const frame = await answered(stage);
    expect(frame).toMatch(/^│ orders +3 +NOT_3 /m);
    expect(frame).toMatch(/^│ orders +17 +NOT_17 /m);
    expect(partitionsIn(frame)).toEqual([3, 17]);
    expect(frame).toContain('38 of 40 partitions reset, 2 as before');
    expect(frame).toContain('⚠ 2 of 40 offsets of order-tracker not reset: orders:3 NOT_3');
    expect(await stage.type(ESC).frame()).toContain('─ Offsets');
  });

  it('lets the name of the group be read, however long it is', async () => {
    const id = `com.example.${'long-'.repeat(25)}end`;
    const cluster = writable().set({ group: { ...TRACKER, row: { ...TRACKER.row, id } } });
    const stage = await listStage({ cluster, place: { kind: 'group', id } });
    stage.type('olatest\r');
    const inside = (await answered(stage)).replace(/│\n│/g, '').replace(/ +/g, '');
    expect(inside).toContain(id);
    expect((await stage.lines()).every((line) => line.length <= 80)).toBe(true);
    await stage.type(`${id}\r`).frame();
    expect(cluster.log).toContain(`reset ${id} 3`);
  });

  it('takes nothing but the exact name', async () => {
    const cluster = writable();
    const stage = await listStage({ cluster, place: TRACKER_GROUP });
    stage.type('olatest\r');
    await answered(stage);
    const wrong = ['', 'y', 'yes', 'Order-tracker', ' order-tracker', 'order-tracker ', 'order'];
    for (const typed of wrong) {
      expect(await stage.type(`${typed}\r`).frame()).toContain('this is not the name of the group');
      // ctrl-u
      stage.type('\u0015');
    }
    expect(cluster.log).toEqual(['plan order-tracker orders all latest']);
  });

  it('does not take nothing for the name of a group that has none', async () => {
    const row = { ...TRACKER.row, id: '' };
    const cluster = writable().set({ group: { ...TRACKER, row } });
    const stage = await listStage({ cluster, place: { kind: 'group', id: '' } });
    for (const keys of ['D\r', `${ESC}olatest\r`]) {
      stage.type(keys);
      await answered(stage);
      expect(await stage.type('\r').frame()).toContain(
        'a group without a name cannot be confirmed',
      );
    }
    expect(cluster.log).toEqual(['plan  orders all latest']);
  });

  it('does not help to type the name', async () => {
    const stage = await listStage({ cluster: writable(), place: TRACKER_GROUP });
    stage.type('olatest\r');
    await answered(stage);
    stage.type('order-tracker\r');
    await answered(stage);
    stage.type('olatest\r');
    await answered(stage);
    expect(await stage.type('\u001b[A\t').frame()).not.toMatch(/^ name of the group: +order/m);
  });
});

describe('deleting a group', () => {
  it('asks for its name, does it, and leaves its screen', async () => {
    const cluster = writable();
    const stage = await listStage({ cluster, place: GROUPS });
    stage.type('jj\r');
    expect(await stage.frame()).toContain('▸ group order-tracker');
    const frame = await stage.type('D').frame();
    expect(frame).toContain('─ Delete group order-tracker ─');
    expect(frame).toContain('Deletes the group, and every offset that it has committed.');
    expect(await stage.type('order\r').frame()).toContain('this is not the name of the group');
    stage.type('-tracker\r');
    const after = await answered(stage);
    expect(after).toContain('lab ▸ groups');
    expect(after).toContain('group order-tracker deleted');
    expect(cluster.log).toEqual(['delete order-tracker']);
  });
});

describe('where a reset leads', () => {
  const at = (text: string) => parseResetTo(text, NOW);

  it('takes what people have in their hands', () => {
    expect(at('earliest')).toEqual({ kind: 'earliest' });
    expect(at(' end ')).toEqual({ kind: 'latest' });
    expect(at('-15m')).toEqual({ kind: 'time', timestamp: NOW - 15 * 60_000 });
    expect(at('-2d')).toEqual({ kind: 'time', timestamp: NOW - 2 * 86_400_000 });
    expect(at('@2026-11-20T10:00')).toEqual({
      kind: 'time',
      timestamp: Date.UTC(2026, 10, 20, 10),
    });
    expect(at('@2026-11-20')).toEqual({ kind: 'time', timestamp: Date.UTC(2026, 10, 20) });
    expect(at('@2026-11-20T10:00+01:00')).toEqual({
      kind: 'time',
      timestamp: Date.UTC(2026, 10, 20, 9),
    });
    expect(at('@1700000000000')).toEqual({ kind: 'time', timestamp: 1_700_000_000_000 });
    expect(at('1700000000000')).toEqual({ kind: 'offset', offset: 1_700_000_000_000n });
    const today = Math.floor(NOW / 86_400_000) * 86_400_000;
    expect(at('yesterday 9:00')).toEqual({ kind: 'time', timestamp: today - 15 * 3_600_000 });
    expect(at('-1h30m')).toEqual({ kind: 'time', timestamp: NOW - 90 * 60_000 });
    expect(at('+1,000')).toEqual({ kind: 'shift', by: 1000n });
    expect(at('-7')).toEqual({ kind: 'shift', by: -7n });
    expect(at('9007199254740993')).toEqual({ kind: 'offset', offset: 9_007_199_254_740_993n });
  });

  it.each([
    '',
    'soon',
    '@2026-02-30',
    '@10:00',
    '99999999999999999999',
    '-15x',
    '-9999w',
    '1.5',
    'constructor',
    '--1',
  ])('refuses %j and says what may be typed', (text) => {
    expect(() => at(text)).toThrow(KafkaTuiError);
  });
});
