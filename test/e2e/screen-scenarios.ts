import { expect } from 'vitest';
import type { Stage } from './stage.js';
import { user, users } from './stage.js';
import { openPty, type PtyOptions, type PtyTerminal } from './terminal.js';

export interface Scenario {
  readonly name: string;
  readonly run: (stage: Stage) => Promise<void>;
}

type Shape = Pick<PtyOptions, 'cols' | 'rows' | 'env' | 'bytesPerSecond'>;

/** Runs the program on a topic in a pty, and ends it whatever happens. */
export async function watching(
  stage: Stage,
  args: readonly string[],
  act: (terminal: PtyTerminal) => Promise<void>,
  shape: Shape = {},
): Promise<void> {
  const terminal = openPty({ args: [...args, '-b', stage.brokers], ...shape });
  try {
    await act(terminal);
  } finally {
    await terminal.close();
  }
}

/** The row of the stream that is selected. */
export function selected(lines: readonly string[]): string {
  return lines.find((line) => line.includes('▌'))?.split('▌')[1] ?? '';
}

export async function quits(terminal: PtyTerminal): Promise<void> {
  terminal.press('q');
  expect(await terminal.exit()).toEqual({ code: 0, signal: 0 });
  expect(terminal.restored()).toBe(true);
}

const first: Scenario = {
  name: 'shows the newest messages, the selected one decoded, and every partition counted',
  async run(stage) {
    const topic = await stage.topic('new_users', 3);
    await stage.send(topic, 0, users('ada', 80));
    await stage.send(topic, 1, users('bob', 80));
    await watching(stage, [topic], async (terminal) => {
      const lines = await terminal.waitFor(/at end/);
      const screen = lines.join('\n');
      expect(screen).toContain('direct, no group');
      expect(screen).toMatch(/100 seen/);
      expect(screen).toMatch(/connected/);
      expect(screen).toMatch(/bob79@example\.org/);
      expect(screen).toMatch(/"premium": true/);
      expect(screen).toMatch(/│ +0 +0 +80 +80 +0 +\d+ .*at end/);
      expect(screen).toMatch(/│ +2 +0 +0 +0 +0 +0 .*at end/);
      await stage.send(topic, 2, [{ key: 'zoe', value: user('zoe') }]);
      await terminal.waitFor(/zoe@example\.org.*\n/);
      await terminal.waitFor((now) => selected(now).includes('2:0'));
      await terminal.waitFor(/│ +2 +0 +1 +1 +0 +1 /);
      await quits(terminal);
    });
  },
};

const burst: Scenario = {
  name: 'takes every key of a burst that arrives in one write',
  async run(stage) {
    const topic = await stage.topic('burst', 1);
    await stage.send(topic, 0, users('u', 30));
    await watching(stage, [topic], async (terminal) => {
      await terminal.waitFor((lines) => selected(lines).includes('0:29'));
      terminal.type('kkkkkkk');
      await terminal.waitFor((lines) => selected(lines).includes('0:22'));
      terminal.type('jjjk');
      await terminal.waitFor((lines) => selected(lines).includes('0:24'));
      terminal.type('g');
      await terminal.waitFor((lines) => selected(lines).includes('0:0 '));
      terminal.type('G');
      await terminal.waitFor((lines) => selected(lines).includes('0:29'));
      terminal.type('kkq');
      expect((await terminal.exit()).code).toBe(0);
    });
  },
};

const pause: Scenario = {
  name: 'pauses without losing anything: the view stands, the counters show what waits, resuming shows it all',
  async run(stage) {
    const topic = await stage.topic('paused', 1);
    await stage.send(topic, 0, users('before', 5));
    await watching(stage, [topic], async (terminal) => {
      await terminal.waitFor(/before4@/);
      terminal.press('p');
      await terminal.waitFor(/PAUSED/);
      await stage.send(topic, 0, users('later', 37));
      // The end of the log moves on, the next offset to read does not.
      await terminal.waitFor(/│ +0 +0 +5 +42 +37 +5 /);
      expect(terminal.screen().join('\n')).not.toContain('later');
      terminal.press('space');
      await terminal.waitFor(/later36@/);
      await terminal.waitFor(/│ +0 +0 +42 +42 +0 +42 /);
      await quits(terminal);
    });
  },
};

