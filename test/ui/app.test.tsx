import { render } from 'ink-testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type App, createApp } from '../../src/ui/app.js';
import { parseInput } from '../../src/ui/terminal/input.js';
import { FakeSession, NOW, partition } from './support/fake-session.js';
import { FakeWorkspace } from './support/fake-workspace.js';

/** ink-testing-library's screen is 100 columns wide. */
const SIZE = { columns: 100, rows: 22 };

function appOf(session: FakeSession): App {
  const nothing = (): void => undefined;
  const program = {
    quit: nothing,
    suspend: nothing,
    draw: () => undefined,
    redraw: nothing,
    fail: nothing,
    now: () => NOW,
  };
  return createApp({
    workspace: new FakeWorkspace(session),
    places: [{ kind: 'stream', topic: 'new_users' }],
    size: SIZE,
    env: { LANG: 'C.UTF-8', NO_COLOR: '1' },
    colour: null,
    program,
  });
}

function workshop(): FakeSession {
  const session = new FakeSession().setPartitions([
    partition(0, { next: 44n, seen: 2, status: { state: 'at-end' } }),
    partition(1, { next: 12n, high: 640n, seen: 1, status: { state: 'reading' } }),
  ]);
  session.add({ offset: 41n, key: 'omar', value: '{"email":"omar@example.org","name":"Omar K"}' });
  session.add({ offset: 42n, key: null, value: null });
  session.add({ offset: 43n, key: 'lara', value: '{"email":"lara@example.com","premium":true}' });
  return session;
}

describe('the whole screen, drawn by Ink', () => {
  const mounted: { unmount: () => void }[] = [];
  afterEach(() => {
    for (const one of mounted.splice(0)) one.unmount();
  });

  function draw(app: App): () => string {
    const ink = render(app.element);
    mounted.push(ink);
    return () => {
      app.publish();
      return (ink.lastFrame() ?? '').replace(/\u001B\[[\d;]*m/g, '');
    };
  }

  it('shows header, stream, detail, partitions and the keys that do something', () => {
    expect(draw(appOf(workshop()))()).toMatchInlineSnapshot(`
      " lab ▸ new_users  direct, no group                                    3 seen       0/s  ● connected
       2 partitions  lag 628        at end 0                                              ▁▁▁▁▁▁▁▁▁▁ 60 s
      ╭─ Stream  newest below · following ────────────────╮╭─ new_users:0:43 ────────────────────────────╮
      │ 0:41   omar       omar@example.org · Omar K       ││ 2026-11-20 14:03:22.483 UTC (create)        │
      │ 0:42   -          ∅ tombstone                     ││ size    47 B   JSON                         │
      │▌0:43   lara       lara@example.com · premium true ││ key     lara                                │
      │                                                   ││                                             │
      │                                                   ││ {                                           │
      │                                                   ││   "email": "lara@example.com",              │
      │                                                   ││   "premium": true                           │
      │                                                   ││ }                                           │
      │                                                   ││                                             │
      │                                                   ││                                             │
      │                                                   ││                                             │
      │                                                   ││                                             │
      │                                                   ││                                             │
      │                                                   ││                                             │
      │                                                   ││                                             │
      │                                                   ││                                             │
      │                                                   ││                                             │
      ╰───────────────────────────────────────────────────╯╰─────────────────────────────────────────────╯
       p pause  / filter  enter zoom  tab pane  : command  s seek  ? help  q quit"
    `);
  });

  it('says that it is paused, and which keys lead on', async () => {
    const session = workshop();
    const app = appOf(session);
    const frame = draw(app);
    for (const event of parseInput('p')) app.handle(event);
    // React draws in a turn of its own.
    await vi.waitFor(() => {
      expect(frame()).toContain('PAUSED 628 waiting');
    });
    const lines = frame().split('\n');
    expect(lines.at(-1)).toContain('p resume');
    expect(session.log).toEqual(['pause']);
  });
});
