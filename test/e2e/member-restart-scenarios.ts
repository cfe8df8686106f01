import { expect } from 'vitest';
import {
  type Group,
  type MemberScenario,
  type MemberStage,
  committedOf,
  dies,
  eventually,
  inGroup,
  leaves,
  memberArgs,
  membersOf,
  ownOf,
  sees,
  seenOf,
  LONG,
} from './member-stage.js';
import { Follower, until } from './observers.js';
import { runProgram } from './program.js';
import { uniqueName, users } from './stage.js';
import { openPty, type PtyTerminal } from './terminal.js';

/** Rows of the stream that are marked as delivered before, for certain or perhaps. */
function repeatsOf(terminal: PtyTerminal): string[] {
  return terminal
    .screen()
    .flatMap((line) => /^│[ ▌](\d+:\d+) .* ↻\?? /.exec(line)?.slice(1, 2) ?? []);
}

/** Waits for a row, and for just these to be marked: a frame may come in pieces. */
async function marks(terminal: PtyTerminal, last: number, places: string[]): Promise<void> {
  await terminal.waitFor((lines) => {
    const isWhole = lines.some((line) => line.includes(`0:${last} `)) && ownOf(lines).length > 0;
    return isWhole && repeatsOf(terminal).join() === places.join();
  }, LONG);
}

/** Waits until it says where it has begun, and why there. */
async function starts(terminal: PtyTerminal, where: string): Promise<void> {
  await terminal.waitFor((lines) => lines.join('\n').includes(`starts: ${where}`), LONG);
}

const placesFrom = (from: number, until: number): string[] =>
  Array.from({ length: until - from }, (_, index) => `0:${from + index}`);

/** Puts a group back with kafka-tui's own `--write`, and leaves it again. */
async function resetOnScreen(stage: MemberStage, { name, topic }: Group): Promise<void> {
  const terminal = openPty({ args: [topic, '-b', stage.brokers, '--write'], cols: 120, rows: 40 });
  try {
    await terminal.waitFor(/connected/, LONG);
    terminal.type(`:group ${name}\r`);
    await terminal.waitFor(/─ Offsets[\s\S]*│▌\S+ +0 /, LONG);
    terminal.type('oearliest\r');
    await terminal.waitFor(/To do it, type the name of the group/, LONG);
    terminal.type(`${name}\r`);
    await terminal.waitFor(/offsets? of .* reset/, LONG);
  } finally {
    await terminal.close();
  }
}

const anew: MemberScenario = {
  name: 'a reset, ours or by another tool, starts over from the beginning, and so does a new name',
  async run(stage) {
    await inGroup(stage, 1, async (group) => {
      const { name, topic, join } = group;
      await stage.send(topic, 0, users('u', 8));
      const first = join('one');
      await sees(first, 8);
      await leaves(first);
      expect(await committedOf(stage, name, topic)).toEqual([8n]);
      const again = join('one');
      await again.waitFor((lines) => ownOf(lines).length === 1, LONG);
      await starts(again, '0 at 8 (committed)');
      // The next one is the first that it sees: none of the eight came before it.
      await stage.send(topic, 0, users('v', 1));
      await again.waitFor((lines) => {
        return seenOf(lines) === 1 && lines.some((line) => /^│[ ▌]0:8 /.test(line));
      }, LONG);
      await leaves(again);
      expect(await committedOf(stage, name, topic)).toEqual([9n]);

      await resetOnScreen(stage, group);
      expect(await committedOf(stage, name, topic)).toEqual([0n]);
      const over = join('one');
      await sees(over, 9);
      await starts(over, '0 at 0 (committed)');
      // Somebody wanted them again: that is no repeat that nobody has asked for.
      await marks(over, 8, []);
      await leaves(over);
      expect(await committedOf(stage, name, topic)).toEqual([9n]);

      await stage.reset(name, topic);
      const once = join('one');
      await sees(once, 9);
      await marks(once, 8, []);
      await leaves(once);

      const args = [...memberArgs(stage, uniqueName('new'), 'one'), topic, '-e', '-f', '%p:%o\\n'];
      const { stdout, stderr } = await runProgram(args);
      expect(stdout.toString().split('\n').slice(0, -1)).toEqual(placesFrom(0, 9));
      expect(stderr).toContain('0 at 0 (nothing committed: beginning)');
    });
  },
};

