import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Scenario } from './screen-scenarios.js';
import { selected } from './seek-scenarios.js';
import { user, type Stage } from './stage.js';
import { openPty, type PtyTerminal } from './terminal.js';

/** The program on a topic, with a folder of configuration of its own. */
async function configured(
  stage: Stage,
  topic: string,
  folder: string,
  act: (terminal: PtyTerminal) => Promise<void>,
): Promise<void> {
  const env = { XDG_CONFIG_HOME: folder };
  const terminal = openPty({ args: [topic, '-b', stage.brokers], cols: 120, rows: 40, env });
  try {
    await act(terminal);
    terminal.press('q');
    expect((await terminal.exit()).code).toBe(0);
  } finally {
    await terminal.close();
  }
}

const found: Scenario = {
  name: 'shows chosen fields and filters by a name, in the next run too',
  async run(stage) {
    const topic = await stage.topic('columns', 1);
    const rich = user('rich', { credit: 12345678901234567890n.toString(), city: 'Paris' });
    await stage.send(topic, 0, [
      { key: 'poor', value: user('poor', { city: 'Oslo' }) },
      { key: 'rich', value: rich.replace('"12345678901234567890"', '12345678901234567890') },
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'kafka-tui-columns-'));
    const file = join(folder, 'kafka-tui/config.yaml');
    mkdirSync(join(folder, 'kafka-tui'));
    writeFileSync(file, '# mine\n', { mode: 0o600 });
    try {
      await configured(stage, topic, folder, async (terminal) => {
        await terminal.waitFor(/following/);
        terminal.type(':columns cred');
        terminal.press('tab');
        await terminal.waitFor(/:columns credit/);
        terminal.type('city');
        terminal.press('enter');
        await terminal.waitFor(/place.*credit +city/);
        await terminal.waitFor((lines) => /12345678901234567890 +Paris/.test(selected(lines)));
        terminal.type(':filter save big credit:>5');
        terminal.press('enter');
        await terminal.waitFor(/:filter big is credit:>5; kept in/);
      });
      expect(readFileSync(file, 'utf8')).toMatch(/^# mine\n/);
      await configured(stage, topic, folder, async (terminal) => {
        await terminal.waitFor(/place.*credit +city/);
        terminal.type(':filter bi');
        terminal.press('tab');
        await terminal.waitFor(/:filter big/);
        terminal.press('enter');
        await terminal.waitFor(/FILTER .credit:>5.*1 of 2/);
        terminal.press('esc');
        await terminal.waitFor((lines) => !lines.join('\n').includes('FILTER'));
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

export const columnsScenarios: readonly Scenario[] = [found];
