import { describe, expect, it } from 'vitest';
import { users } from '../support/samples.js';
import { plain, Stage } from '../support/stage.js';

const ESC = '\u001b';
const INVERSE = new RegExp(`${ESC}\\[7m(.*?)${ESC}\\[27m`);

async function footer(stage: Stage): Promise<string> {
  return (await stage.lines()).at(-1) ?? '';
}

describe('the filter prompt', () => {
  it('is a line with a cursor in the footer', async () => {
    const stage = new Stage(users()).type('/lara');
    const line = (await stage.painted()).split('\n').at(-1) ?? '';
    expect(plain(line)).toBe(
      ' filter: lara                             enter apply  esc cancel  ctrl-u clear',
    );
    expect(INVERSE.exec(line)?.[1]).toBe(' ');
    const moved = (await stage.type('\u001b[D\u001b[D').painted()).split('\n').at(-1) ?? '';
    expect(INVERSE.exec(moved)?.[1]).toBe('r');
  });

  it('types what are keys elsewhere', async () => {
    const stage = new Stage(users()).type('/q jp?G');
    expect(await footer(stage)).toContain('filter: q jp?G ');
    expect(stage.did).toEqual([]);
  });

  it('edits, and takes a paste in one line', async () => {
    const stage = new Stage(users()).type('/one two\u0017\u007f\u001b[200~, a\npaste\u001b[201~');
    expect(await footer(stage)).toContain('filter: one, a paste ');
    expect(await footer(stage.type('\u0001\u0004X'))).toContain('filter: Xne, a paste ');
    expect(await footer(stage.type('\u0005\u0015'))).toMatch(/^ filter: {10}/);
  });

  it('keeps the cursor in sight of a long line', async () => {
    const stage = new Stage(users()).type(`/${'0123456789'.repeat(12)}end`);
    expect(await footer(stage)).toMatch(/^ filter: ….*end {2}/);
    expect(await footer(stage.type('\u0001'))).toMatch(/^ filter: 0123.*… {2}/);
  });

  it('applies on enter, and says what is filtered and how many match', async () => {
    const stage = new Stage(users(), { columns: 120 }).type('/lara\r');
    expect(stage.session.log).toEqual(['filter lara']);
    expect((await stage.lines())[0]).toContain('FILTER “lara”  1 of 7');
    expect(await footer(stage)).toContain('esc unfilter');
  });

  it('says what is wrong with a query while it is typed, marks its place, and stops nobody from typing on', async () => {
    const stage = new Stage(users()).type('/email:lara -7');
    const note = async (): Promise<string> => (await stage.lines()).at(-2) ?? '';
    expect(await note()).toContain('-7 can be a text, or anything without 7');
    expect(await note()).toContain('type "-7" for the text');
    const line = (await stage.painted()).split('\n').at(-1) ?? '';
    expect(plain(line)).toContain('filter: email:lara -7 ');
    expect(line).toMatch(new RegExp(`lara [^-]*${ESC}\\[1m[^-]*-`));
    expect(await footer(stage.type('\u007f"7"'))).toContain('filter: email:lara -"7" ');
    expect(await note()).not.toContain('can be a text');
  });

  it('completes fields that the messages shown have', async () => {
    const stage = new Stage(users()).type('/em\t');
    expect(await footer(stage)).toContain('filter: email: ');
    expect(await footer(stage.type('x -prem\ttru\t'))).toContain('filter: email:x -premium:true ');
  });

  it('takes the colon behind a field that was completed as the one that stands there', async () => {
    const stage = new Stage(users()).type('/emai\t:lara');
    expect(await footer(stage)).toContain('filter: email:lara ');
    expect(await footer(stage.type('\u0015/emai\t'))).not.toContain('::');
    expect(await footer(new Stage(users()).type('/emai\tx:'))).toContain('email:x: ');
  });

  it('keeps a query that is wrong in the prompt on enter, and applies it once it is right', async () => {
    const stage = new Stage(users()).type('/lara AND\r');
    expect(await footer(stage)).toContain('filter: lara AND ');
    expect((await stage.lines()).at(-2)).toContain('AND needs a term behind it');
    expect(stage.session.log).toEqual([]);
    expect(stage.type(' x\r').session.log).toEqual(['filter lara AND x']);
  });

  it('leaves the filter as it was on esc, and begins with it the next time', async () => {
    const stage = new Stage(users()).type('/lara\r/x');
    expect(await footer(stage)).toContain('filter: larax ');
    expect(await footer(stage.type(ESC))).toContain('p pause');
    expect(stage.session.log).toEqual(['filter lara']);
  });

  it('removes the filter with an empty line, or with esc when there is nothing else to leave', () => {
    expect(new Stage(users()).type('/lara\r/\u0015\r').session.log.at(-1)).toBe('filter -');
    const stage = new Stage(users()).type('/lara\rk\r').type(ESC);
    expect(stage.session.log).toEqual(['filter lara']);
    expect(stage.type(ESC).session.log).toEqual(['filter lara', 'filter -']);
  });
});