const filter: Scenario = {
  name: 'filters by plain text while it is typed, moves between matches, and brings everything back',
  async run(stage) {
    const topic = await stage.topic('filtered', 2);
    await stage.send(topic, 0, [...users('ann', 10), { key: 'x', value: user('Lara') }]);
    await stage.send(topic, 1, [{ key: 'lara-2', value: user('someone') }, ...users('tom', 10)]);
    await watching(stage, [topic], async (terminal) => {
      await terminal.waitFor(/tom9@/);
      terminal.type('/lara');
      await terminal.waitFor(/filter: lara/);
      terminal.press('enter');
      await terminal.waitFor((lines) => {
        const screen = lines.join('\n');
        return (
          screen.includes('Lara@example.org') &&
          screen.includes('lara-2') &&
          !screen.includes('tom9@')
        );
      });
      await terminal.waitFor(/FILTER/);
      const here = selected(terminal.screen());
      terminal.press('N');
      await terminal.waitFor((lines) => selected(lines) !== '' && selected(lines) !== here);
      await stage.send(topic, 0, [
        { key: 'clara', value: user('new') },
        { key: 'y', value: user('no') },
      ]);
      await terminal.waitFor(/clara/);
      expect(terminal.screen().join('\n')).not.toContain('no@example.org');
      terminal.press('esc');
      await terminal.waitFor(/tom9@|no@example\.org/);
      await quits(terminal);
    });
  },
};

const zoom: Scenario = {
  name: 'zooms, goes from pane to pane, shows bytes, and finds back',
  async run(stage) {
    const topic = await stage.topic('zoomed', 1);
    await stage.send(topic, 0, [
      { key: 'k', value: user('zed', { big: 1 }).replace('1}', '9007199254740993}') },
    ]);
    await watching(stage, [topic], async (terminal) => {
      await terminal.waitFor(/zed@/);
      terminal.press('tab', 'enter');
      await terminal.waitFor((lines) => !lines.join('\n').includes('Partitions'));
      // Every digit of a 64-bit number is kept.
      expect(terminal.screen().join('\n')).toContain('9007199254740993');
      terminal.press('x');
      await terminal.waitFor(/7b 22 65 6d/);
      terminal.press('x', 'esc');
      await terminal.waitFor(/Partitions/);
      terminal.press('?');
      await terminal.waitFor(/pause/);
      terminal.press('esc');
      await terminal.waitFor(/Partitions/);
      await quits(terminal);
    });
  },
};

const resize: Scenario = {
  name: 'draws itself anew at every size, and says so where there is too little room',
  async run(stage) {
    const topic = await stage.topic('resized', 2);
    await stage.send(topic, 0, users('u', 20));
    await watching(stage, [topic], async (terminal) => {
      await terminal.waitFor(/u19@/);
      terminal.resize(80, 24);
      await terminal.waitFor(
        (lines) => lines.length === 24 && /╭─ Stream.*─╮$/m.test(lines.join('\n')),
      );
      terminal.resize(40, 10);
      await terminal.waitFor((lines) => lines.length === 10 && lines.join('\n').includes('0:19'));
      terminal.resize(20, 5);
      await terminal.waitFor(/40x10|40×10/);
      terminal.resize(160, 50);
      const wide = await terminal.waitFor(/at end/);
      expect(Math.max(...wide.map((line) => line.length))).toBe(160);
      await quits(terminal);
    });
  },
};

const odd: Scenario = {
  name: 'marks tombstones, empty, binary and broken values, each in its own way',
  async run(stage) {
    const topic = await stage.topic('odd', 1);
    await stage.send(topic, 0, [
      { key: 'gone', value: null },
      { key: 'bytes', value: Buffer.from([0x8b, 0x08, 0x00, 0xff]) },
      { key: 'broken', value: '{"email": ' },
      { key: 'text', value: 'just words' },
    ]);
    await watching(stage, [topic], async (terminal) => {
      const screen = (await terminal.waitFor(/just words/)).join('\n');
      expect(screen).toMatch(/gone +∅ tombstone/);
      expect(screen).toMatch(/bytes +▦ 4 B +8b 08 00 ff/);
      expect(screen).toMatch(/broken +⚠ not JSON/);
      terminal.type('kk');
      await terminal.waitFor(/not UTF-8/);
      await quits(terminal);
    });
  },
};

