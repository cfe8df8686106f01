import { FrameClock, type FrameCause } from './frame-clock.js';
import { FrameWriter } from './frame-writer.js';
import { InkStdout } from './ink-stdout.js';
import type { Terminal } from './terminal.js';
import { systemTimers, type Timers } from './timers.js';

export interface ScreenOptions {
  readonly terminal: Terminal;
  /** Publishes the newest state to React. */
  readonly draw: () => void;
  /** Makes of what Ink has written what is to be shown. */
  readonly finish?: (frame: string) => string;
  readonly timers?: Timers;
}

/** Everything between React and the terminal, connected: Ink's stdout → frame writer → terminal. */
export interface Screen {
  /** For Ink's `render(…, { stdout, debug: true, patchConsole: false, exitOnCtrlC: false })`. */
  readonly stdout: InkStdout;
  readonly bytesWritten: number;
  /** Asks for a frame; `draw` is called when its time has come. */
  requestFrame(cause: FrameCause): void;
  close(): void;
}

export function connectScreen({
  terminal,
  draw,
  finish = (frame) => frame,
  timers = systemTimers,
}: ScreenOptions): Screen {
  const writer = new FrameWriter(terminal.output, terminal.size());
  const stdout = new InkStdout({
    size: terminal.size(),
    onFrame: (frame) => {
      writer.show(finish(frame));
    },
  });
  const clock = new FrameClock({
    draw,
    sink: writer,
    onDrain: (listener) => terminal.output.onDrain(listener),
    timers,
  });
  const relayout = (): void => {
    writer.resize(terminal.size());
    stdout.resize(terminal.size());
    clock.requestFrame('key');
  };
  const stops = [terminal.onResize(relayout), terminal.onResume(relayout)];
  return {
    stdout,
    get bytesWritten() {
      return writer.bytesWritten;
    },
    requestFrame: (cause) => {
      clock.requestFrame(cause);
    },
    close: () => {
      for (const stop of stops) stop();
      clock.stop();
      writer.close();
    },
  };
}
