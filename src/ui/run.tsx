import { render } from 'ink';
import type { Colour } from '../model/colour.js';
import type { Workspace } from '../model/workspace.js';
import type { Places } from '../store/places.js';
import { showsTime } from '../store/selectors.js';
import { createApp, type App } from './app.js';
import type { Program, WayOut } from './keys/context.js';
import { Plates } from './parts/plates.js';
import { connectScreen, type Screen } from './terminal/screen.js';
import { openTerminal, type Terminal } from './terminal/terminal.js';
import { systemTimers, type Timers } from './terminal/timers.js';

export interface UiOptions {
  readonly workspace: Workspace;
  /** Where one is to begin with. */
  readonly places: Places;
  readonly env: NodeJS.ProcessEnv;
  /** What the cluster's name is shown in. */
  readonly colour: Colour | null;
  /** Already open; without it the process's own terminal is taken. It is given back in any case. */
  readonly terminal?: Terminal;
  readonly timers?: Timers;
  /** ms since the epoch. */
  readonly now?: () => number;
}

/** How often a countdown changes, in ms. */
const SECOND = 1_000;

/** Shows the screens until the user quits; says how. */
export async function runUi(options: UiOptions): Promise<WayOut> {
  const { workspace, places, env, colour, timers = systemTimers, now = Date.now } = options;
  const terminal =
    options.terminal ?? openTerminal({ stdin: process.stdin, stdout: process.stdout, env, timers });
  try {
    return await show({ workspace, places, env, colour, terminal, timers, now });
  } finally {
    terminal.restore();
  }
}

function show(options: Required<UiOptions>): Promise<WayOut> {
  return new Promise((resolve, reject) => {
    try {
      const close = mount(options, {
        quit: (how) => {
          close();
          resolve(how);
        },
        fail: (error) => {
          reject(asError(error));
          // Not while React is still at work.
          setImmediate(() => {
            close();
          });
        },
      });
    } catch (error) {
      reject(asError(error));
    }
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Puts the app on the terminal; `ways` lead out of it. Returns how to take it off again. */
function mount(
  { workspace, places, env, colour, terminal, timers, now }: Required<UiOptions>,
  ways: Pick<Program, 'quit' | 'fail'>,
): () => void {
  const program: Program = {
    ...ways,
    suspend: () => {
      terminal.suspend();
    },
    redraw: () => {
      resumable.resume();
    },
    draw: () => {
      screen.requestFrame('data');
    },
    now,
  };
  const resumable = withResume(terminal);
  const plates = new Plates();
  const size = terminal.size();
  const app = createApp({ workspace, places, size, env, colour, plates, program });
  const ticking = new Ticking(timers);
  const screen: Screen = connectScreen({
    terminal: resumable.terminal,
    timers,
    finish: (frame) => plates.fill(frame),
    draw: () => {
      app.publish();
      if (showsTime(app.store.getState())) {
        ticking.once(() => {
          screen.requestFrame('data');
        });
      }
    },
  });
  // Ink draws at once what is there by now: it counts as shown like any other frame.
  app.publish();
  const ink = render(app.element, {
    stdout: screen.stdout.asStream(),
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  // Ink draws the old layout again at once; what it needs of the new size it reads with the next frame.
  screen.stdout.removeAllListeners('resize');
  const stops = connect(app, screen, terminal, () => {
    ways.quit('gone');
  });
  screen.requestFrame('data');
  return () => {
    for (const stop of stops) stop();
    ticking.stop();
    screen.close();
    ink.unmount();
  };
}

/** What asks for frames: data, keys, and the terminal itself. */
function connect(app: App, screen: Screen, terminal: Terminal, quit: () => void) {
  return [
    app.subscribe(() => {
      screen.requestFrame('data');
    }),
    terminal.onInput((event) => {
      app.handle(event);
      screen.requestFrame('key');
    }),
    terminal.onResize((size) => {
      app.store.getState().resize(size);
      screen.requestFrame('key');
    }),
    terminal.onResume(() => {
      app.store.getState().resize(terminal.size());
    }),
    terminal.onGone(quit),
  ];
}

/**
 * The terminal, with `resume` to have its screen drawn anew as after a suspension: something else may
 * have written to it.
 */
function withResume(terminal: Terminal): { readonly terminal: Terminal; resume(): void } {
  const listeners = new Set<() => void>();
  return {
    terminal: {
      output: terminal.output,
      size: () => terminal.size(),
      onResize: (listener) => terminal.onResize(listener),
      onInput: (listener) => terminal.onInput(listener),
      onGone: (listener) => terminal.onGone(listener),
      onResume: (listener) => {
        listeners.add(listener);
        return terminal.onResume(listener);
      },
      suspend: () => {
        terminal.suspend();
      },
      restore: () => {
        terminal.restore();
      },
    },
    resume: () => {
      for (const listener of listeners) listener();
    },
  };
}

/** A clock that runs only while something on screen changes with it. */
class Ticking {
  readonly #timers: Timers;
  #cancel: (() => void) | null = null;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  once(task: () => void): void {
    this.#cancel ??= this.#timers.after(SECOND, () => {
      this.#cancel = null;
      task();
    });
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