const killedAuto: MemberScenario = {
  name: 'after kill -9 a member that commits by itself goes on from its last commit, and marks what may repeat',
  async run(stage) {
    await inGroup(stage, 1, async ({ name, topic, join }) => {
      await stage.send(topic, 0, users('u', 10));
      const first = join('one');
      await sees(first, 10);
      await eventually('its commit', async () => {
        return (await committedOf(stage, name, topic)).join() === '10';
      });
      await stage.send(topic, 0, users('v', 5));
      await sees(first, 15);
      await dies(first);
      const [before = null] = await committedOf(stage, name, topic);
      const second = join('two');
      const begun = /starts: 0 at (\d+) \(committed\)/;
      const lines = await second.waitFor(begun, LONG);
      const committed = Number(begun.exec(lines.join('\n'))?.[1]);
      // The five may have been committed meanwhile, or not; what was on its way may have come behind the judge's look.
      expect([10, 15]).toContain(committed);
      expect([10n, BigInt(committed)]).toContain(before);
      await sees(second, 15 - committed);
      const repeats = placesFrom(committed, 15);
      if (repeats.length > 0) await marks(second, 14, repeats);
      // What comes now is nobody's repeat.
      await stage.send(topic, 0, users('w', 2));
      await sees(second, 17 - committed);
      await marks(second, 16, repeats);
      await leaves(second);
      expect(await committedOf(stage, name, topic)).toEqual([17n]);
    });
  },
};

const killedManual: MemberScenario = {
  name: 'after kill -9 a member that commits when told to goes on behind what was committed',
  async run(stage) {
    await inGroup(stage, 1, async ({ name, topic, join }) => {
      await stage.send(topic, 0, users('u', 10));
      const first = join('one', '--commit', 'manual');
      await sees(first, 10);
      first.type('kkk');
      await first.waitFor(/▌0:6 /);
      first.type('C');
      await first.waitFor(/committed 0 at 7 in \d+ ms/, LONG);
      await dies(first);
      expect(await committedOf(stage, name, topic)).toEqual([7n]);
      const second = join('two', '--commit', 'manual');
      await sees(second, 3);
      await starts(second, '0 at 7 (committed)');
      await marks(second, 9, placesFrom(7, 10));
      await leaves(second);
      expect(await committedOf(stage, name, topic)).toEqual([7n]);
    });
  },
};

const killedNone: MemberScenario = {
  name: 'a member that commits nothing leaves nothing, killed or not, and the next reads all of it',
  commitsNothing: true,
  async run(stage) {
    await inGroup(stage, 1, async ({ name, topic, join }) => {
      await stage.send(topic, 0, users('u', 10));
      const first = join('one', '--commit', 'none');
      await sees(first, 10);
      // There is no such key here, and nothing is said of it: it was read once the key behind it has worked.
      first.type('Cp');
      await first.waitFor(/PAUSED/, LONG);
      expect(await stage.judge(name)).toMatchObject([{ committed: null, clientId: 'one' }]);
      await leaves(first);
      const second = join('two', '--commit', 'none');
      await sees(second, 10);
      await dies(second);
      const third = join('three', '--commit', 'none');
      await sees(third, 10);
      await starts(third, '0 at 0 (nothing committed: beginning)');
      expect(await stage.judge(name)).toMatchObject([{ committed: null, clientId: 'three' }]);
    });
  },
};

