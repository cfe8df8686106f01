import { expect } from 'vitest';
import { runProgram } from './program.js';
import { type Stage, uniqueName, users } from './stage.js';
import { openPty, type PtyTerminal } from './terminal.js';

/** A partition of a group as somebody else sees it. */
export interface JudgedShare {
  readonly partition: number;
  readonly committed: bigint | null;
  /** null where nobody has it. */
  readonly clientId: string | null;
}

export interface MemberStage extends Stage {
  /** What an independent judge says of a group. */
  judge(group: string): Promise<readonly JudgedShare[]>;
}

export interface MemberScenario {
  readonly name: string;
  readonly run: (stage: MemberStage) => Promise<void>;
}

/** The shortest that a broker allows by default; ms. */
const SESSION_MS = 6_000;
const LONG = 60_000;
const WIDE = { cols: 160, rows: 40 };

interface Group {
  readonly name: string;
  readonly topic: string;
  /** Opens a member in a pty of its own, under this client id. */
  readonly join: (clientId: string, ...args: string[]) => PtyTerminal;
}

/** A topic, a group of its own, and members that are ended whatever happens. */
async function inGroup(
  stage: Stage,
  partitions: number,
  act: (group: Group) => Promise<void>,
): Promise<void> {
  const topic = await stage.topic('shared', partitions);
  const name = uniqueName('members');
  const members: PtyTerminal[] = [];
  const join = (clientId: string, ...args: string[]): PtyTerminal => {
    const properties = ['-X', `client.id=${clientId}`, '-X', `session.timeout.ms=${SESSION_MS}`];
    const all = ['-G', name, topic, '-b', stage.brokers, ...properties, ...args];
    const terminal = openPty({ args: all, ...WIDE });
    members.push(terminal);
    return terminal;
  };
  try {
    await act({ name, topic, join });
  } finally {
    await Promise.all(members.map((terminal) => terminal.close()));
  }
}

/** Partitions that a screen marks as its own. */
function ownOf(lines: readonly string[]): number[] {
  return lines.flatMap((line) => {
    const own = /^│ +● (\d+) /.exec(line)?.[1];
    return own === undefined ? [] : [Number(own)];
  });
}

/** How many messages it has counted. */
function seenOf(lines: readonly string[]): number {
  return Number(/(\d+) seen/.exec(lines[0] ?? '')?.[1] ?? -1);
}

async function leaves(terminal: PtyTerminal): Promise<void> {
  terminal.press('q');
  expect(await terminal.exit()).toEqual({ code: 0, signal: 0 });
  expect(terminal.restored()).toBe(true);
}

async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LONG;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it never came to that: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const sharing: MemberScenario = {
  name: 'three members share three partitions, and one that is killed is taken over from',
  async run(stage) {
    await inGroup(stage, 3, async ({ name, topic, join }) => {
      const members = ['one', 'two', 'three'].map((id) => join(id));
      for (const member of members) {
        await member.waitFor((lines) => ownOf(lines).length === 1, LONG);
      }
      const shares = members.map((member) => ownOf(member.screen()));
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
      heir?.type(':events\r');
      await heir?.waitFor(/one @ .* is gone/, LONG);
      await heir?.waitFor(/: one @ .* → (two|three) @ /, LONG);
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
  name: 'a signal leaves the group at once, after a last commit',
  async run(stage) {
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
      await inGroup(stage, 1, async ({ name, topic, join }) => {
        await stage.send(topic, 0, users('u', 10));
        const member = join('one');
        await member.waitFor((lines) => seenOf(lines) === 10, LONG);
        member.signal(signal);
        await member.exit();
        const [share] = await stage.judge(name);
        expect(share).toMatchObject({ committed: 10n, clientId: null });
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
    const big = await stage.topic('big', 1);
    await stage.send(big, 0, users('u', 5_000));
    const cut = uniqueName('cut');
    const { stdout } = await runProgram(['-b', stage.brokers, big, '-G', cut, '-e', '-q'], {
      closeAfter: 1,
    });
    const written = stdout.toString().split('\n').length;
    const [share] = await stage.judge(cut);
    expect(Number(share?.committed ?? 0n)).toBeLessThanOrEqual(5_000);
    if (written < 5_000) expect(share?.committed ?? 0n).not.toBe(5_000n);
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
