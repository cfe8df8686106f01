import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeSession } from '../support/fake-session.js';
import { timeline } from '../support/members.js';
import { Stage } from '../support/stage.js';

const EVENTS = [
  { kind: 'rebalance', text: 'generation 5 (range) after 3.1 s' },
  { kind: 'move', text: 't:1: a @ h (…0001) → b @ h (…0002)' },
  { kind: 'commit', text: 'committed 0 at 42' },
  { kind: 'heartbeat', text: 'a heartbeat was missed', severity: 'odd' },
] as const;

function session(): FakeSession {
  return new FakeSession().set({ timeline: { ...timeline(...EVENTS), dropped: 1200 } });
}

function many(count: number): FakeSession {
  const events = Array.from({ length: count }, (_, n) => ({ text: `event ${n}` }));
  return new FakeSession().set({ timeline: timeline(...events) });
}

describe(':events', () => {
  it('lists what happened, with its time, kind, and what was dropped', async () => {
    const frame = await new Stage(session(), { columns: 100, rows: 20 }).type(':events\r').frame();
    expect(frame).toMatch(/Events +4 events +1,200 older ones dropped/);
    expect(frame).toMatch(
      /\d\d:\d\d:\d\d\.\d{3} {2}rebalance {3}generation 5 \(range\) after 3\.1 s/,
    );
    expect(frame).toContain('a heartbeat was missed');
    expect(frame).not.toContain('Stream');
  });

  it('filters by kind and text, and esc takes the filter away, then the list', async () => {
    const stage = new Stage(session(), { columns: 100, rows: 20 });
    const filtered = await stage.type(':events\r').type('/COMMIT\r').frame();
    expect(filtered).toContain('committed 0 at 42');
    expect(filtered).not.toContain('heartbeat');
    expect(await stage.type('\u001b').frame()).toContain('a heartbeat was missed');
    expect(await stage.type('\u001b').frame()).toContain('Stream');
  });

  it('stays with the newest until one scrolls up, and comes back with G', async () => {
    const stage = new Stage(many(100), { columns: 80, rows: 24 });
    expect(await stage.type(':events\r').frame()).toContain('event 99');
    const up = await stage.type('kk').frame();
    expect(up).not.toContain('event 99');
    expect(up).toContain('event 97');
    expect(await stage.type('g').frame()).toContain('event 0');
    expect(await stage.type('G').frame()).toContain('event 99');
  });

  it('writes what is listed to a file of its own, a line of JSON each', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'events-')), 'events.jsonl');
    const stage = new Stage(session(), { columns: 160, rows: 24 });
    await stage.type(':events\r').type('/move\r').type('\u001b').frame();
    await stage.type(`:events ${path}\r`).frame();
    await expect.poll(() => stage.frame()).toContain('4 events written to');
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual(
      EVENTS.map(({ kind }) => kind),
    );
    await stage.type(`:events ${path}\r`).frame();
    await expect.poll(() => stage.frame()).toContain('it is there already');
  });
});
