import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Scenario } from './screen-scenarios.js';
import { user, users, type Stage } from './stage.js';
import { openPty, type PtyTerminal } from './terminal.js';

export async function watching(
  stage: Stage,
  topic: string,
  act: (terminal: PtyTerminal) => Promise<void>,
  options: readonly string[] = [],
): Promise<void> {
  const args = [topic, '-b', stage.brokers, ...options];
  const terminal = openPty({ args, cols: 120, rows: 40 });
  try {
    await act(terminal);
  } finally {
    await terminal.close();
  }
}

export function selected(lines: readonly string[]): string {
  return lines.find((line) => line.includes('▌'))?.split('▌')[1] ?? '';
}

const anywhere: Scenario = {
  name: 'goes anywhere in the topic, scrolls beyond what was read, and steps back',
  async run(stage) {
    const topic = await stage.topic('anywhere', 1);
    await stage.send(topic, 0, users('u', 3_000));
    await watching(stage, topic, async (terminal) => {
      await terminal.waitFor((lines) => selected(lines).includes('0:2999'));
      terminal.type('sbegining');
      terminal.press('enter');
      await terminal.waitFor(/did you mean beginning\?/);
      terminal.press('esc');
      terminal.type(':se');
      terminal.press('tab');
      await terminal.waitFor(/seek|search/);
      terminal.press('esc');
      terminal.type('s0:1234');
      terminal.press('enter');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:1234'));
      await terminal.waitFor(/below/);
      // Above what was loaded, and on through it.
      for (let page = 0; page < 3; page++) terminal.press('pgup');
      await terminal.waitFor((lines) => Number(/0:(\d+)/.exec(selected(lines))?.[1]) < 1_200);
      terminal.type('G');
      await terminal.waitFor((lines) => selected(lines).includes('0:2999'));
      terminal.type('[');
      await terminal.waitFor((lines) => Number(/0:(\d+)/.exec(selected(lines))?.[1]) < 1_200);
      terminal.type('s0:9999');
      terminal.press('enter');
      await terminal.waitFor(/0:9999 is not there yet/);
      terminal.type('G');
      await terminal.waitFor(/following/);
      await stage.send(topic, 0, [{ key: 'new', value: user('newest') }]);
      await terminal.waitFor((lines) => selected(lines).includes('0:3000'));
      terminal.press('q');
      expect((await terminal.exit()).code).toBe(0);
    });
  },
};

const search: Scenario = {
  name: 'searches the whole topic, opens the stream around what was found, and comes back to it',
  async run(stage) {
    const topic = await stage.topic('searched', 2);
    await stage.send(topic, 0, [...users('a', 2_000), ...users('needle', 2), ...users('b', 2_000)]);
    await stage.send(topic, 1, users('c', 1_000));
    await watching(stage, topic, async (terminal) => {
      await terminal.waitFor(/following/);
      terminal.type(':search needle');
      terminal.press('enter');
      await terminal.waitFor(/2 found/);
      await terminal.waitFor(/100 % .*done/);
      terminal.press('down');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:2001'));
      terminal.press('enter');
      await terminal.waitFor(/Stream/);
      await terminal.waitFor((lines) => selected(lines).startsWith('0:2001'));
      // What stands around it, whether it matches or not.
      await terminal.waitFor(/a1999@example\.org/);
      // Back to the results, where one was, and all of them into a file.
      terminal.press('esc');
      await terminal.waitFor(/2 of 2 found/);
      const folder = mkdtempSync(join(tmpdir(), 'results-'));
      const file = join(folder, 'f');
      terminal.type('e');
      await terminal.waitFor(/:save kafka-tui-results\.jsonl/);
      terminal.press('ctrl-w');
      terminal.type(file);
      terminal.press('enter');
      await terminal.waitFor(/2 messages written to/);
      const lines = readFileSync(file, 'utf8').trim().split('\n');
      rmSync(folder, { recursive: true });
      expect(lines.map((line) => (JSON.parse(line) as { offset: number }).offset)).toEqual([
        2_000, 2_001,
      ]);
      terminal.press('esc');
      await terminal.waitFor(/Stream/);
      terminal.type('[');
      await terminal.waitFor(/following/);
      terminal.press('q');
      expect((await terminal.exit()).code).toBe(0);
    });
  },
};

const query: Scenario = {
  name: 'takes a query as hands type it: completed, mistyped, corrected, recalled; searches on, stops, shows all around',
  async run(stage) {
    const topic = await stage.topic('queried', 2);
    await stage.send(topic, 1, users('b', 300));
    await stage.send(topic, 0, [
      ...users('a', 1_500),
      { key: 'k', value: user('odd', { credit: 7 }) },
    ]);
    await watching(stage, topic, async (terminal) => {
      await terminal.waitFor(/following/);
      // What is there so far is completed from the fields of the messages.
      terminal.type('/cr');
      terminal.press('tab');
      await terminal.waitFor(/filter: credit:/);
      terminal.type('>0 AND');
      await terminal.waitFor(/AND needs a term behind it/);
      terminal.press('enter');
      await terminal.waitFor(/AND needs a term behind it/);
      terminal.press('ctrl-w');
      terminal.type(' -name:b*');
      terminal.press('enter');
      await terminal.waitFor(/FILTER “credit:>0 +-name:b\*”/);
      await terminal.waitFor((lines) => selected(lines).startsWith('0:1500'));
      // The same once more is the search of all of it.
      terminal.type('/');
      terminal.press('up', 'enter');
      await terminal.waitFor(/1 found/);
      await terminal.waitFor(/100 % .*done/);
      terminal.press('esc', 'esc');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:1500'));
      terminal.type(':around');
      terminal.press('enter');
      await terminal.waitFor(/a1499@example\.org/);
      await terminal.waitFor((lines) => selected(lines).startsWith('0:1500'));
      // Both keys are there before a single message was read.
      terminal.type(':search example');
      terminal.press('enter', 'esc');
      await terminal.waitFor(/stopped/);
      terminal.press('esc');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:1500'));
      terminal.type('s0:7');
      terminal.press('enter');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:7 '));
      terminal.type('[');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:1500'));
      terminal.type(']');
      await terminal.waitFor((lines) => selected(lines).startsWith('0:7 '));
      terminal.press('q');
      expect((await terminal.exit()).code).toBe(0);
    });
  },
};

export const seekScenarios: readonly Scenario[] = [anywhere, search, query];
