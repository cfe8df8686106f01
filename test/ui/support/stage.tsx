import { EventEmitter } from 'node:events';
import { render } from 'ink';
import { afterEach } from 'vitest';
import type { Colour } from '../../../src/model/colour.js';
import type { Place } from '../../../src/store/places.js';
import type { Size } from '../../../src/store/view-slice.js';
import { createApp, type App } from '../../../src/ui/app.js';
import type { Plates } from '../../../src/ui/parts/plates.js';
import { parseInput } from '../../../src/ui/terminal/input.js';
import { NOW, type FakeSession } from './fake-session.js';
import type { FakeWatch } from './fake-watch.js';
import { FakeWorkspace } from './fake-workspace.js';

/** Keeps the last frame that Ink wrote. ink-testing-library's is 100 columns wide, always. */
class FrameSink extends EventEmitter {
  readonly rows = 40;
  frame = '';
  frames = 0;

  constructor(
    readonly columns: number,
    readonly plates: Plates | undefined,
  ) {
    super();
  }

  write(frame: string): boolean {
    this.frame = this.plates?.fill(frame) ?? frame;
    this.frames += 1;
    return true;
  }
}

export interface StageOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly colour?: Colour;
  /** Frames are made as for a terminal. */
  readonly plates?: Plates;
  readonly now?: () => number;
  /** What the lists are of. */
  readonly cluster?: FakeWatch;
  /** Where one is to begin with; on the stream of the session unless said. */
  readonly place?: Place;
}

/** The app on a screen that remembers. */
export class Stage {
  readonly app: App;
  readonly did: string[] = [];
  readonly failures: unknown[] = [];
  readonly size: Size;
  readonly workspace: FakeWorkspace;
  readonly #sink: FrameSink;
  readonly #unmount: () => void;

  constructor(
    readonly session: FakeSession,
    options: StageOptions = {},
  ) {
    const { columns = 80, rows = 24, env = { LANG: 'C.UTF-8' }, now = () => NOW } = options;
    const topic = session.current().topic;
    const isStream = (options.place?.kind ?? 'stream') === 'stream';
    this.workspace = new FakeWorkspace(isStream ? session : null, options.cluster);
    this.size = { columns, rows };
    // As wide as the widest screen of a test: a resize happens within it.
    this.#sink = new FrameSink(200, options.plates);
    const note = (what: string) => () => void this.did.push(what);
    this.app = createApp({
      workspace: this.workspace,
      places: [options.place ?? { kind: 'stream', topic }],
      size: this.size,
      env,
      colour: options.colour ?? null,
      ...(options.plates && { plates: options.plates }),
      program: {
        quit: note('quit'),
        suspend: note('suspend'),
        redraw: note('redraw'),
        draw: note('draw'),
        fail: (error) => this.failures.push(error),
        now,
      },
    });
    const ink = render(this.app.element, {
      stdout: this.#sink as unknown as NodeJS.WriteStream,
      debug: true,
      patchConsole: false,
      exitOnCtrlC: false,
    });
    this.#unmount = () => {
      ink.unmount();
    };
    mounted.push(this);
  }

  get framesDrawn(): number {
    return this.#sink.frames;
  }

  /** What the terminal sends, as one chunk: `jjj`, `\r`, `\u001b[A`. */
  type(chunk: string): this {
    for (const event of parseInput(chunk)) this.app.handle(event);
    return this;
  }

  resize(columns: number, rows: number): this {
    this.app.store.getState().resize({ columns, rows });
    return this;
  }

  /** Draws, and gives the frame back with its colours. */
  async painted(): Promise<string> {
    this.app.publish();
    // React commits in a microtask.
    await new Promise((resolve) => setImmediate(resolve));
    return this.#sink.frame;
  }

  /** Draws, and gives the lines back without colours; blanks at line ends are gone. */
  async lines(): Promise<string[]> {
    return plain(await this.painted()).split('\n');
  }

  async frame(): Promise<string> {
    return (await this.lines()).join('\n');
  }

  unmount(): void {
    this.#unmount();
  }
}

const mounted: Stage[] = [];

afterEach(() => {
  for (const stage of mounted.splice(0)) stage.unmount();
});

export function plain(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
