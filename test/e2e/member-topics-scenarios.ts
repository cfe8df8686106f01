import { expect } from 'vitest';
import { withAdmin } from '../demo/broker/scenario-lab.js';
import {
  LONG,
  type MemberScenario,
  type MemberStage,
  committedOf,
  eventually,
  inGroup,
  leaves,
  memberArgs,
  placesOf,
  sees,
  text,
} from './member-stage.js';
import { runProgram } from './program.js';
import { uniqueName, users } from './stage.js';
import type { PtyTerminal } from './terminal.js';

/** Partitions that a group has members for, as the judge has them. */
async function sharesOf(stage: MemberStage, group: string, clientId: string): Promise<string[]> {
  const shares = await stage.judge(group);
  const theirs = shares.filter((one) => one.clientId === clientId);
  return theirs.map(({ topic, partition }) => `${topic}:${partition}`);
}

async function has(terminal: PtyTerminal, places: readonly string[]): Promise<void> {
  const wanted = places.toSorted().join();
  await terminal.waitFor((lines) => placesOf(lines).sort().join() === wanted, LONG);
}

async function grow(stage: MemberStage, topic: string, count: number): Promise<void> {
  await withAdmin(stage.brokers, async (admin) => {
    await admin.createPartitions({ topicPartitions: [{ topic, count }] });
  });
}

const screen: MemberScenario = {
  name: 'several topics are one membership on the screen: shares, lag, commits, filter, and no seeking',
  async run(stage) {
    await inGroup(stage, 2, async ({ name, topic: users2, join }) => {
      const orders = await stage.topic('orders', 1);
      await stage.send(users2, 0, users('u', 5));
      await stage.send(orders, 0, users('o', 4));
      const member = join('one', orders, '--commit', 'manual');
      await sees(member, 9);
      const all = [`${users2}:0`, `${users2}:1`, `${orders}:0`];
      await has(member, all);
      expect((await sharesOf(stage, name, 'one')).sort()).toEqual(all.toSorted());
      await member.waitFor(/3 of 3 here, commits manual/);
      await member.waitFor(new RegExp(`${orders}:0:3 .*o3@example`));

      member.type('/o2\r');
      await member.waitFor(/FILTER .*o2/);
      await member.waitFor((lines) => !lines.some((line) => /u\d@example/.test(line)));
      await member.waitFor(new RegExp(`▌${orders}:0:2 `));
      member.press('esc');
      await member.waitFor(/u3@example/);
      member.type('s0\r');
      await member.waitFor(/a member reads where its group goes on/);
      member.press('esc');

      member.press('G');
      member.type('C');
      await member.waitFor(/committed .* in \d+ ms/, LONG);
      await eventually('both committed', async () => {
        const [first] = await committedOf(stage, name, users2);
        const [second] = await committedOf(stage, name, orders);
        return first === 5n && second === 4n;
      });
      await stage.send(orders, 0, users('p', 3));
      // Committed, lag against that, seen.
      await member.waitFor(new RegExp(`● ${orders}:0 +0 +7 +7 +0 +4 +3 +7 `), LONG);
      await leaves(member);
      const end = async (topic: string): Promise<string> =>
        (await committedOf(stage, name, topic)).join();
      expect(await end(orders)).toBe('4');
      expect((await stage.judge(name)).every(({ clientId }) => clientId === null)).toBe(true);
    });
  },
};

const piped: MemberScenario = {
  name: 'several topics come down one pipe, each line with its topic, to the end of all',
  async run(stage) {
    const [a, b] = [await stage.topic('a', 2), await stage.topic('b', 1)];
    const group = uniqueName('both');
    await stage.send(a, 0, users('u', 3));
    await stage.send(a, 1, users('v', 2));
    await stage.send(b, 0, users('w', 4));
    const base = [...memberArgs(stage, group, 'one'), a, b, '-e'];
    const lines = async (...args: string[]): Promise<string[]> => {
      const { code, stdout, stderr } = await runProgram([...base, ...args]);
      expect(code, stderr).toBe(0);
      return stdout.toString().split('\n').slice(0, -1).sort();
    };
    const places = (topic: string, partition: number, count: number, from = 0): string[] =>
      Array.from({ length: count }, (_, at) => `${topic}:${partition}:${from + at}`);
    const all = [...places(a, 0, 3), ...places(a, 1, 2), ...places(b, 0, 4)];
    expect(await lines('-f', '%t:%p:%o\\n')).toEqual(all.toSorted());
    expect(await committedOf(stage, group, a)).toEqual([3n, 2n]);
    expect(await committedOf(stage, group, b)).toEqual([4n]);
    expect(await lines('-f', '%t:%p:%o\\n')).toEqual([]);

    await stage.send(a, 1, users('x', 1));
    await stage.send(b, 0, users('y', 1));
    const envelopes = (await lines('-J')).map(
      (line) => JSON.parse(line) as { topic: string; partition: number; offset: number },
    );
    expect(
      envelopes.map(({ topic, partition, offset }) => `${topic}:${partition}:${offset}`).sort(),
    ).toEqual([`${a}:1:2`, `${b}:0:4`].sort());
    await stage.send(b, 0, users('z', 2));
    expect(await lines('-c', '1', '-f', '%t\\n')).toEqual([b]);
    expect(await committedOf(stage, group, b)).toEqual([6n]);
  },
};

