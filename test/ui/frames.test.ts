import { describe, expect, it } from 'vitest';
import { partition } from './support/fake-session.js';
import { users } from './support/samples.js';
import { plain, Stage } from './support/stage.js';
import { widthOf } from '../../src/ui/text/width.js';

describe('the whole screen', () => {
  it('has all panes beside each other at 120x40', async () => {
    expect(await new Stage(users(), { columns: 120, rows: 40 }).frame()).toMatchInlineSnapshot(`
      " lab ▸ new_users  direct, no group                                            263 seen     213/s            ● connected
      ╭─ Stream  newest below · following ───────────────────────────╮╭─ new_users:1:42 ─────────────────────────────────────╮
      │ 0:118  14:03:22.481  ilene      ilene@example.com · ilene M… ││ 2026-11-20 14:03:22.487 UTC (create)   74 B   JSON   │
      │ 2:97   14:03:22.482  omar       omar@example.com · omar M ·… ││ key     lara                                         │
      │ 2:102  14:03:22.483  -          ∅ tombstone                  ││ headers src=signup                                   │
      │ 2:103  14:03:22.484  x17        ⚠ not JSON: unexpected "o" … ││                                                      │
      │ 0:119  14:03:22.485  bin        ▦ 5 B  8b 08 00 1f 9d        ││ {                                                    │
      │ 1:39   -             ⚠ 3 offsets unreadable: CRC mismatch    ││   "credit": 9,                                       │
      │▌1:42   14:03:22.487  lara       lara@example.com · lara M ·… ││   "premium": true,                                   │
      │                                                              ││   "name": "lara M",                                  │
      │                                                              ││   "email": "lara@example.com"                        │
      │                                                              ││ }                                                    │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      │                                                              ││                                                      │
      ╰──────────────────────────────────────────────────────────────╯╰──────────────────────────────────────────────────────╯
      ╭─ Partitions ─────────────────────────────────────────────────────────────────────────────────────────────────────────╮
      │  part        first         next         high        lag        seen       /s  last 60 s                              │
      │     0            0          120          120          0         120      0.8  ▁▂▂▂▂▂▂▂▁▁  at end                     │
      │     1            0           44           44          0          44      0.4  ▁▁▂▂▂▂▂▂▁▁  at end                     │
      │     2           12          111          640        529          99    212.0  ▂▄▆▇██▇▅▃▂                             │
      │   all                                               529         263    213.2                                         │
      ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
       p pause  / filter  enter zoom  tab pane  : command  s seek  ? help  q quit"
    `);
  });

  it('has the partitions in a line where it is wide and flat', async () => {
    expect(await new Stage(users(), { columns: 110, rows: 16 }).frame()).toMatchInlineSnapshot(`
      " lab ▸ new_users  direct, no group                                  263 seen     213/s            ● connected
       3 partitions  lag 529        at end 0-1                                                      ▂▄▆▇██▇▅▃▂ 60 s
      ╭─ Stream  newest below · following ─────────────────────╮╭─ new_users:1:42 ─────────────────────────────────╮
      │ 0:118  14:03:22.481  ilene      ilene@example.com · i… ││ 2026-11-20 14:03:22.487 UTC (create)             │
      │ 2:97   14:03:22.482  omar       omar@example.com · om… ││ size    74 B   JSON                              │
      │ 2:102  14:03:22.483  -          ∅ tombstone            ││ key     lara                                     │
      │ 2:103  14:03:22.484  x17        ⚠ not JSON: unexpecte… ││ headers src=signup                               │
      │ 0:119  14:03:22.485  bin        ▦ 5 B  8b 08 00 1f 9d  ││                                                  │
      │ 1:39   -             ⚠ 3 offsets unreadable: CRC mism… ││ {                                                │
      │▌1:42   14:03:22.487  lara       lara@example.com · la… ││   "credit": 9,                                   │
      │                                                        ││   "premium": true,                               │
      │                                                        ││   "name": "lara M",                              │
      │                                                        ││   "email": "lara@example.com"                    │
      │                                                        ││ }                                                │
      ╰────────────────────────────────────────────────────────╯╰──────────────────────────────────────────────────╯
       p pause  / filter  enter zoom  tab pane  : command  s seek  ? help  q quit"
    `);
  });

  it('stacks the panes at 80x24', async () => {
    expect(await new Stage(users(), { columns: 80, rows: 24 }).frame()).toMatchInlineSnapshot(`
      " lab ▸ new_users  direct, no group                 263 seen  213/s  ● connected
       3 partitions  lag 529        at end 0-1                        ▂▄▆▇██▇▅▃▂ 60 s
      ╭─ Stream  newest below · following ───────────────────────────────────────────╮
      │ 0:118  14:03:22.481  ilene         ilene@example.com · ilene M · premium tr… │
      │ 2:97   14:03:22.482  omar          omar@example.com · omar M · premium fals… │
      │ 2:102  14:03:22.483  -             ∅ tombstone                               │
      │ 2:103  14:03:22.484  x17           ⚠ not JSON: unexpected "o" at byte 11  {… │
      │ 0:119  14:03:22.485  bin           ▦ 5 B  8b 08 00 1f 9d                     │
      │ 1:39   -             ⚠ 3 offsets unreadable: CRC mismatch                    │
      │▌1:42   14:03:22.487  lara          lara@example.com · lara M · premium true… │
      │                                                                              │
      │                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────╯
      ╭─ new_users:1:42 ────────────────────────────────────────────────────── 8/10 ─╮
      │ 2026-11-20 14:03:22.487 UTC (create)   74 B   JSON                           │
      │ key     lara                                                                 │
      │ headers src=signup                                                           │
      │                                                                              │
      │ {                                                                            │
      │   "credit": 9,                                                               │
      │   "premium": true,                                                           │
      │   "name": "lara M",                                                          │
      ╰──────────────────────────────────────────────────────────────────────────────╯
       p pause  / filter  enter zoom  tab pane  : command  s seek  ? help  q quit"
    `);
  });

  it('has room for three stacked panes at 90x40', async () => {
    const lines = await new Stage(users(), { columns: 90, rows: 40 }).lines();
    expect(lines.filter((line) => line.startsWith('╭'))).toMatchInlineSnapshot(`
      [
        "╭─ Stream  newest below · following ─────────────────────────────────────────────────────╮",
        "╭─ new_users:1:42 ───────────────────────────────────────────────────────────────────────╮",
        "╭─ Partitions ───────────────────────────────────────────────────────────────────────────╮",
      ]
    `);
  });

  it('shows the focused pane alone at 40x10', async () => {
    const stage = new Stage(users(), { columns: 40, rows: 10 });
    expect(await stage.frame()).toMatchInlineSnapshot(`
      " lab ▸ new_users     263 seen  213/s  ●
      ╭─ Stream  newest below · following ───╮
      │ 2:97   omar      omar@example.com ·… │
      │ 2:102  -         ∅ tombstone         │
      │ 2:103  x17       ⚠ not JSON: unexpe… │
      │ 0:119  bin       ▦ 5 B  8b 08 00 1f… │
      │ 1:39   ⚠ 3 offsets unreadable: CRC … │
      │▌1:42   lara      lara@example.com ·… │
      ╰──────────────────────────────────────╯
       p pause  tab pane  ? help  q quit"
    `);
    expect(await stage.type('\t').frame()).toMatchInlineSnapshot(`
      " lab ▸ new_users     263 seen  213/s  ●
      ╭─ new_users:1:42 ────────────── 6/11 ─╮
      │ 2026-11-20 14:03:22.487 UTC (create) │
      │ size    74 B   JSON                  │
      │ key     lara                         │
      │ headers src=signup                   │
      │                                      │
      │ {                                    │
      ╰──────────────────────────────────────╯
       p pause  tab pane  ? help  q quit"
    `);
    expect(await stage.type('\t').frame()).toMatchInlineSnapshot(`
      " lab ▸ new_users     263 seen  213/s  ●
      ╭─ Partitions ─────────────────────────╮
      │  part        lag                     │
      │     0          0  at end             │
      │     1          0  at end             │
      │     2        529                     │
      │   all        529                     │
      │                                      │
      ╰──────────────────────────────────────╯
       p pause  tab pane  ? help  q quit"
    `);
  });

  it('says how much it needs where it is smaller', async () => {
    expect(await new Stage(users(), { columns: 39, rows: 5 }).frame()).toMatchInlineSnapshot(`
      "

              too small: 40x10 needed

      "
    `);
    expect((await new Stage(users(), { columns: 10, rows: 2 }).lines())[0]).toBe('too small…');
  });

  it('fills every screen exactly, with many partitions or few', async () => {
    for (const partitions of [0, 1, 3, 200]) {
      const session = users().setPartitions(
        Array.from({ length: partitions }, (_, n) => partition(n)),
      );
      for (const columns of [40, 63, 99, 100, 201]) {
        for (const rows of [10, 12, 18, 24, 36]) {
          const lines = plain(await new Stage(session, { columns, rows }).painted()).split('\n');
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
          const boxes = lines.filter((line) => /^[╭│╰]/.test(line));
          for (const line of boxes) expect(widthOf(line), line).toBe(columns);
        }
      }
    }
  });

  it('draws the new layout when the terminal has another size', async () => {
    const stage = new Stage(users(), { columns: 120, rows: 40 });
    await stage.painted();
    const small = await stage.resize(60, 20).frame();
    expect(small).toBe(await new Stage(users(), { columns: 60, rows: 20 }).frame());
  });
});

