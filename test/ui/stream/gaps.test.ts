import { describe, expect, it } from 'vitest';
import { type Gap, gapOf } from '../../../src/model/gap.js';
import { FakeSession, partition } from '../support/fake-session.js';
import { Stage } from '../support/stage.js';

/** A log that begins at 40, with transactions in it, and holes that compaction left. */
function withGaps(): FakeSession {
  const session = new FakeSession().setPartitions([
    partition(0, { first: 40n, next: 1_220n, high: 1_220n, aborted: 3, control: 2 }),
  ]);
  const gaps: (readonly [offset: bigint, gap: Gap | null])[] = [
    [40n, null],
    [42n, gapOf(41n, 41n, 'commit')],
    [47n, { from: 43n, to: 46n, counts: { aborted: 3n, abort: 1n }, isOpen: false }],
    [48n, null],
    [1_219n, gapOf(49n, 1_218n, 'compacted')],
  ];
  for (const [offset, gap] of gaps) session.add({ offset, gap, value: '{"credit":7}' });
  session.window = { ...session.window, cleanupPolicy: 'compact' };
  return session;
}

describe('gaps in the offsets', () => {
  it('are marked where more than a commit is missing, and explained of the message under the cursor', async () => {
    const stage = new Stage(withGaps(), { columns: 80, rows: 24 });
    expect(await stage.frame()).toMatchInlineSnapshot(`
      " lab ▸ new_users                 3 aborted  2 control  0 seen  0/s  ● connected
       1 partition  lag 0          at end all                         ▁▁▁▁▁▁▁▁▁▁ 60 s
      ╭─ Stream  newest below · following ───────────────────────────────────────────╮
      │ 0:40    14:03:22.481  k0            credit 7                                 │
      │ 0:42    14:03:22.482  k1            credit 7                                 │
      │┆0:47    14:03:22.483  k2            credit 7                                 │
      │ 0:48    14:03:22.484  k3            credit 7                                 │
      │▌0:1219  14:03:22.485  k4            credit 7                                 │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────╯
      ╭─ new_users:0:1219 ───────────────────────────────────────────────────────────╮
      │ 2026-11-20 14:03:22.485 UTC (create)   14 B   JSON                           │
      │ key     k4                                                                   │
      │ gap     49 to 1218: 1,170 compacted away                                     │
      │                                                                              │
      │ {                                                                            │
      │   "credit": 7                                                                │
      │ }                                                                            │
      │                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────╯
       p pause  / filter  enter zoom  tab pane  : command  s seek  ? help  q quit"
    `);
    const detail = async (keys: string): Promise<string | undefined> =>
      (await stage.type(keys).lines()).find((line) => line.startsWith('│ gap'));
    expect(await detail('g')).toContain('gap     0 to 39: 40 removed by retention, or deleted');
    expect(await detail('j')).toContain('gap     41: 1 commit marker');
    expect(await detail('j')).toContain('gap     43 to 46: 3 aborted, 1 abort marker');
    expect(await detail('j')).toBeUndefined();
  });

  it('are explained behind the last message too, where the log goes on without one', async () => {
    const session = withGaps();
    const behind = { from: 1_220n, to: 1_225n, counts: { aborted: 5n, abort: 1n }, isOpen: false };
    session.setPartitions([partition(0, { next: 1_226n, high: 1_226n, gap: behind })]);
    const stage = new Stage(session, { columns: 80, rows: 24 });
    const lines = await stage.lines();
    const at = lines.findIndex((line) => line.startsWith('│ gap'));
    expect(lines[at + 1]).toContain('behind  1220 to 1225: 5 aborted, 1 abort marker');
    expect((await stage.type('k').lines()).join()).not.toContain('behind');
  });

  it('have a mark of their own where there is nothing but ASCII', async () => {
    const look = { columns: 160, rows: 50, env: { LANG: 'C' } };
    const lines = await new Stage(withGaps(), look).lines();
    const marks = lines.slice(2, 7).map((line) => line.slice(1, 7));
    expect(marks).toEqual([' 0:40 ', ' 0:42 ', ':0:47 ', ' 0:48 ', '>0:121']);
  });
});
