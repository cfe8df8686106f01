import { describe, expect, it } from 'vitest';
import { FakeSession, partition } from '../support/fake-session.js';
import { membership, timeline } from '../support/members.js';
import { Stage } from '../support/stage.js';

const U = 1_000_000;
const OWNER = 'kcat @ 10.0.0.7 (…ab12)';

/** A member of two topics: a partition of each is its own. */
function session(): FakeSession {
  const elsewhere = { state: 'unassigned' } as const;
  return new FakeSession()
    .setPartitions([
      partition(0, { next: 40n, high: 44n, seen: 10 }),
      partition(1, { high: 50n, lag: 0n, status: elsewhere }),
      partition(U, { next: 7n, high: 7n, seen: 7 }),
      partition(U + 1, { high: 9n, lag: 0n, status: elsewhere }),
    ])
    .set({
      membership: membership({
        topics: ['new_users', 'orders'],
        partitions: [
          { partition: 0, assigned: true, owner: null, committed: 30n, start: null },
          { partition: 1, assigned: false, owner: OWNER, committed: 10n, start: null },
          { partition: U, assigned: true, owner: null, committed: 7n, start: null },
          { partition: U + 1, assigned: false, owner: OWNER, committed: null, start: null },
        ],
      }),
      timeline: timeline({ text: 'committed new_users:0 at 30, orders:0 at 7' }),
    });
}

describe('the screen of a member of several topics', () => {
  it('names each message and each partition by its topic', async () => {
    const member = session();
    member.add({ offset: 39n, key: 'lara', value: 'a user' });
    member.add({ topic: 'orders', offset: 6n, key: 'o-6', value: 'an order' });
    const lines = await new Stage(member, { columns: 160, rows: 24 }).lines();
    expect(lines[0]).toMatch(/^ lab ▸ new_users \+1 +group team-2 +generation 5, 2 members +· /);
    expect(lines[2]).toMatch(/^│ new_users:0:39 +14:03:22\.481 +lara +a user /);
    expect(lines[3]).toMatch(/^│▌orders:0:6 +14:03:22\.482 +o-6 +an order /);
    expect(lines[1]).toContain('─ orders:0:6 ─');
    const at = lines.findIndex((line) => line.includes('Partitions  2 of 4 here'));
    expect(lines.slice(at + 1, at + 7).map((line) => line.replace(/ +/g, ' '))).toEqual([
      expect.stringMatching(/^│ part first next high lag committed group lag seen /),
      expect.stringMatching(/^│ ● new_users:0 0 40 44 4 30 14 10 /),
      expect.stringMatching(/^│ new_users:1 0 50 10 40 .* kcat @ 10\.0\.0\.7 \(…ab12\)/),
      expect.stringMatching(/^│ ● orders:0 0 7 7 0 7 0 7 .* at end/),
      expect.stringMatching(/^│ orders:1 0 9 - - .* kcat @ 10\.0\.0\.7 \(…ab12\)/),
      expect.stringMatching(/^│ all 4 54 17 /),
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(160);
  });

  it('fits a small screen', async () => {
    const member = session();
    member.add({ topic: 'orders', offset: 6n, key: 'o-6', value: 'an order' });
    const lines = await new Stage(member, { columns: 80, rows: 24 }).lines();
    expect(lines[0]).toMatch(/^ lab ▸ new_users \+1 +group team-2 /);
    expect(lines[1]).toMatch(/^ 2 of 4 here +lag 4 +at end all +· /);
    expect(lines.join('\n')).toMatch(/▌orders:0:6 +14:03:22\.481 +o-6 +an order/);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('says what it waits for, broken between words', async () => {
    const lines = await new Stage(session(), { columns: 80, rows: 24 }).lines();
    const told = lines.slice(3, 9).map((line) => line.replace(/[│ ]+$/, '').replace(/^│ /, ''));
    expect(told.slice(0, 3)).toEqual([
      expect.stringMatching(/^no messages yet: waiting since \d\d:\d\d:\d\d$/),
      'for new messages on 2 of 4 partitions of new_users, orders',
      'started where group team-2 is, or from last 100 where nothing is committed',
    ]);
  });

  it('breaks between words what is longer than a line', async () => {
    const waiting = session().set({ startedFrom: '2026-11-20T14:00:00.000Z' });
    const lines = await new Stage(waiting, { columns: 80, rows: 24 }).lines();
    expect(lines.join('\n')).toMatch(
      /│ started where group team-2 .* where +│\n│ nothing is committed +│/,
    );
  });

  it('says at which topic a break has stopped it', async () => {
    const member = session();
    const hit = member.add({ topic: 'orders', offset: 6n });
    member.breakpoint = { text: 'key:o-6', hit };
    member.commands.pause();
    const [header] = await new Stage(member, { columns: 160, rows: 24 }).lines();
    expect(header).toMatch(/PAUSED .* BREAK “key:o-6” +at orders:0:6 /);
  });

  it('says of which topic a commit was taken, and of which it was refused', async () => {
    const member = session();
    member.add({ topic: 'orders', offset: 6n });
    member.commits = () =>
      Promise.resolve({
        committed: [{ partition: 0, offset: 40n }],
        refused: [{ partition: U, reason: 'the group is being shared out anew' }],
        tookMs: 2,
      });
    const stage = new Stage(member, { columns: 160, rows: 24 });
    await stage.type('C').frame();
    await expect
      .poll(() => stage.frame())
      .toContain(
        'committed new_users:0 at 40 in 2 ms; orders:0 was refused: the group is being shared out anew',
      );
  });
});