describe('without colour', () => {
  const noColour = { LANG: 'C.UTF-8', NO_COLOR: '1' };

  it('uses weight and inverse, and no colour at all', async () => {
    const frame = await new Stage(users(), { env: noColour }).painted();
    const codes = new Set(Array.from(frame.matchAll(/\u001b\[([0-9;]*)m/g), ([, code]) => code));
    expect([...codes].map(Number).sort((one, other) => one - other)).toEqual([1, 2, 7, 22, 27]);
  });

  it('shows the same words and marks', async () => {
    const coloured = await new Stage(users()).frame();
    expect(await new Stage(users(), { env: noColour }).frame()).toBe(coloured);
  });

  it('shows with an inverse title where the keys go', async () => {
    const stage = new Stage(users(), { env: noColour });
    expect(await stage.painted()).toContain('\u001b[7m Stream ');
    expect(await stage.type('\t').painted()).toContain('\u001b[7m new_users:1:42 ');
  });
});

it('draws with nothing but ASCII where the locale is not UTF-8', async () => {
  const session = users();
  session.add({ key: 'zoë', value: '{"name": "Zoë ☃"}' });
  const frame = await new Stage(session, { columns: 120, rows: 40, env: { LANG: 'C' } })
    .type('?')
    .frame();
  expect(frame).toMatch(/^[ -~\n]*$/);
  expect(await new Stage(session, { columns: 120, rows: 40, env: { LANG: 'C' } }).frame()).toMatch(
    /^[ -~\n]*$/,
  );
});

describe('a cluster that was given a colour', () => {
  const inRed = '\u001b[7m\u001b[31mlab';

  it('has its name in it on every screen, so that one sees where one is', async () => {
    expect(await new Stage(users(), { colour: 'red' }).painted()).toContain(inRed);
    const list = { kind: 'list', of: 'topics' } as const;
    expect(await new Stage(users(), { colour: 'red', place: list }).painted()).toContain(inRed);
    expect(await new Stage(users()).painted()).not.toContain('\u001b[7m\u001b[31m');
  });

  it('stands out without colours too', async () => {
    const env = { LANG: 'C.UTF-8', NO_COLOR: '1' };
    const frame = await new Stage(users(), { colour: 'red', env }).painted();
    expect(frame).toContain('\u001b[7m\u001b[1mlab');
    expect(frame).not.toContain('\u001b[31m');
  });
});
