import { describe, expect, it } from 'vitest';
import { slotOf } from '../../../src/model/slot.js';
import { atEndWords, partitionNames, shortList } from '../../../src/ui/partitions/at-end.js';
import type { PartitionState } from '../../../src/model/session.js';
import { createTheme } from '../../../src/ui/theme.js';
import { FakeSession, partition } from '../support/fake-session.js';
import { Stage } from '../support/stage.js';

const STATES: Readonly<Record<string, PartitionState>> = {
  e: { state: 'at-end' },
  f: { state: 'finished' },
  r: { state: 'reading' },
  o: { state: 'open-transaction' },
  u: { state: 'unassigned' },
};

/** One partition a letter. */
function inStates(letters: string) {
  return letters.split('').map((letter, number) => {
    const status = STATES[letter];
    return partition(number, status ? { status } : {});
  });
}

describe('where partitions stand, in a line', () => {
  it('names each that is at its end, in as few words as there are', () => {
    const words = (letters: string): string => atEndWords(inStates(letters), ['t']);
    expect(words('eee')).toBe('all');
    expect(words('ror')).toBe('none');
    expect(words('errfe')).toBe('0,3-4');
    expect(words('ereereereereereereer')).toMatch(/^all but 1,4,7,/);
    // What others of the group read is theirs to say.
    expect(words('ueuuf')).toBe('all');
    expect(words('ueuur')).toBe('1');
  });

  it('names partitions of several topics by these', () => {
    const slots = [slotOf(0, 1), slotOf(0, 2), slotOf(1, 0)];
    expect(partitionNames(slots, ['orders', 'users'])).toBe('orders:1-2 users:0');
    expect(partitionNames([], ['orders', 'users'])).toBe('');
  });

  it('is cut behind a name, or within the first where that alone is too long', () => {
    const cut = (names: string): string => shortList(names, createTheme({ LANG: 'C.UTF-8' }));
    expect(cut('0,2,4,6,8,10,12,14,1')).toBe('0,2,4,6,8,10,12,14,1');
    expect(cut('0,2,4,6,8,10,12,14,16')).toBe('0,2,4,6,8,10,12,14,…');
    expect(cut('orders-eu-long:0 users:2')).toBe('orders-eu-long:0 …');
    expect(cut('a:0 orders-eu-west-long:0,2')).toBe('a:0 …');
    expect(cut('all but a:0 orders-eu-west:0')).toBe('all but a:0 …');
    expect(cut('orders-of-the-whole-year:0-3,7 users:2')).toBe('orders-of…year:0-3,…');
    expect(cut('orders-of-the-whole-year:12')).toBe('orders-of-…e-year:12');
    expect(cut('all but orders-eu-long:0 users:2')).toBe('all but order…ng:0 …');
  });

  it.each([
    [80, 24],
    [110, 16],
    [60, 20],
  ])('is there at %ix%i', async (columns, rows) => {
    const session = new FakeSession().setPartitions(inStates('eroee'));
    const line = (await new Stage(session, { columns, rows }).lines())[1];
    expect(line).toMatch(/^ 5 partitions {2}lag 0 +at end 0,3-4( |$)/);
    if (columns >= 80) expect(line).toContain('open transaction 2');
  });

  it('is in the header where there is neither a line nor a pane for it', async () => {
    const session = new FakeSession().setPartitions(inStates('eroee'));
    const flat = new Stage(session, { columns: 110, rows: 11 });
    expect((await flat.lines())[0]).toMatch(/at end 0,3-4 {2}open transaction 2 /);
    const stage = new Stage(session, { columns: 110, rows: 40 });
    expect((await stage.lines())[0]).not.toContain('at end');
    expect((await stage.type('\r').lines())[0]).toContain('at end 0,3-4');
  });

  it('is cut where the list is long, and whole in the pane that tab leads to', async () => {
    const session = new FakeSession().setPartitions(inStates('er'.repeat(30)));
    const stage = new Stage(session, { columns: 80, rows: 24 });
    expect((await stage.lines())[1]).toMatch(/at end 0,2,4,6,8,10,12,14,… /);
    const pane = await stage.type('\t\t').lines();
    expect(
      pane.filter((line) => /^│ +\d*[02468] .*at end +│$/.test(line)).length,
    ).toBeGreaterThanOrEqual(3);
  });
});