const different: MemberScenario = {
  name: 'members of different topics share each topic among those that want it',
  async run(stage) {
    await inGroup(stage, 1, async ({ name, topic, join }) => {
      const orders = await stage.topic('orders', 2);
      const one = join('one');
      await one.waitFor((lines) => placesOf(lines).join() === '0', LONG);
      const two = join('two', orders);
      const three = join('three', orders);
      await eventually('all shared out', async () => {
        const shares = await stage.judge(name);
        const theirs = shares.filter((share) => share.topic === orders);
        const owners = theirs.map(({ clientId }) => clientId);
        return owners.sort().join() === 'three,two';
      });
      for (const [terminal, clientId] of [
        [two, 'two'],
        [three, 'three'],
      ] as const) {
        await has(terminal, await sharesOf(stage, name, clientId));
      }
      await stage.send(topic, 0, users('u', 3));
      for (const partition of [0, 1]) await stage.send(orders, partition, users('o', 4));
      const members = [one, two, three];
      const shares = await Promise.all(
        ['one', 'two', 'three'].map((clientId) => sharesOf(stage, name, clientId)),
      );
      expect(shares.flat().sort()).toEqual([`${orders}:0`, `${orders}:1`, `${topic}:0`]);
      const sizes = new Map([
        [`${topic}:0`, 3],
        [`${orders}:0`, 4],
        [`${orders}:1`, 4],
      ]);
      for (const [at, member] of members.entries()) {
        const count = (shares[at] ?? []).reduce((sum, place) => sum + (sizes.get(place) ?? 0), 0);
        await sees(member, count);
      }
    });
  },
};

const growing: MemberScenario = {
  name: 'partitions that a topic gets are shared out, and read from their beginning',
  async run(stage) {
    await inGroup(stage, 1, async ({ name, topic, join }) => {
      await stage.send(topic, 0, users('u', 3));
      const one = join('one');
      await sees(one, 3);
      const two = join('two');
      await two.waitFor(/no partition for this member: 2 members share 1 partition/, LONG);
      await grow(stage, topic, 2);
      await stage.send(topic, 1, users('v', 4));
      await Promise.all(
        [one, two].map((member) => member.waitFor((lines) => placesOf(lines).length === 1, LONG)),
      );
      await eventually('all committed', async () => {
        return (await committedOf(stage, name, topic)).join() === '3,4';
      });
      await stage.send(topic, 0, users('w', 2));
      const counts = (): number[] =>
        [one, two].map((member) => Number(/(\d+) seen/.exec(text(member))?.[1] ?? 0));
      // What moved from one to the other was committed before: nothing comes twice, nothing is left out.
      await eventually('nine in all', () =>
        Promise.resolve(counts()[0] === 9 - (counts()[1] ?? 0)),
      );
      for (const member of [one, two]) await leaves(member);
      expect(await committedOf(stage, name, topic)).toEqual([5n, 4n]);
    });
  },
};

const deleted: MemberScenario = {
  name: 'a topic that is deleted is said to be missing, the other is read, and it goes on when it is back',
  async run(stage) {
    await inGroup(stage, 1, async ({ topic, join }) => {
      const orders = await stage.topic('orders', 1);
      const member = join('one', orders);
      await has(member, [`${topic}:0`, `${orders}:0`]);
      await withAdmin(stage.brokers, (admin) => admin.deleteTopics({ topics: [orders] }));
      await member.waitFor(/topic gone/, LONG);
      await member.waitFor(/lost, retry/, LONG);
      await stage.send(topic, 0, users('u', 4));
      await sees(member, 4);
      await withAdmin(stage.brokers, (admin) =>
        admin.createTopics({ waitForLeaders: true, topics: [{ topic: orders, numPartitions: 1 }] }),
      );
      await stage.send(orders, 0, users('o', 2));
      await sees(member, 6);
      await member.waitFor(/connected$/m, LONG);
      await leaves(member);
    });
  },
};

/** Several topics in one membership, and what becomes of topics under their members, on any broker. */
export const memberTopicsScenarios: readonly MemberScenario[] = [
  screen,
  piped,
  different,
  growing,
  deleted,
];
