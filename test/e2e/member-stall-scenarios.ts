import { expect } from 'vitest';
import {
  LONG,
  type MemberScenario,
  SESSION_MS,
  committedOf,
  eventsOf,
  eventually,
  inGroup,
  leaves,
  memberArgs,
  membersOf,
  ownOf,
  sees,
} from './member-stage.js';
import { uniqueName, users } from './stage.js';
import { openPty } from './terminal.js';

const stalled: MemberScenario = {
  name: 'a member that was stopped for longer than its session says so, joins again, and marks what comes twice',
  async run(stage) {
    await inGroup(stage, 1, async ({ name, topic, join }) => {
      const one = join('one', '--commit', 'manual');
      await one.waitFor((lines) => ownOf(lines).length === 1, LONG);
      await stage.send(topic, 0, users('u', 6));
      await sees(one, 6);
      const two = join('two', '--commit', 'manual');
      await two.waitFor(/no partition for this member: 2 members share 1 partition/, LONG);
      const [before] = (await membersOf(stage, name)).filter((id) => id.startsWith('one'));
      one.signal('SIGSTOP');
      // Whoever takes over reads what was never committed.
      await two.waitFor((lines) => ownOf(lines).length === 1, LONG);
      await sees(two, 6);
      one.signal('SIGCONT');
      await eventually('both there', async () => (await membersOf(stage, name)).length === 2);
      expect(await membersOf(stage, name)).not.toContain(before);
      // It is the first one's again: what it has read before comes a second time.
      await sees(one, 12);
      await one.waitFor((lines) => {
        const repeats = lines.filter((line) => /^│[ ▌]0:\d .* ↻ /.test(line));
        return repeats.length === 6;
      }, LONG);
      const events = await eventsOf(one, /lost our place in the group|the place is given up/);
      expect(events).toMatch(/no (answer to a )?heartbeat for \d+ s/);
      await stage.send(topic, 0, users('v', 2));
      await sees(one, 14);
      one.type('C');
      await one.waitFor(/committed 0 at 8 in \d+ ms/, LONG);
      await leaves(one);
      await two.waitFor((lines) => ownOf(lines).length === 1, LONG);
      await leaves(two);
      expect(await committedOf(stage, name, topic)).toEqual([8n]);
    });
  },
};

const undrained: MemberScenario = {
  name: 'a member whose terminal nobody reads for longer than its session stays in, under its id',
  async run(stage) {
    const [topic, group] = [await stage.topic('undrained', 1), uniqueName('undrained')];
    const terminal = openPty({
      args: [...memberArgs(stage, group, 'one'), topic],
      bytesPerSecond: 1,
    });
    try {
      await eventually('it is in', async () => (await membersOf(stage, group)).length === 1);
      const before = await membersOf(stage, group);
      const begun = Date.now();
      // There is something new to draw all the time.
      for (let from = 0; Date.now() - begun < SESSION_MS * 2; from += 20) {
        await stage.send(topic, 0, users('u', 20, from));
        await new Promise((resolve) => setTimeout(resolve, 200));
        expect(await membersOf(stage, group)).toEqual(before);
      }
      expect(terminal.bytes).toBeLessThan(100_000);
    } finally {
      await terminal.close();
    }
  },
};

const stopped: MemberScenario = {
  name: 'a break stops a member, which stays in, and commits no more than it has shown',
  async run(stage) {
    await inGroup(stage, 1, async ({ name, topic, join }) => {
      const member = join('one');
      await member.waitFor((lines) => ownOf(lines).length === 1, LONG);
      const before = await membersOf(stage, name);
      member.type(':break key:u3\r');
      await member.waitFor(/BREAK/);
      await stage.send(topic, 0, users('u', 9));
      await member.waitFor(/PAUSED[\s\S]*▌0:3 /, LONG);
      await eventually('what was shown is committed', async () => {
        const [committed] = await committedOf(stage, name, topic);
        expect(Number(committed ?? 0)).toBeLessThanOrEqual(4);
        return committed === 4n;
      });
      // Longer than its session, and than the clock that it commits by: it stays in, and commits no more.
      await new Promise((resolve) => setTimeout(resolve, SESSION_MS + 2_000));
      await member.waitFor(/5 waiting/, LONG);
      expect(await membersOf(stage, name)).toEqual(before);
      expect(await committedOf(stage, name, topic)).toEqual([4n]);
      member.type(':break\r');
      await member.waitFor((lines) => !lines.join('\n').includes('BREAK'));
      await leaves(member);
      expect(await committedOf(stage, name, topic)).toEqual([4n]);
      const next = join('two');
      await sees(next, 5);
      await next.waitFor(/starts: 0 at 4 \(committed\)/, LONG);
    });
  },
};

const kept: MemberScenario = {
  name: 'a member with a group.instance.id finds its share as it was when it is started again in time',
  async run(stage) {
    await inGroup(stage, 2, async ({ name, topic, join }) => {
      // In time, however slow the machine is.
      const as = (id: string): string[] => [
        ...['-X', `group.instance.id=${id}`],
        ...['-X', 'session.timeout.ms=120000'],
      ];
      const one = join('one', ...as('desk-1'));
      await one.waitFor((lines) => ownOf(lines).length === 2, LONG);
      const two = join('two', ...as('desk-2'));
      const [share = -1] = ownOf(await two.waitFor((lines) => ownOf(lines).length === 1, LONG));
      await stage.send(topic, share, users('u', 3));
      await sees(two, 3);
      await leaves(two);
      // The place is kept for it: nobody else gets what it had.
      expect((await membersOf(stage, name)).length).toBe(2);
      await stage.send(topic, share, users('v', 2));
      const again = join('two', ...as('desk-2'));
      await sees(again, 2);
      await again.waitFor((lines) => ownOf(lines).join() === String(share), LONG);
      await one.waitFor((lines) => ownOf(lines).join() === String(1 - share), LONG);
      const events = await eventsOf(one, /generation 2/);
      expect(events).not.toContain('generation 3');

      const thief = join('thief', ...as('desk-2'));
      await thief.waitFor((lines) => ownOf(lines).join() === String(share), LONG);
      await again.waitFor(/another member has taken its group\.instance\.id/, LONG);
    });
  },
};

/** Members that stand still, come back, or keep their place, on any broker. */
export const memberStallScenarios: readonly MemberScenario[] = [stalled, undrained, stopped, kept];
