import { expect } from 'vitest';
import { kafkajsClient } from '../demo/broker/kafkajs-client.js';
import { eventually, withAdmin } from '../demo/broker/scenario-lab.js';
import { commit } from '../watch/watch-stage.js';
import { quits, type Scenario, selected, watching } from './screen-scenarios.js';
import { type Stage, uniqueName, users } from './stage.js';
import type { PtyTerminal } from './terminal.js';

/** Answers of a real broker that has much to do. */
const PATIENCE = 15_000;

function sees(terminal: PtyTerminal, what: RegExp): Promise<string[]> {
  return terminal.waitFor(what, PATIENCE);
}

/** Filters the list on screen, as nobody else's rows are looked for. */
async function only(terminal: PtyTerminal, name: string): Promise<void> {
  terminal.type(`/${name}`);
  await sees(terminal, new RegExp(`filter: ${name}`));
  terminal.press('enter');
  await terminal.waitFor((lines) => {
    const screen = lines.join('\n');
    return screen.includes(`1 of 1 · “${name}”`) && screen.includes('▌');
  }, PATIENCE);
}

/** What the broker has for a group, asked by somebody else. */
async function committed(stage: Stage, groupId: string, topic: string): Promise<string[]> {
  const [found] = await withAdmin(stage.brokers, (admin) =>
    admin.fetchOffsets({ groupId, topics: [topic] }),
  );
  const partitions = found?.partitions ?? [];
  return [...partitions]
    .sort((one, other) => one.partition - other.partition)
    .map(({ offset }) => offset);
}

/** A topic of two partitions, and a group that has read some of it and is gone. */
async function leftBehind(stage: Stage, word: string): Promise<{ topic: string; group: string }> {
  const topic = await stage.topic(word, 2);
  const group = uniqueName(`${word}-readers`);
  await stage.send(topic, 0, users('ada', 20));
  await stage.send(topic, 1, users('bob', 30));
  await commit(stage, group, topic, [5, 30]);
  return { topic, group };
}

const around: Scenario = {
  name: 'starts among the topics, opens one, finds back, and leaves',
  async run(stage) {
    const topic = await stage.topic('wandering', 2);
    await stage.send(topic, 0, users('ada', 7));
    await watching(stage, [], async (terminal) => {
      await sees(terminal, /─ Topics {2}\d+ of \d+/);
      await only(terminal, topic);
      await sees(terminal, /▌.* 2 .* 7 /);
      terminal.press('enter');
      await sees(terminal, /ada6@example\.org/);
      await sees(terminal, new RegExp(`▸ ${topic} +direct, no group`));
      terminal.press('q');
      // The list is as it was left, and shows what came meanwhile.
      await sees(terminal, new RegExp(`“${topic}”`));
      expect(selected(terminal.screen())).toContain('wandering-');
      await stage.send(topic, 1, users('bob', 4));
      await sees(terminal, /▌.* 2 .* 11 /);
      terminal.press('ctrl-r', 'd');
      await sees(terminal, /cleanup\.policy +delete +\S/);
      terminal.press('esc');
      await sees(terminal, /─ Topics/);
      terminal.press('esc');
      await terminal.waitFor((lines) => !lines.join('\n').includes('“'), PATIENCE);
      await quits(terminal);
    });
  },
};

const groups: Scenario = {
  name: 'shows the lag of a group, its offsets and its members, from the messages and back',
  async run(stage) {
    const { topic, group } = await leftBehind(stage, 'lagging');
    await watching(stage, [topic], async (terminal) => {
      await sees(terminal, /bob29@/);
      terminal.type(':groups\r');
      await sees(terminal, /─ Groups/);
      await only(terminal, group);
      await sees(terminal, /▌lagging-readers\S* +Empty .* 15 /);
      terminal.press('enter');
      await sees(terminal, /no members/);
      await sees(terminal, /│▌\S+ +0 .* 5 +20 +15 /);
      await sees(terminal, /│ \S+ +1 .* 30 +30 +0 /);
      const member = await kafkajsClient.join(stage.brokers, group, topic);
      await sees(terminal, /Stable +classic/);
      await sees(terminal, /│▌?.+ \/?\d+\.\d+\.\d+\.\d+ .*0 1/);
      await member.leave();
      await sees(terminal, /no members/);
      terminal.type(':brokers\r');
      await sees(terminal, /─ Brokers/);
      await sees(terminal, new RegExp(`${stage.brokers.split(':')[1] ?? ''} .*`));
      terminal.type(':stream\r');
      await sees(terminal, /bob29@/);
      await quits(terminal);
    });
  },
};

