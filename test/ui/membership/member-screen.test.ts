import { describe, expect, it } from 'vitest';
import { KafkaTuiError } from '../../../src/model/problem.js';
import { FakeSession, partition } from '../support/fake-session.js';
import { membership, timeline } from '../support/members.js';
import { Stage } from '../support/stage.js';

const WIDE = { columns: 160, rows: 40 };

function session(): FakeSession {
  return new FakeSession()
    .setPartitions([
      partition(0, { first: 0n, next: 40n, high: 40n }),
      partition(1, { first: 0n, next: 0n, high: 50n, status: { state: 'unassigned' } }),
      partition(2, { first: 0n, next: 0n, high: 5n, status: { state: 'unassigned' } }),
    ])
    .set({ membership: membership(), timeline: timeline({ text: 'committed 0 at 30' }) });
}

describe('the screen of a member', () => {
  it('marks what is assigned here, and shows what is committed, and the lag against that', async () => {
    const lines = await new Stage(session(), WIDE).lines();
    const rows = lines.slice(-8);
    expect(rows.find((row) => row.includes('● 0'))).toMatch(/30 +10 /);
    expect(rows.find((row) => / 1 {2}/.test(row))).toMatch(/10 +40 .*kcat @ 10\.0\.0\.7 \(…ab12\)/);
    expect(rows.find((row) => / 2 {2}/.test(row))).toMatch(/ - +- /);
    expect(rows.find((row) => row.includes('all'))).toMatch(/ 50 /);
    expect(lines.join('\n')).toContain('1 of 3 here, commits manual');
  });

  it('says in the header which group it is in, and what happened last', async () => {
    const [header] = await new Stage(session(), WIDE).lines();
    expect(header).toMatch(
      /group team-2 +generation 5, 2 members +· \d\d:\d\d:\d\d committed 0 at 30/,
    );
  });

  it('says what happened last on smaller screens too, cut to what room there is', async () => {
    const told = session().set({
      timeline: timeline({ text: 'starts: 0 at 30 (committed), 1 at 0 (nothing committed)' }),
    });
    const small = await new Stage(told, { columns: 80, rows: 24 }).lines();
    expect(small[1]).toMatch(/^ 1 of 3 here +lag 55 +at end all +· \d\d:\d\d:\d\d starts: 0 at 30/);
    const narrow = await new Stage(told, { columns: 100, rows: 34 }).lines();
    expect(narrow[0]).toMatch(/ · \d\d:\d\d:\d\d starts: .* seen .*connected$/);
    for (const [line = '', width] of [[small[1], 80] as const, [narrow[0], 100] as const]) {
      expect(line.length).toBeLessThanOrEqual(width);
    }
  });

  it('cannot be overlooked while it has no place, or no partition', async () => {
    const idle = 'no partition for this member: 3 members share 1 partition';
    const waiting = session().set({ membership: membership({ state: 'rebalancing', idle }) });
    for (const size of [WIDE, { columns: 80, rows: 24 }]) {
      const frame = await new Stage(waiting, size).frame();
      expect(frame).toContain('REBALANCING');
      expect(frame).toContain('no partition for this member');
    }
  });

  it('marks what came a second time, for certain or perhaps', async () => {
    const repeating = session();
    for (const offset of [10n, 11n, 12n]) repeating.add({ offset, value: `at ${offset}` });
    repeating.set({ repeats: [{ partition: 0, arrival: 0, certain: 11n, possible: 12n }] });
    const frame = await new Stage(repeating, WIDE).frame();
    expect(frame).toMatch(/↻ at 10/);
    expect(frame).toMatch(/↻\? at 11/);
    expect(frame).toMatch(/ {2}at 12/);
  });
});

describe('C', () => {
  it('commits all that was shown while following, and says what the broker answered', async () => {
    const member = session();
    const stage = new Stage(member, WIDE);
    member.addMany(3);
    await stage.type('C').frame();
    await expect.poll(() => stage.frame()).toContain('committed 0 at 7 in 3 ms');
    expect(member.log).toContain('commit all');
  });

  it('commits up to the message under the cursor', async () => {
    const member = session().addMany(3);
    const stage = new Stage(member, WIDE);
    await stage.type('kk').type('C').frame();
    expect(member.log).toContain('commit 0');
  });

  it('says why nothing was committed', async () => {
    const member = session().addMany(1);
    member.commits = () =>
      Promise.resolve({
        committed: [],
        refused: [{ partition: 0, reason: 'the group is being shared out anew' }],
        tookMs: 1,
      });
    const stage = new Stage(member, WIDE);
    await stage.type('C').frame();
    await expect.poll(() => stage.frame()).toContain('0 was refused: the group is being shared');
    member.commits = () =>
      Promise.reject(
        new KafkaTuiError({ code: 'NO_PLACE', message: 'no place now', next: 'wait' }),
      );
    await stage.type('C').frame();
    await expect.poll(() => stage.frame()).toContain('no place now');
  });

  it('does nothing without a group', async () => {
    const alone = new FakeSession().addMany(1);
    await new Stage(alone, WIDE).type('C').frame();
    expect(alone.log.filter((command) => command.startsWith('commit'))).toEqual([]);
  });
});