const hostile: Scenario = {
  name: 'lets no control character of a message reach the terminal, and keeps its columns',
  async run(stage) {
    const topic = await stage.topic('hostile', 1);
    const evil = '\u001B]0;owned\u0007\u001B[2J\u001B[31m\u009B2J\u202Eevil';
    await stage.send(topic, 0, [
      {
        key: evil,
        value: `{"name":"${'日本語'.repeat(30)}","x":"e\u0301\u{1F468}\u200D\u{1F469}"}`,
      },
      { key: 'שלום', value: 'مرحبا بالعالم' },
      { key: evil, value: `${evil}\n\r\t\b` },
    ]);
    await watching(stage, [topic], async (terminal) => {
      const lines = await terminal.waitFor(/evil/);
      expect(terminal.raw).not.toContain('\u001B]0;');
      expect(terminal.raw).not.toContain('\u001B[2J\u001B[31m');
      expect(terminal.raw).not.toMatch(/[\u0080-\u009F\u202E\u0007]/);
      // The right border of the screen stands in one column all the way down.
      const bordered = lines.filter((line) => /[│╮╯]$/.test(line));
      expect(bordered.length).toBeGreaterThan(20);
      terminal.press('tab', 'enter');
      await terminal.waitFor((now) => !now.join('\n').includes('Partitions'));
      expect(terminal.raw).not.toMatch(/[\u0080-\u009F\u202E\u0007]/);
      terminal.press('q');
      await terminal.waitFor(/Partitions/);
      await quits(terminal);
    });
  },
};

const waiting: Scenario = {
  name: 'says since when and for what it waits on a topic without messages, then shows the first one',
  async run(stage) {
    const topic = await stage.topic('empty', 2);
    await watching(stage, [topic], async (terminal) => {
      await terminal.waitFor(/waiting since \d\d:\d\d:\d\d/);
      await stage.send(topic, 1, [{ key: 'k', value: user('first') }]);
      await terminal.waitFor(/first@example\.org/);
      await quits(terminal);
    });
  },
};

const transactions: Scenario = {
  name: 'hides aborted messages and control records, and counts them',
  async run(stage) {
    const topic = await stage.topic('transactions', 1);
    await stage.send(topic, 0, users('kept', 3));
    await stage.sendAborted(topic, 0, users('void', 4));
    await stage.send(topic, 0, users('after', 2));
    await watching(stage, [topic, '-o', 'beginning'], async (terminal) => {
      const screen = (await terminal.waitFor(/after1@/)).join('\n');
      expect(screen).toContain('kept0@');
      expect(screen).not.toContain('void');
      await terminal.waitFor(/4 aborted/);
      await quits(terminal);
    });
  },
};

const waysOut: readonly Scenario[] = (
  [
    [
      'ctrl-c',
      (t: PtyTerminal) => {
        t.press('ctrl-c');
      },
      130,
    ],
    [
      'SIGINT',
      (t: PtyTerminal) => {
        t.signal('SIGINT');
      },
      130,
    ],
    [
      'SIGTERM',
      (t: PtyTerminal) => {
        t.signal('SIGTERM');
      },
      143,
    ],
    [
      'SIGHUP',
      (t: PtyTerminal) => {
        t.signal('SIGHUP');
      },
      // Shells call it 129: it ends by the signal itself.
      0,
      1,
    ],
    [
      'SIGQUIT',
      (t: PtyTerminal) => {
        t.signal('SIGQUIT');
      },
      131,
    ],
  ] as const
).map(([name, act, code, signal = 0]) => ({
  name: `gives the terminal back on ${name}`,
  async run(stage: Stage) {
    const topic = await stage.topic('way-out', 1);
    await stage.send(topic, 0, users('u', 3));
    await watching(stage, [topic], async (terminal) => {
      await terminal.waitFor(/u2@/);
      act(terminal);
      expect(await terminal.exit()).toEqual({ code, signal });
      expect(terminal.restored()).toBe(true);
    });
  },
}));

const hangUp: Scenario = {
  name: 'ends in silence, without a core dump, when the terminal goes away',
  async run(stage) {
    const topic = await stage.topic('hang-up', 1);
    await stage.send(topic, 0, users('u', 3));
    await watching(stage, [topic], async (terminal) => {
      await terminal.waitFor(/u2@/);
      terminal.hangUp();
      expect(await terminal.exit()).toEqual({ code: 0, signal: 1 });
    });
  },
};

const terms: readonly Scenario[] = [
  'xterm',
  'screen',
  'screen-256color',
  'linux',
  'tmux-256color',
].map((term) => ({
  name: `draws over TERM=${term}`,
  async run(stage: Stage) {
    const topic = await stage.topic('term', 1);
    await stage.send(topic, 0, users('u', 3));
    const act = async (terminal: PtyTerminal): Promise<void> => {
      await terminal.waitFor(/u2@[\s\S]*quit/);
      await quits(terminal);
    };
    await watching(stage, [topic], act, { env: { TERM: term } });
  },
}));

