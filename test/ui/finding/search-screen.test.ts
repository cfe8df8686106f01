import { describe, expect, it } from 'vitest';
import { KafkaTuiError } from '../../../src/model/problem.js';
import type { SearchSnapshot } from '../../../src/model/search.js';
import { freeResultFile } from '../../../src/ui/finding/search-keys.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

const ESC = '\u001b';
const CTRL_F = '\u0006';

function searching(stage: Stage, parts: Partial<SearchSnapshot> = {}): SearchSnapshot {
  const { entries } = stage.session.current().stream;
  const found = [0, 1, 2].flatMap((at) => entries.get(entries.first + at) ?? []);
  return {
    ...{ text: 'example', topic: 'new_users', range: { kind: 'topic' } },
    ...{ state: { state: 'searching' }, found: 3, entries: found, kept: 3, beyond: 0, file: null },
    progress: {
      ...{ messages: 1_200_000, bytes: 480_000_000, done: 60n, total: 100n, fraction: 0.6 },
      ...{ rate: 612_345, elapsed: 2_000, remaining: 9_000 },
    },
    ...{ control: 0, aborted: 0, damaged: 0, lost: 0n, notes: [] },
    ...parts,
  };
}

/** A stage whose searches find the first three messages. */
function staged(columns = 100, rows = 30): Stage {
  const stage = new Stage(users(), { columns, rows });
  stage.session.searching = () => {
    stage.session.search = searching(stage);
  };
  return stage;
}