const unasked: MemberScenario = {
  name: 'a member that commits when told to commits nothing else, whatever it does',
  commitsNothing: true,
  async run(stage) {
    await inGroup(stage, 2, async ({ name, topic, join }) => {
      for (const partition of [0, 1]) await stage.send(topic, partition, users('u', 5));
      const member = join('one', '--commit', 'manual');
      await sees(member, 10);
      member.press('p');
      await member.waitFor(/PAUSED/);
      member.press('g', 'G', 'p');
      member.type('/u3\r');
      await member.waitFor(/FILTER/);
      // Another one comes and goes: the group is shared out anew, twice.
      const other = join('two', '--commit', 'manual');
      await other.waitFor((lines) => ownOf(lines).length === 1, LONG);
      await member.waitFor((lines) => ownOf(lines).length === 1, LONG);
      await leaves(other);
      await member.waitFor((lines) => ownOf(lines).length === 2, LONG);
      await eventually('both are its own again, and nothing is committed', async () => {
        const judged = await stage.judge(name);
        expect(judged.filter(({ committed }) => committed !== null)).toEqual([]);
        return judged.map(({ clientId }) => clientId).join() === 'one,one';
      });
    });
  },
};

const killedPipe: MemberScenario = {
  name: 'a pipe that is killed loses nothing, and says what may come a second time',
  async run(stage) {
    const [topic, group] = [await stage.topic('killed', 1), uniqueName('killed')];
    await stage.send(topic, 0, users('u', 10));
    const first = new Follower([...memberArgs(stage, group, 'one'), topic]);
    try {
      await until(
        () => first.places.length === 10,
        () => first.stderr,
        LONG,
      );
      await eventually('its commit', async () => {
        return (await committedOf(stage, group, topic)).join() === '10';
      });
      await stage.send(topic, 0, users('v', 5));
      await until(
        () => first.places.length === 15,
        () => first.stderr,
        LONG,
      );
    } finally {
      first.kill();
    }
    const args = [...memberArgs(stage, group, 'two'), topic, '-e', '-f', '%p:%o\\n'];
    const { code, stdout, stderr } = await runProgram(args);
    expect(code, stderr).toBe(0);
    const rest = stdout.toString().split('\n').slice(0, -1);
    const from = 15 - rest.length;
    expect([10, 15]).toContain(from);
    expect(rest).toEqual(placesFrom(from, 15));
    if (from < 15) expect(stderr).toContain(`offsets ${from} to 14 may come a second time`);
    expect(await committedOf(stage, group, topic)).toEqual([15n]);
  },
};

const brokenPipe: MemberScenario = {
  name: 'a pipe whose reader goes away leaves at once, and has committed exactly what was written',
  async run(stage) {
    const [topic, group] = [await stage.topic('broken', 1), uniqueName('broken')];
    await stage.send(topic, 0, users('u', 10));
    // Its session would go on for longer than anybody waits here.
    const first = new Follower([...memberArgs(stage, group, 'one', 120_000), topic]);
    try {
      await until(
        () => first.places.length === 10,
        () => first.stderr,
        LONG,
      );
      const gone = first.goAway();
      await stage.send(topic, 0, users('v', 10));
      expect(await gone).toBe(0);
      expect(await membersOf(stage, group)).toEqual([]);
    } finally {
      first.kill();
    }
    expect(await committedOf(stage, group, topic)).toEqual([10n]);
    const args = [...memberArgs(stage, group, 'two'), topic, '-e', '-f', '%p:%o\\n'];
    const { stdout, stderr } = await runProgram(args);
    expect(stdout.toString().split('\n').slice(0, -1)).toEqual(placesFrom(10, 20));
    expect(stderr).not.toContain('a second time');
  },
};

/** Ends and beginnings of members, on any broker. */
export const memberRestartScenarios: readonly MemberScenario[] = [
  anew,
  killedAuto,
  killedManual,
  killedNone,
  unasked,
  killedPipe,
  brokenPipe,
];