const reset: Scenario = {
  name: 'resets offsets after the name of the group was typed, and not before',
  async run(stage) {
    const { topic, group } = await leftBehind(stage, 'resetting');
    await watching(stage, [topic, '--write'], async (terminal) => {
      await sees(terminal, /bob29@/);
      terminal.type(`:group ${group}\r`);
      await sees(terminal, /│▌\S+ +0 .* 5 +20 +15 /);
      await sees(terminal, /WRITE/);
      terminal.press('o');
      await sees(terminal, /Where to\?/);
      terminal.type('earliest\r');
      await sees(terminal, /To do it, type the name of the group/);
      await sees(terminal, /2 partitions: 0 skipped, 35 replayed/);
      terminal.type(`${group}x\r`);
      await sees(terminal, /this is not the name of the group/);
      terminal.press('esc');
      await sees(terminal, /─ Offsets/);
      expect(await committed(stage, group, topic)).toEqual(['5', '30']);

      terminal.type('oearliest\r');
      await sees(terminal, /To do it, type the name of the group/);
      terminal.type(`${group}\r`);
      await sees(terminal, /2 offsets of .* reset/);
      expect(await committed(stage, group, topic)).toEqual(['0', '0']);
      await sees(terminal, /│ \S+ +1 .* 0 +30 +30 /);

      // One partition alone: the second.
      terminal.type('GO+7\r');
      await sees(terminal, /1 partition: 7 skipped, 0 replayed/);
      terminal.type(`${group}\r`);
      await sees(terminal, /1 offset of .* reset/);
      expect(await committed(stage, group, topic)).toEqual(['0', '7']);
      terminal.press('ctrl-c');
      expect((await terminal.exit()).code).toBe(130);
    });
  },
};

const refused: Scenario = {
  name: 'changes nothing without --write, nor while the group has members, and says so',
  async run(stage) {
    const { topic, group } = await leftBehind(stage, 'refusing');
    const member = await kafkajsClient.join(stage.brokers, group, topic);
    await eventually('both partitions', () => member.assigned()?.length === 2);
    await watching(stage, ['--write'], async (terminal) => {
      await sees(terminal, /─ Topics/);
      terminal.type(`:group ${group}\r`);
      await sees(terminal, /Stable +classic/);
      terminal.type('oearliest\r');
      await sees(terminal, /⚠ .*(member|in use)/i);
      expect(terminal.screen().join('\n')).not.toContain('type the name of the group');
      terminal.press('esc');
      await sees(terminal, /─ Offsets/);
      terminal.press('D');
      await sees(terminal, /Delete group/);
      terminal.type(`${group}\r`);
      await sees(terminal, /⚠ .*(member|in use)/i);
      terminal.press('esc');
      await sees(terminal, /─ Offsets/);
      await quitsFrom(terminal, 2);
    });
    await member.leave();
    const before = await committed(stage, group, topic);
    await watching(stage, [], async (terminal) => {
      await sees(terminal, /─ Topics/);
      terminal.type(`:group ${group}\r`);
      await sees(terminal, /│▌\S+ +0 /);
      for (const key of ['o', 'D']) {
        terminal.press(key);
        await sees(terminal, /needs --write/);
      }
      await quitsFrom(terminal, 2);
    });
    expect(await committed(stage, group, topic)).toEqual(before);
  },
};

/** Goes back as often as there are screens to go back to, and quits from the first. */
async function quitsFrom(terminal: PtyTerminal, screens: number): Promise<void> {
  for (let left = screens; left > 1; left -= 1) {
    terminal.press('q');
    await sees(terminal, /q (quit|back)/);
  }
  await quits(terminal);
}

const deletion: Scenario = {
  name: 'deletes a group after its name was typed',
  async run(stage) {
    const { topic, group } = await leftBehind(stage, 'deleting');
    await watching(stage, [topic, '--write'], async (terminal) => {
      await sees(terminal, /bob29@/);
      terminal.type(':groups\r');
      await sees(terminal, /─ Groups/);
      await only(terminal, group);
      terminal.press('D');
      await sees(terminal, new RegExp(`─ Delete group ${group}`));
      terminal.type(`${group}\r`);
      await sees(terminal, /group .* deleted/);
      await terminal.waitFor((lines) => !lines.some((line) => line.includes('│▌')), PATIENCE);
      const { groups: left } = await withAdmin(stage.brokers, (admin) => admin.listGroups());
      expect(left.map(({ groupId }) => groupId)).not.toContain(group);
      terminal.press('ctrl-c');
      expect((await terminal.exit()).code).toBe(130);
    });
  },
};

/** Looking around the cluster, and changing what groups have committed; the same on every broker. */
export const listScenarios: readonly Scenario[] = [around, groups, reset, refused, deletion];