describe('the screen of a search', () => {
  it('shows how far it is and what it has found, on every size', async () => {
    for (const [columns, rows] of [
      [80, 24],
      [160, 50],
    ] as const) {
      const stage = staged(columns, rows).type(':search example\r');
      expect(stage.session.log).toEqual(['search example topic']);
      const lines = await stage.lines();
      expect(lines.every((line) => line.length <= columns)).toBe(true);
      expect(lines[1]).toMatch(/^╭─ Search {2}“example” ─+ 1 of 3 found ─╮$/);
      const progress = '60 %  1,200,000 messages  480.0 MB  612,345/s  searching  0:09 left';
      expect(lines[2]).toContain(progress);
      expect(lines[4]).toContain('▌0:118');
      expect(lines.at(-1)).toContain('esc stop');
    }
  });

  it('stops on esc and keeps what was found; esc once more leads back', async () => {
    const stage = staged().type(`:search example\r${ESC}`);
    expect(stage.session.log.at(-1)).toBe('stop search');
    stage.session.search = searching(stage, { state: { state: 'stopped' }, beyond: 12_000 });
    const frame = await stage.frame();
    expect(frame).toContain('stopped');
    expect(frame).toContain('12,000 more found than are kept: e writes all to a file');
    expect(await stage.type(ESC).frame()).toContain('╭─ Stream');
    // It is still there.
    expect(await stage.type(CTRL_F).frame()).toContain('1 of 3 found');
  });

  it('writes what was found to a file, and says how much that was', async () => {
    const stage = staged().type(':search example\rj');
    await stage.painted();
    stage.type('e');
    const lines = await stage.lines();
    // The results stay in sight while the name is typed.
    expect(lines[1]).toContain('2 of 3 found');
    expect(lines.at(-1)).toContain(':save kafka-tui-results.jsonl');
    stage.type('\u0017found.jsonl\r');
    await new Promise((resolve) => setImmediate(resolve));
    expect(stage.session.log.at(-1)).toBe('export found.jsonl');
    const frame = await stage.frame();
    expect(frame).toContain('3 messages written to found.jsonl, all that was found so far');
    expect(frame).toContain('2 of 3 found');
  });

  it('writes all of them by searching again where more were found than are kept', async () => {
    const stage = staged().type(':search example\r');
    stage.session.search = searching(stage, { state: { state: 'done' }, beyond: 12_000 });
    stage.session.exporting = () => Promise.resolve(null);
    expect(await stage.frame()).toContain('e write all');
    stage.type('e\r');
    await new Promise((resolve) => setImmediate(resolve));
    expect(stage.session.log.at(-1)).toBe('export kafka-tui-results.jsonl');
    const said = 'searching again: every match goes to kafka-tui-results.jsonl';
    expect(await stage.frame()).toContain(said);
  });

  it('says what keeps it from writing', async () => {
    const stage = staged().type(':search example\r');
    const problem = { code: 'OUTPUT_FAILED', message: 'x is there already', next: 'name another' };
    stage.session.exporting = () => Promise.reject(new KafkaTuiError(problem));
    stage.type('e\r');
    await new Promise((resolve) => setImmediate(resolve));
    const lines = await stage.lines();
    expect(lines[1]).toContain('1 of 3 found');
    expect(lines.at(-2)).toContain('x is there already');
    // Another name, in the same line.
    expect(lines.at(-1)).toContain(':save kafka-tui-results.jsonl');
    stage.session.exporting = () => Promise.resolve(3);
    stage.type('\u0017y\r');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await stage.frame()).toContain('3 messages written to y');
  });

  it('offers a name for the file that is not taken', () => {
    const taken = new Set<string>();
    const offered = [1, 2, 3].map(() => {
      const path = freeResultFile((one) => taken.has(one));
      taken.add(path);
      return path;
    });
    expect(offered).toEqual([
      'kafka-tui-results.jsonl',
      'kafka-tui-results-2.jsonl',
      'kafka-tui-results-3.jsonl',
    ]);
  });

  it('is come back to from the help, by key and by command', async () => {
    const stage = staged().type(':search example\rj');
    for (const help of ['?', ':help\r']) {
      const frame = await stage.type(help).frame();
      expect(frame).toContain('╭─ Keys');
      expect(await stage.type(ESC).frame()).toContain('2 of 3 found');
    }
  });

  it.each([
    ['a seek', 's1:42\r'],
    ['a step back', '['],
    ['what is around', ':around 5s\r'],
    ['the newest', ':follow\r'],
    ['a filter', '/foo\r'],
  ])('is not come back to with esc once one has gone on to %s', async (_, keys) => {
    const stage = staged().type(':search example\rj\r');
    await new Promise((resolve) => setImmediate(resolve));
    expect((await stage.lines()).at(-1)).toContain('esc results');
    stage.type(keys);
    await new Promise((resolve) => setImmediate(resolve));
    expect((await stage.lines()).at(-1)).not.toContain('esc results');
    expect(await stage.type(`/foo\r${ESC}`).frame()).toContain('╭─ Stream');
  });

  it('is still come back to where there was no going on', async () => {
    const stage = staged().type(':search example\rj\r');
    await new Promise((resolve) => setImmediate(resolve));
    const problem = { code: 'USAGE', message: 'there is no partition 9', next: 'name another' };
    stage.session.seeking = () => Promise.reject(new KafkaTuiError(problem));
    stage.type('s9:1\r');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await stage.frame()).toContain('there is no partition 9');
    expect(await stage.type(ESC).frame()).toContain('2 of 3 found');
  });

  it('shows the columns that were chosen', async () => {
    const stage = staged();
    const lines = await stage.type(':search example\r:columns email name\r').lines();
    expect(lines[4]).toMatch(/email +name/);
    expect(lines[5]).toContain('▌0:118');
  });

  it('is come back to with esc, where one was', async () => {
    const stage = staged().type('/example\r:search example\rjj\r');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await stage.frame()).toContain('╭─ Stream');
    expect((await stage.lines()).at(-1)).toContain('esc results');
    stage.type(ESC);
    expect(await stage.frame()).toContain('3 of 3 found');
    expect(await stage.type('\rG').frame()).not.toContain('esc results');
  });

  it('opens the stream around a result', async () => {
    const stage = staged().type(':search example\r');
    await stage.painted();
    stage.type('j\r');
    expect(stage.session.log.at(-1)).toBe('seek 2 offset 97');
    expect(await stage.frame()).toContain('╭─ Stream');
  });

  it('goes on from here with the filter, on ctrl-f or the same filter again', async () => {
    const stage = staged().type('/example\rk');
    await stage.painted();
    expect(stage.type(CTRL_F).session.log.at(-1)).toBe('search example from');
    const again = staged().type('/example\r/\r');
    expect(again.session.log).toEqual(['filter example', 'search example topic']);
  });

  it('writes every match to a file that is named, and says how many', async () => {
    const stage = staged().type(':search credit:>5 > found.jsonl\r');
    expect(stage.session.log).toEqual(['search credit:>5 topic to found.jsonl']);
    stage.session.search = searching(stage, { file: { path: 'found.jsonl', lines: 15_000 } });
    expect(await stage.frame()).toContain('15,000 written to found.jsonl');
  });

  it('says that nothing was found, and in how much', async () => {
    const stage = staged().type(':search example\r');
    stage.session.search = searching(stage, { found: 0, kept: 0, entries: [] });
    expect((await stage.lines())[4]).toContain('nothing matches in 1,200,000 messages so far…');
    stage.session.search = searching(stage, {
      ...{ found: 0, kept: 0, entries: [], state: { state: 'done' } },
    });
    expect((await stage.type('j').lines())[4]).toMatch(/in 1,200,000 messages +│$/);
  });

  it('takes a range of time, and says what is wrong with it', async () => {
    expect(staged().type(':search -1h.. example\r').session.log).toEqual(['search example time']);
    const wrong = staged().type(':search x..y example\r');
    expect((await wrong.lines()).at(-2)).toContain('"x" is not a time');
    expect((await staged().type(':search\r').lines()).at(-2)).toContain('nothing was searched yet');
  });
});

describe('the prompt of a seek', () => {
  it('goes to a place, says what is not as asked, and steps back and forth', async () => {
    const stage = staged();
    const there = stage.session.current().stream.entries.get(0)?.arrival ?? 0;
    stage.session.seeking = () => Promise.resolve({ select: there, note: '1:42 is gone' });
    stage.type('s1:42\r');
    await new Promise((resolve) => setImmediate(resolve));
    const frame = await stage.frame();
    expect(stage.session.log).toEqual(['seek 1 offset 42']);
    expect(frame).toContain('▌0:118');
    expect(frame).toContain('1:42 is gone');
    stage.type('[');
    await new Promise((resolve) => setImmediate(resolve));
    expect(stage.session.log.at(-1)).toBe('seek all end');
    stage.type(']');
    await new Promise((resolve) => setImmediate(resolve));
    expect(stage.session.log.at(-1)).toBe('seek 0 offset 118');
    await new Promise((resolve) => setImmediate(resolve));
    stage.type(']');
    expect(await stage.frame()).toContain('no later place to go to');
  });

  it('stays open on what is no place', async () => {
    const stage = staged().type('sbegining\r');
    const lines = await stage.lines();
    expect(lines.at(-2)).toContain('"begining" is not a place  did you mean beginning?');
    expect(lines.at(-1)).toContain(' seek: begining');
    expect((await stage.type('\u0015beg\t').lines()).at(-1)).toContain('seek: beginning');
  });
});
