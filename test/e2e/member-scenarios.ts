import { expect } from 'vitest';
import {
  LONG,
  type MemberScenario,
  SESSION_MS,
  eventually,
  inGroup,
  leaves,
  membersOf,
  ownOf,
  sees,
  seenOf,
} from './member-stage.js';
import { runProgram } from './program.js';
import { uniqueName, users } from './stage.js';
import type { PtyTerminal } from './terminal.js';

const sharing: MemberScenario = {
  name: 'three members share three partitions, and one that is killed is taken over from',
  async run(stage) {
    await inGroup(stage, 3, async ({ name, topic, join }) => {
      const members = ['one', 'two', 'three'].map((id) => join(id));
      const shares: number[][] = [];
      for (const member of members) {
        await member.waitFor(/3 members/, LONG);
        shares.push(ownOf(await member.waitFor((lines) => ownOf(lines).length === 1, LONG)));
      }
      expect(shares.flat().sort()).toEqual([0, 1, 2]);
      for (const partition of [0, 1, 2]) await stage.send(topic, partition, users('u', 20));
      for (const member of members) await member.waitFor((lines) => seenOf(lines) === 20, LONG);
      await eventually('all committed', async () => {
        const shares = await stage.judge(name);
        return shares.length === 3 && shares.every(({ committed }) => committed === 20n);
      });
      const judged = await stage.judge(name);
      expect(judged.map(({ clientId }) => clientId).sort()).toEqual(['one', 'three', 'two']);
      // Each screen is right about who has what.
      for (const { partition, clientId } of judged) {
        const at = ['one', 'two', 'three'].indexOf(clientId ?? '');
        expect(shares[at]).toEqual([partition]);
      }
      const [killed, ...others] = members;
      killed?.signal('SIGKILL');
      await killed?.exit();
      await Promise.all(others.map((member) => member.waitFor(/2 members/, LONG)));
      const covered = (): number[] => others.flatMap((member) => ownOf(member.screen())).sort();
      await eventually('the hand-over', () => Promise.resolve(covered().join() === '0,1,2'));
      const heir = others.find((member) => ownOf(member.screen()).length === 2);
      // The one that has more now tells from whom it has what, in so many words.
      const [taken] = shares[0] ?? [];
      heir?.type(':events\r');
      await heir?.waitFor(/one @ .* is gone/, LONG);
      await heir?.waitFor(new RegExp(`${topic}:${taken}: one @ .* → (two|three) @ `), LONG);
      for (const partition of [0, 1, 2]) await stage.send(topic, partition, users('v', 5));
      heir?.press('esc');
      for (const member of others) {
        const count = member === heir ? 30 : 25;
        await member.waitFor((lines) => seenOf(lines) === count, LONG);
      }
      for (const member of others) await leaves(member);
      expect((await stage.judge(name)).every(({ clientId }) => clientId === null)).toBe(true);
      expect((await stage.judge(name)).map(({ committed }) => committed)).toEqual([25n, 25n, 25n]);
    });
  },
};

const idle: MemberScenario = {
  name: 'on one partition only one of three sees anything, and the others say why',
  async run(stage) {
    await inGroup(stage, 1, async ({ topic, join }) => {
      const members = ['one', 'two', 'three'].map((id) => join(id));
      const isIdle = (member: PtyTerminal): boolean =>
        member
          .screen()
          .join('\n')
          .includes('no partition for this member: 3 members share 1 partition');
      await eventually('two without', () => {
        return Promise.resolve(members.filter(isIdle).length === 2);
      });
      await stage.send(topic, 0, users('u', 7));
      const busy = members.find((member) => !isIdle(member));
      await busy?.waitFor((lines) => seenOf(lines) === 7, LONG);
      for (const member of members.filter(isIdle)) expect(seenOf(member.screen())).toBe(0);
    });
  },
};

