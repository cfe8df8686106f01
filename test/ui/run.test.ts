import { describe, expect, it } from 'vitest';
import type { Totals } from '../../src/model/session.js';
import { runUi } from '../../src/ui/run.js';
import { parseInput, type InputEvent } from '../../src/ui/terminal/input.js';
import type { Terminal } from '../../src/ui/terminal/terminal.js';
import type { Size } from '../../src/store/view-slice.js';
import { type FakeSession, NOW } from './support/fake-session.js';
import { FakeWorkspace } from './support/fake-workspace.js';
import { users } from './support/samples.js';
import { Stage } from './support/stage.js';
import { EmulatedScreen } from './terminal/emulator.js';
import { FakeOutput } from './terminal/fakes.js';

/** Set of listeners with a way to call them. */
function listeners<Argument>() {
  const all = new Set<(argument: Argument) => void>();
  return {
    all,
    add: (listener: (argument: Argument) => void) => {
      all.add(listener);
      return () => {
        all.delete(listener);
      };
    },
    emit: (argument: Argument) => {
      for (const listener of all) listener(argument);
    },
  };
}

class EmulatedOutput extends FakeOutput {
  readonly #onWrite: (text: string) => void;

  constructor(onWrite: (text: string) => void) {
    super();
    this.#onWrite = onWrite;
  }

  override write(text: string): void {
    super.write(text);
    this.#onWrite(text);
  }
}

/** A terminal that takes everything at once, and an emulator that shows it. */
class FakeTerminal implements Terminal {
  written = '';
  readonly #emulator: EmulatedScreen;
  restored = 0;
  suspended = 0;
  readonly #input = listeners<InputEvent>();
  readonly #resize = listeners<Size>();
  readonly #resume = listeners<undefined>();
  readonly #gone = listeners<undefined>();
  readonly output: FakeOutput;

  constructor(
    public screen: Size,
    onWrite: () => void,
  ) {
    this.#emulator = new EmulatedScreen(screen.columns, screen.rows);
    this.output = new EmulatedOutput((text) => {
      onWrite();
      this.written += text;
      void this.#emulator.write(text);
    });
  }

  size = () => this.screen;
  onResize = this.#resize.add;
  onInput = this.#input.add;
  onResume = (listener: () => void) => this.#resume.add(listener);
  onGone = (listener: () => void) => this.#gone.add(listener);

  get listening(): number {
    return [this.#input, this.#resize, this.#resume, this.#gone].reduce(
      (sum, { all }) => sum + all.size,
      0,
    );
  }

  type(chunk: string): void {
    for (const event of parseInput(chunk)) this.#input.emit(event);
  }

  resizeTo(screen: Size): void {
    this.screen = screen;
    this.#emulator.resize(screen.columns, screen.rows);
    this.#resize.emit(screen);
  }

  hangUp(): void {
    this.#gone.emit(undefined);
  }

  suspend(): void {
    this.suspended += 1;
  }

  restore(): void {
    this.restored += 1;
  }

  /** Waits until the screen says `text`. */
  async shows(text: string): Promise<void> {
    for (let turn = 0; turn < 2_000; turn += 1) {
      if ((await this.frame()).includes(text)) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error(`never showed ${text}:\n${await this.frame()}`);
  }

  async frame(): Promise<string> {
    await this.#emulator.write('');
    return this.#emulator.lines().join('\n');
  }

  forget(): void {
    this.written = '';
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2_000 && !holds(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(holds()).toBe(true);
}

function start(
  session: FakeSession,
  screen: Size = { columns: 80, rows: 24 },
  onWrite: () => void = () => undefined,
) {
  const terminal = new FakeTerminal(screen, onWrite);
  const done = runUi({
    workspace: new FakeWorkspace(session),
    places: [{ kind: 'stream', topic: 'new_users' }],
    env: { LANG: 'C.UTF-8' },
    colour: null,
    terminal,
    now: () => NOW,
  });
  return { terminal, done };
}

describe('the running screen', () => {
  it('draws, follows the session, obeys keys, and gives the terminal back', async () => {
    const session = users();
    const { terminal, done } = start(session);
    await terminal.shows('lara@example.com');
    session.add({ partition: 1, offset: 43n, key: 'zoe' });
    await terminal.shows('zoe');
    terminal.type('kkkk');
    await terminal.shows('new_users:2:103');
    terminal.type('q');
    await done;
    expect(terminal.restored).toBe(1);
    expect(terminal.listening).toBe(0);
  });

  it('counts what the very first frame shows as shown, before anything of it is on its way', async () => {
    const session = users();
    const first: (number | undefined)[] = [];
    const { terminal, done } = start(session, undefined, () => {
      first.push(session.showings[0]?.totals.seen);
    });
    await terminal.shows('lara@example.com');
    expect(first[0]).toBe(session.current().totals.seen);
    terminal.type('q');
    await done;
  });

  it('draws the whole screen anew for another size, without the old layout in between', async () => {
    const { terminal, done } = start(users(), { columns: 120, rows: 40 });
    await terminal.shows('last 60 s');
    terminal.forget();
    terminal.resizeTo({ columns: 60, rows: 20 });
    await terminal.shows('╮\n│ 0:118');
    expect(terminal.written.split('\u001b[2J')).toHaveLength(2);
    expect(terminal.written).not.toContain('─'.repeat(61));
    expect(await terminal.frame()).toBe(
      await new Stage(users(), { columns: 60, rows: 20 }).frame(),
    );
    terminal.type('\u0003');
    await done;
  });

  it('writes nothing while nothing changes', async () => {
    const session = users();
    const { terminal, done } = start(session);
    await terminal.shows('q quit');
    terminal.forget();
    session.set({});
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(terminal.written).toBe('');
    terminal.type('q');
    await done;
  });

  it('draws everything again on ctrl-l, and suspends on ctrl-z', async () => {
    const { terminal, done } = start(users());
    await terminal.shows('q quit');
    terminal.forget();
    terminal.type('\u000c');
    await until(() => terminal.written.includes('\u001b[2J'));
    await terminal.shows('q quit');
    terminal.type('\u001a');
    expect(terminal.suspended).toBe(1);
    terminal.type('q');
    await done;
  });

  it('ends when the terminal goes away', async () => {
    const { terminal, done } = start(users());
    terminal.hangUp();
    await done;
    expect(terminal.restored).toBe(1);
  });

  it('gives the terminal back and fails when the panes cannot be drawn', async () => {
    const session = users();
    const { terminal, done } = start(session);
    await terminal.shows('q quit');
    // The header reads them.
    session.set({ totals: null as unknown as Totals });
    await expect(done).rejects.toThrow(TypeError);
    expect(terminal.restored).toBe(1);
  });
});
