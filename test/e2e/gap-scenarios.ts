import { expect } from 'vitest';
import type { Scenario } from './screen-scenarios.js';
import { selected, watching } from './seek-scenarios.js';
import { user, users, type SentMessage } from './stage.js';
import type { PtyTerminal } from './terminal.js';

/** Goes to an offset of partition 0, or near it, and waits for what the detail says of the gap before it. */
async function gapAt(terminal: PtyTerminal, place: number, words: RegExp): Promise<void> {
  terminal.type(`s0:${place}`);
  terminal.press('enter');
  await terminal.waitFor((lines) => selected(lines).startsWith(`0:${place} `));
  await terminal.waitFor(words);
}

async function leaves(terminal: PtyTerminal): Promise<void> {
  terminal.press('q');
  expect((await terminal.exit()).code).toBe(0);
}

const transactions: Scenario = {
  name: 'says which messages before one were rolled back, which are markers, and what was deleted before the first',
  async run(stage) {
    const topic = await stage.topic('gaps', 1);
    await stage.send(topic, 0, users('kept', 2));
    await stage.sendAborted(topic, 0, users('void', 3));
    await stage.send(topic, 0, users('after', 2));
    await stage.sendAborted(topic, 0, users('late', 2));
    await stage.deleteBefore(topic, 0, 1);
    await watching(stage, topic, async (terminal) => {
      await terminal.waitFor((lines) => selected(lines).startsWith('0:7 '));
      await terminal.waitFor(/┆0:6 /);
      await terminal.waitFor(/behind +8 to 10: 2 aborted, 1 abort marker/);
      await gapAt(terminal, 6, /gap +2 to 5: 3 aborted, 1 abort marker/);
      await gapAt(terminal, 1, /gap +0: 1 removed by retention, or deleted/);
      terminal.type('s0:3');
      terminal.press('enter');
      await terminal.waitFor(/0:3 was rolled back: this is 0:6/);
      // A filter leaves out messages; the gap is in the log.
      terminal.type('/after0');
      terminal.press('enter');
      await terminal.waitFor(/FILTER/);
      await terminal.waitFor((lines) => selected(lines).startsWith('0:6 '));
      await terminal.waitFor(/gap +2 to 5: 3 aborted, 1 abort marker/);
      await leaves(terminal);
    });
  },
};

const uncommitted: Scenario = {
  name: 'says that a marker alone is missing where what was rolled back is read as well',
  async run(stage) {
    const topic = await stage.topic('uncommitted', 1);
    await stage.sendAborted(topic, 0, users('void', 3));
    await stage.send(topic, 0, users('after', 2));
    await watching(
      stage,
      topic,
      async (terminal) => {
        await terminal.waitFor((lines) => selected(lines).startsWith('0:5 '));
        await terminal.waitFor(/0:2 .*void2@/);
        await gapAt(terminal, 4, /gap +3: 1 abort marker/);
        await leaves(terminal);
      },
      ['-X', 'isolation.level=read_uncommitted'],
    );
  },
};

const compaction: Scenario = {
  name: 'says what compaction has taken, between messages and from the beginning',
  async run(stage) {
    const topic = await stage.topic('compacted', 1, {
      'cleanup.policy': 'compact',
      'segment.ms': '5',
      'min.cleanable.dirty.ratio': '0.01',
    });
    const keyed = (...keys: string[]): SentMessage[] =>
      keys.map((key) => ({ key, value: user(key) }));
    await stage.send(topic, 0, keyed('x', 'a', 'b', 'c', 'a', 'b', 'd'));
    await stage.send(topic, 0, keyed('x'));
    await stage.send(topic, 0, keyed('last'));
    await stage.compact(topic, 0, [3, 4, 5, 6, 7, 8]);
    await stage.send(topic, 0, keyed('c'));
    await stage.send(topic, 0, keyed('end'));
    await stage.compact(topic, 0, [4, 5, 6, 7, 8, 9, 10]);
    await watching(stage, topic, async (terminal) => {
      await terminal.waitFor((lines) => selected(lines).startsWith('0:10 '));
      await gapAt(terminal, 4, /gap +0 to 3: 4 compacted away/);
      terminal.type('s0:2');
      terminal.press('enter');
      await terminal.waitFor(
        /0:2 is not in the log any more, as compaction leaves it: this is 0:4/,
      );
      await leaves(terminal);
    });
  },
};

export const gapScenarios: readonly Scenario[] = [transactions, uncommitted, compaction];