const dumb: Scenario = {
  name: 'says in a word what it needs where TERM is dumb, and leaves with 2',
  async run(stage) {
    const topic = await stage.topic('dumb', 1);
    const act = async (terminal: PtyTerminal): Promise<void> => {
      expect((await terminal.exit()).code).toBe(2);
      expect(terminal.raw).toMatch(/TERM|terminal/);
      expect(terminal.raw).toMatch(/-J|-f/);
      expect(terminal.raw).not.toContain('\u001B[?1049h');
    };
    await watching(stage, [topic], act, { env: { TERM: 'dumb' } });
  },
};

const plainColours: Scenario = {
  name: 'uses no colour where NO_COLOR is set',
  async run(stage) {
    const topic = await stage.topic('plain', 1);
    await stage.send(topic, 0, users('u', 3));
    const act = async (terminal: PtyTerminal): Promise<void> => {
      await terminal.waitFor(/u2@/);
      expect(terminal.raw).not.toMatch(
        /\u001B\[(?:\d+;)*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7])(?:;\d+)*m/,
      );
      await quits(terminal);
    };
    await watching(stage, [topic], act, { env: { NO_COLOR: '1' } });
  },
};

const troubles: Scenario = {
  name: 'shows which step fails where the topic or the broker is not there, and leaves with its code',
  async run(stage) {
    const topic = await stage.topic('new_users', 1);
    const typo = topic.replace('new_users', 'new-user');
    await watching(stage, [typo], async (terminal) => {
      await terminal.waitFor(/✗ topic there.*there is no topic "new-user/);
      await terminal.waitFor(new RegExp(`did you mean[\\s\\S]*${topic}`));
      await terminal.waitFor(/✓ logged in/);
      terminal.press('q');
      expect((await terminal.exit()).code).toBe(1);
      expect(terminal.restored()).toBe(true);
      // Where the screen is gone, it stands in the shell once more.
      expect(terminal.screen().join('\n')).toMatch(/kafka-tui: there is no topic[\s\S]*next: did/);
    });
    const nobody = { ...stage, brokers: '127.0.0.1:1' };
    await watching(nobody, [topic], async (terminal) => {
      await terminal.waitFor(/✗ port open.*nothing listens on 127\.0\.0\.1:1/);
      await terminal.waitFor(/is Kafka running/);
      terminal.press('R');
      await terminal.waitFor(/✗ port open.*nothing listens/);
      terminal.press('q');
      expect((await terminal.exit()).code).toBe(3);
      expect(terminal.restored()).toBe(true);
      expect(terminal.screen().join('\n')).toContain('nothing listens on 127.0.0.1:1');
    });
  },
};

const slowLink: Scenario = {
  name: 'answers keys on a link of 10 KB/s while messages pour in',
  async run(stage) {
    const topic = await stage.topic('slow-link', 1);
    await stage.send(topic, 0, users('u', 50));
    const act = async (terminal: PtyTerminal): Promise<void> => {
      await terminal.waitFor(/u49@/);
      let from = 50;
      const feed = setInterval(() => {
        void stage.send(topic, 0, users('u', 100, from));
        from += 100;
      }, 100);
      try {
        await terminal.waitFor(/\d,\d\d\d seen/);
        const waits: number[] = [];
        for (let time = 0; time < 3; time += 1) {
          const asked = performance.now();
          terminal.press('?');
          await terminal.waitFor(/Keys|Help/i);
          waits.push(performance.now() - asked);
          terminal.press('esc');
          await terminal.waitFor(/Partitions/);
        }
        expect(Math.min(...waits)).toBeLessThan(2_500);
      } finally {
        clearInterval(feed);
      }
      terminal.press('q');
      expect((await terminal.exit(15_000)).code).toBe(0);
    };
    await watching(stage, [topic], act, { bytesPerSecond: 10_000 });
  },
};

export const screenScenarios: readonly Scenario[] = [
  first,
  burst,
  pause,
  filter,
  zoom,
  resize,
  odd,
  hostile,
  waiting,
  transactions,
  ...waysOut,
  hangUp,
  ...terms,
  dumb,
  plainColours,
  troubles,
  slowLink,
];
