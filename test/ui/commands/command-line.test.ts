import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/ui/commands/table.js';
import { FakeSession } from '../support/fake-session.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

const ESC = '\u001b';
const UP = `${ESC}[A`;
const DOWN = `${ESC}[B`;
const BACK_TAB = `${ESC}[Z`;

async function footer(stage: Stage): Promise<string> {
  return (await stage.lines()).at(-1) ?? '';
}

/** The line over the prompt. */
async function note(stage: Stage): Promise<string> {
  return (await stage.lines()).at(-2) ?? '';
}

describe('the command line', () => {
  it('does what it is told, by name, alias, and as much of a name as there is only one of', () => {
    expect(new Stage(users()).type(':pause\r').session.log).toEqual(['pause']);
    expect(new Stage(users()).type(':pau\r:res\r').session.log).toEqual(['pause', 'resume']);
    expect(new Stage(users()).type(':q\r').did).toEqual(['quit']);
    expect(new Stage(users()).type(':filter  lara m \r').session.log).toEqual(['filter lara m']);
    expect(new Stage(users()).type(':filter x\r:filter\r').session.log.at(-1)).toBe('filter -');
    expect(new Stage(users()).type('::quit\r').did).toEqual(['quit']);
  });

  it('closes on an empty line, and on esc, without doing anything', async () => {
    expect(await footer(new Stage(users()).type(':\r'))).toContain('p pause');
    const stage = new Stage(users()).type(`:quit${ESC}`);
    expect(await footer(stage)).toContain('p pause');
    expect(stage.did).toEqual([]);
  });

  it('stays open on a command that there is not, and says which is near', async () => {
    const stage = new Stage(users()).type(':pasue\r');
    expect(await footer(stage)).toContain(' :pasue ');
    expect(await note(stage)).toContain('✗ there is no command :pasue  did you mean :pause?');
    expect(await note(stage.type('\u007f'))).not.toContain('there is no command');
    expect(await note(stage.type('\u0015xyzzy\r'))).toContain('Tab shows them all');
  });

  it('shows what stands around a message in all partitions, whatever is filtered', async () => {
    const stage = new Stage(users()).type(':filter lara\r');
    const { partition, offset } = stage.app.store.getState().session.stream.entries.get(0) ?? {};
    stage.type(':around\r');
    expect(stage.session.log).toEqual([
      'filter lara',
      'filter -',
      `seek ${partition} offset ${offset}`,
    ]);
    const empty = new Stage(new FakeSession()).type(':around\r');
    expect(await note(empty)).toContain('there is no message here');
    expect(empty.session.log).toEqual([]);
  });

  it('says what takes nothing behind it', async () => {
    const stage = new Stage(users()).type(':pause now\r');
    expect(await note(stage)).toContain(':pause takes nothing behind it  type :pause');
    expect(stage.session.log).toEqual([]);
  });

  it('shows what a command takes and does while it is typed', async () => {
    expect(await note(new Stage(users()).type(':filter la'))).toContain(
      ':filter [QUERY]  show only what matches',
    );
  });

  it('completes with tab: what is common, then one after the other, and back', async () => {
    const stage = new Stage(users()).type(':f\t');
    // `filter` and `follow` have no more than this in common.
    expect(await footer(stage)).toContain(' :filter ');
    expect(await note(stage)).toMatch(/filter {2}follow/);
    expect(await footer(stage.type('\t'))).toContain(' :follow ');
    expect(await footer(stage.type('\t'))).toContain(' :filter ');
    expect(await footer(stage.type(BACK_TAB))).toContain(' :follow ');
    expect(await footer(stage.type('\r'))).toContain('p pause');
    expect(await note(new Stage(users()).type(':zz\t'))).toContain('nothing to complete here');
  });

  it('brings back what was typed, and the draft', async () => {
    const stage = new Stage(users()).type(':pause\r:resume\r:dra');
    expect(await footer(stage.type(UP))).toContain(' :resume ');
    expect(await footer(stage.type(UP))).toContain(' :pause ');
    expect(await footer(stage.type(UP))).toContain(' :pause ');
    expect(await footer(stage.type(DOWN))).toContain(' :resume ');
    expect(await footer(stage.type(DOWN))).toContain(' :dra ');
    // Filters have a history of their own.
    expect(await footer(stage.type(`${ESC}/a\r/\u0015${UP}`))).toContain('filter: a ');
  });

  it('keeps a line once, however often it was typed', async () => {
    const stage = new Stage(users()).type(':pause\r:resume\r:pause\r:');
    expect(await footer(stage.type(UP))).toContain(' :pause ');
    expect(await footer(stage.type(UP))).toContain(' :resume ');
    expect(await footer(stage.type(UP))).toContain(' :resume ');
  });

  it('has no two commands of one name', () => {
    const names = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('is in the help', async () => {
    const frame = await new Stage(users(), { columns: 160, rows: 70 }).type(':help\r').frame();
    for (const { name, help } of COMMANDS) {
      expect(frame).toContain(`:${name}`);
      expect(frame).toContain(help);
    }
  });
});
