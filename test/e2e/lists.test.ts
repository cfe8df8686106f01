import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listScenarios } from './list-scenarios.js';
import { openPty } from './terminal.js';
import { embeddedStage, type EmbeddedStage } from './stage.js';

/** What only a scenario that changes something may send. */
const CHANGES = ['OffsetCommit', 'DeleteGroups'];
const NEVER = ['Produce', 'CreateTopics', 'JoinGroup', 'SyncGroup', 'Heartbeat', 'LeaveGroup'];

describe('looking around the embedded broker', () => {
  let stage: EmbeddedStage;
  beforeAll(async () => {
    stage = await embeddedStage();
  });
  afterAll(async () => {
    await stage.close();
  });

  it.each(listScenarios)('$name', { timeout: 90_000 }, async ({ name, run }) => {
    stage.broker.forgetRequests();
    await run(stage);
    const mayChange = name.startsWith('resets') || name.startsWith('deletes');
    const forbidden = mayChange ? NEVER : [...NEVER, ...CHANGES];
    const ours = stage.broker.requests().filter(({ clientId }) => clientId === 'kafka-tui');
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.map(({ apiName }) => apiName).filter((api) => forbidden.includes(api))).toEqual([]);
  });
});

it(
  'shows the topics of the demo, and the group that reads there',
  { timeout: 60_000 },
  async () => {
    const terminal = openPty({ args: ['--demo'], cols: 80, rows: 24 });
    try {
      await terminal.waitFor(/▸ new_users/);
      terminal.type(':topics\r');
      await terminal.waitFor(/bus-stop-alerts[^]*new_users[^]*orders/, 15_000);
      terminal.type(':groups\r');
      await terminal.waitFor(/order-tracker/, 15_000);
      terminal.press('enter');
      // Its members come and go, and come back.
      await terminal.waitFor(/order-tracker-1 .* orders \d/, 40_000);
      terminal.press('o');
      await terminal.waitFor(/needs --write/);
      terminal.press('q', 'q', 'q', 'q');
      expect(await terminal.exit()).toEqual({ code: 0, signal: 0 });
      expect(terminal.restored()).toBe(true);
    } finally {
      await terminal.close();
    }
  },
);

it(
  'answers keys on a list at once over a link of 10 KB/s, and sends little while nothing is pressed',
  { timeout: 90_000 },
  async () => {
    const terminal = openPty({ args: ['--demo'], cols: 120, rows: 40, bytesPerSecond: 10_000 });
    const under = (lines: readonly string[]) => lines.find((line) => line.includes('▌')) ?? '';
    try {
      await terminal.waitFor(/▸ new_users/, 20_000);
      terminal.type(':topics\r');
      await terminal.waitFor(/bus-stop-alerts[^]*new_users[^]*orders/, 20_000);
      for (const key of ['down', 'down', 'up'] as const) {
        const before = under(terminal.screen()).slice(0, 30);
        terminal.press(key);
        await terminal.waitFor((lines) => !['', before].includes(under(lines).slice(0, 30)), 5_000);
      }
      const { bytes } = terminal;
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      // Ages, rates and numbers of messages change; a screen of rows would be 10 KB.
      expect(terminal.bytes - bytes).toBeLessThan(5_000);
      terminal.press('ctrl-c');
      expect((await terminal.exit()).code).toBe(130);
    } finally {
      await terminal.close();
    }
  },
);
