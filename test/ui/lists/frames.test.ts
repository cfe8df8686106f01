import { describe, expect, it } from 'vitest';
import { lab, TRACKER } from '../support/cluster.js';
import { BROKERS, GROUPS, listStage, TRACKER_GROUP } from './stage.js';

describe('the lists', () => {
  it('shows topics at 80x24, with what is odd about the one under the cursor', async () => {
    const stage = await listStage({});
    expect(await stage.frame()).toMatchInlineSnapshot(`
      " lab ▸ topics
      ╭─ Topics  1 of 4 · 2 s ago ────────────────────────────────── 3.2 requests/s ─╮
      │ topic↑                parts       messages        size        /s  groups     │
      │▌⚠ broken                  3             17         0 B       0.0  -          │
      │ bus-stop-alerts           3              …           …         …  …          │
      │ new_users                 3            263    80.0 KiB       0.8  -          │
      │ orders                    5      1,234,567   512.0 MiB     212.0  2: order-… │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      ╰─ ⚠ 1 partition without a leader ─────────────────────────────────────────────╯
       enter open  / filter  d describe  > sort  r reverse  ? help  q quit"
    `);
  });
  it('shows more of the topics where there is room', async () => {
    const stage = await listStage({ columns: 160, rows: 12 });
    expect(await stage.frame()).toMatchInlineSnapshot(`
      " lab ▸ topics
      ╭─ Topics  1 of 4 · 2 s ago ────────────────────────────────────────────────────────────────────────────────────────────────────────────────── 3.2 requests/s ─╮
      │ topic↑                                                            parts   repl       messages        size        /s  groups                                  │
      │▌⚠ broken                                                              3      1             17         0 B       0.0  -                                       │
      │ bus-stop-alerts                                                       3      1              …           …         …  …                                       │
      │ new_users                                                             3      1            263    80.0 KiB       0.8  -                                       │
      │ orders                                                                5      3      1,234,567   512.0 MiB     212.0  2: order-tracker billing                │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      ╰─ ⚠ 1 partition without a leader ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
       enter open  / filter  d describe  > sort  r reverse  i internal  ctrl-r refresh  : command  ? help  q quit"
    `);
  });
  it('shows groups, and leaves open what is not known', async () => {
    const stage = await listStage({ place: GROUPS, rows: 12 });
    expect(await stage.frame()).toMatchInlineSnapshot(`
      " lab ▸ groups
      ╭─ Groups  1 of 3 · 3 s ago ────────────────────────────────── 3.2 requests/s ─╮
      │ group↑            state        kind      members        lag  trend    behind │
      │▌billing           Empty        old             0     12,345              2 h │
      │ ⚠ modern          …            new             …          …                … │
      │ order-tracker     Stable       old             2        529     ▂▄█    3 min │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────╯
       enter open  / filter  d describe  > sort  r reverse  ? help  q quit"
    `);
    const wide = await listStage({ place: GROUPS, columns: 160, rows: 12 });
    expect(await wide.frame()).toMatchInlineSnapshot(`
      " lab ▸ groups
      ╭─ Groups  1 of 3 · 3 s ago ────────────────────────────────────────────────────────────────────────────────────────────────────────────────── 3.2 requests/s ─╮
      │ group↑                                      state        kind      assignor       members        lag  trend          behind  coordinator                     │
      │▌billing                                     Empty        classic   -                    0     12,345                    2 h  1 (lab:9092)                    │
      │ ⚠ modern                                    …            consumer  -                    …          …                      …  1 (lab:9092)                    │
      │ order-tracker                               Stable       classic   range                2        529           ▂▄█    3 min  1 (lab:9092)                    │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
       enter open  / filter  d describe  > sort  r reverse  ctrl-r refresh  : command  ? help  q quit"
    `);
  });
  it('shows members and offsets of a group', async () => {
    const cluster = lab().set({ group: TRACKER });
    const place = TRACKER_GROUP;
    const stage = await listStage({ place, cluster });
    expect(await stage.frame()).toMatchInlineSnapshot(`
      " lab ▸ group order-tracker  Stable  classic  range  2 members  lag 529
      ╭─ Members  1 of 2 · 1 s ago ───────────────────────────────── 3.2 requests/s ─╮
      │ client↑          host             assigned             member id             │
      │▌worker-1         /10.0.0.4        orders 0 1           worker-1-8b7a         │
      │ worker-2         /10.0.0.5        orders 2             worker-2-0c11         │
      ╰──────────────────────────────────────────────────────────────────────────────╯
      ╭─ Offsets  1 of 3 · 1 s ago ──────────────────────────────────────────────────╮
      │ topic           part   committed       end        lag  trend          behind │
      │▌orders             0          40        44          4           ▃▅█      1 s │
      │ orders             1           -        44          -                      - │
      │ orders             2         111       640        529           ▂▄█    3 min │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────╯
       enter open  tab members  / filter  d describe  > sort  ? help  q quit"
    `);
    const wide = await listStage({ place, cluster, columns: 160, rows: 20 });
    expect(await wide.frame()).toMatchInlineSnapshot(`
      " lab ▸ group order-tracker  Stable  classic  range  2 members  lag 529  coordinator 1 (lab:9092)
      ╭─ Members  1 of 2 · 1 s ago ───────────────────────────────────────────────────────────────────────────────────────────────────────────────── 3.2 requests/s ─╮
      │ client↑                            host                      assigned                                                member id                               │
      │▌worker-1                           /10.0.0.4                 orders 0 1                                              worker-1-8b7a                           │
      │ worker-2                           /10.0.0.5                 orders 2                                                worker-2-0c11                           │
      ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
      ╭─ Offsets  1 of 3 · 1 s ago ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮
      │ topic                            part      first   committed       end        lag  trend          behind  member                         metadata            │
      │▌orders                              0          0          40        44          4           ▃▅█      1 s  worker-1-8b7a                  -                   │
      │ orders                              1          0           -        44          -                      -  worker-1-8b7a                  -                   │
      │ orders                              2         12         111       640        529           ▂▄█    3 min  worker-2-0c11                  by hand             │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
       enter open  tab members  / filter  d describe  > sort  r reverse  ctrl-r refresh  : command  ? help  q quit"
    `);
  });
  it('shows brokers', async () => {
    const stage = await listStage({ place: BROKERS, rows: 10 });
    expect(await stage.frame()).toMatchInlineSnapshot(`
      " lab ▸ brokers
      ╭─ Brokers  1 of 2 · now ───────────────────────────────────── 3.2 requests/s ─╮
      │    ↑id  address                         rack          controller       leads │
      │▌     1  lab-1:9092                      a             controller          12 │
      │      2  lab-2:9092                      -                                 12 │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────╯
       / filter  d describe  > sort  r reverse  ctrl-r refresh  ? help  q quit"
    `);
  });
});