const paused: MemberScenario = {
  name: 'a member that is paused for longer than its session stays in, and misses nothing',
  async run(stage) {
    await inGroup(stage, 1, async ({ topic, join }) => {
      const member = join('one');
      await member.waitFor((lines) => ownOf(lines).length === 1, LONG);
      member.press('p');
      await member.waitFor(/PAUSED/);
      await stage.send(topic, 0, users('u', 9));
      await new Promise((resolve) => setTimeout(resolve, SESSION_MS + 2_000));
      const lines = await member.waitFor(/9 waiting/, LONG);
      expect(ownOf(lines)).toEqual([0]);
      member.press('p');
      await member.waitFor((now) => seenOf(now) === 9, LONG);
      // It was never out of the group: no other generation than the one that it joined.
      member.type(':events\r');
      const events = (await member.waitFor(/generation \d/, LONG)).join('\n');
      expect(events).toContain('generation 1');
      expect(events).not.toMatch(/generation [2-9]|lost our place/);
      member.press('q');
      await leaves(member);
    });
  },
};

const manual: MemberScenario = {
  name: 'C commits up to the message under the cursor, and shows what the broker says',
  async run(stage) {
    await inGroup(stage, 1, async ({ name, topic, join }) => {
      await stage.send(topic, 0, users('u', 10));
      const member = join('one', '--commit', 'manual');
      await member.waitFor((lines) => seenOf(lines) === 10, LONG);
      member.type('kkk');
      await member.waitFor((lines) => lines.some((line) => line.includes('▌0:6')), LONG);
      expect((await stage.judge(name)).every(({ committed }) => committed === null)).toBe(true);
      member.type('C');
      await member.waitFor(/committed 0 at 7 in \d+ ms/, LONG);
      expect((await stage.judge(name)).map(({ committed }) => committed)).toEqual([7n]);
      await leaves(member);
      expect((await stage.judge(name)).map(({ committed }) => committed)).toEqual([7n]);
      const again = join('two', '--commit', 'manual');
      const lines = await again.waitFor((now) => seenOf(now) === 3, LONG);
      expect(lines.join('\n')).toMatch(/↻\? /);
    });
  },
};

const ending: MemberScenario = {
  name: 'a signal leaves the group at once, after a last commit, and so does a terminal that goes away',
  async run(stage) {
    for (const end of ['SIGTERM', 'SIGHUP', 'SIGINT', 'hang up'] as const) {
      await inGroup(stage, 1, async ({ name, topic, join }) => {
        await stage.send(topic, 0, users('u', 10));
        // Its session would go on for longer than anybody waits here.
        const member = join('one', '-X', 'session.timeout.ms=120000');
        await sees(member, 10);
        if (end === 'hang up') member.hangUp();
        else member.signal(end);
        await member.exit();
        const [share] = await stage.judge(name);
        expect(share, end).toMatchObject({ committed: 10n, clientId: null });
        expect(await membersOf(stage, name)).toEqual([]);
      });
    }
  },
};

const pipe: MemberScenario = {
  name: 'a pipe goes on where it stopped, and commits no more than it wrote',
  async run(stage) {
    const topic = await stage.topic('piped', 2);
    const base = ['-b', stage.brokers, topic, '-e', '-f', '%p:%o\\n', '-q'];
    const read = async (...args: string[]): Promise<string[]> => {
      const { code, stdout, stderr } = await runProgram([...args, ...base]);
      expect(code, stderr).toBe(0);
      return stdout.toString().split('\n').slice(0, -1).sort();
    };
    for (const partition of [0, 1]) await stage.send(topic, partition, users('u', 3));
    const all = ['0:0', '0:1', '0:2', '1:0', '1:1', '1:2'];
    const auto = uniqueName('auto');
    expect(await read('-G', auto)).toEqual(all);
    expect(await read('-G', auto)).toEqual([]);
    expect(await read('-G', uniqueName('new'))).toEqual(all);
    const none = uniqueName('none');
    expect(await read('-G', none, '--commit', 'none')).toEqual(all);
    expect(await read('-G', none, '--commit', 'none')).toEqual(all);
    const some = uniqueName('some');
    const first = await read('-G', some, '-c', '4');
    const rest = await read('-G', some);
    expect([...first, ...rest].sort()).toEqual(all);
  },
};

/** What holds for members on any broker. */
export const memberScenarios: readonly MemberScenario[] = [
  sharing,
  idle,
  paused,
  manual,
  ending,
  pipe,
];
