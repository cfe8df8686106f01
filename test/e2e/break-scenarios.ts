import { expect } from 'vitest';
import type { Scenario } from './screen-scenarios.js';
import { selected, watching } from './seek-scenarios.js';
import { user, users } from './stage.js';

const stopping: Scenario = {
  name: 'pauses at the first message that matches, shows it, and goes on to the next',
  async run(stage) {
    const topic = await stage.topic('stopping', 2);
    await stage.send(topic, 0, users('a', 5));
    await watching(stage, topic, async (terminal) => {
      await terminal.waitFor(/following/);
      terminal.type(':break key:wan');
      terminal.type('ted');
      terminal.press('enter');
      await terminal.waitFor(/BREAK .key:wanted/);
      await stage.send(topic, 0, [
        ...users('b', 3),
        { key: 'wanted', value: user('first') },
        ...users('c', 3),
        { key: 'wanted', value: user('second') },
        ...users('d', 3),
      ]);
      await terminal.waitFor((lines) => selected(lines).startsWith('0:8 '));
      await terminal.waitFor(/PAUSED.*BREAK .key:wanted/);
      expect((await terminal.waitFor(/stopped at 0:8/)).join('\n')).not.toMatch(/0:9 /);
      terminal.type('p');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:12 '));
      terminal.type(':break');
      terminal.press('enter');
      await terminal.waitFor((lines) => !lines.join('\n').includes('BREAK'));
      terminal.type('pG');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:15 '));
      terminal.press('q');
      expect((await terminal.exit()).code).toBe(0);
    });
  },
};

const around: Scenario = {
  name: 'shows what the other partitions wrote at the time of a message, and steps back',
  async run(stage) {
    const topic = await stage.topic('around', 2);
    await stage.send(topic, 0, users('early', 300));
    await stage.send(topic, 1, users('other', 300));
    await watching(stage, topic, async (terminal) => {
      await terminal.waitFor(/following/);
      terminal.type('s0:150');
      terminal.press('enter');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:150 '));
      terminal.type(':around ±1h');
      terminal.press('enter');
      await terminal.waitFor(/within 1h: 300 messages of 1 other partition/);
      await terminal.waitFor((lines) => selected(lines).startsWith('0:150 '));
      terminal.type('[[');
      await terminal.waitFor(/following/);
      terminal.press('q');
      expect((await terminal.exit()).code).toBe(0);
    });
  },
};

export const breakScenarios: readonly Scenario[] = [stopping, around];
