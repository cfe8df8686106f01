import { Text, render } from 'ink';
import { createElement } from 'react';
import { describe, expect, it } from 'vitest';
import { connectScreen } from '../../../src/ui/terminal/screen.js';
import { EmulatedScreen } from './emulator.js';
import { FakeOutput, FakeTimers } from './fakes.js';

type Listener<Argument = void> = (argument: Argument) => void;

class FakeTerminal {
  readonly output = new FakeOutput();
  columns = 20;
  #resize: Listener<{ columns: number; rows: number }> | null = null;
  size(): { columns: number; rows: number } {
    return { columns: this.columns, rows: 5 };
  }
  onResize(listener: Listener<{ columns: number; rows: number }>): () => void {
    this.#resize = listener;
    return () => undefined;
  }
  onResume(): () => void {
    return () => undefined;
  }
  onInput(): () => void {
    return () => undefined;
  }
  onGone(): () => void {
    return () => undefined;
  }
  suspend(): void {
    throw new Error('not here');
  }
  restore(): void {
    throw new Error('not here');
  }
  resize(columns: number): void {
    this.columns = columns;
    this.#resize?.(this.size());
  }
}

describe('connectScreen', () => {
  it('brings what Ink draws to the terminal when the clock asks for it, and again on a new size', async () => {
    const terminal = new FakeTerminal();
    const timers = new FakeTimers();
    const judge = new EmulatedScreen(20, 5);
    let count = 0;
    const view = (): React.ReactElement =>
      createElement(Text, { wrap: 'truncate' }, `count ${count} and much more text`);
    const screen = connectScreen({
      terminal,
      timers,
      draw: () => {
        count++;
        app.rerender(view());
      },
    });
    const stdout = screen.stdout.asStream();
    const app = render(view(), { stdout, debug: true, patchConsole: false, exitOnCtrlC: false });
    await judge.write(terminal.output.take());
    expect(judge.lines()[0]).toBe('count 0 and much mo…');
    screen.requestFrame('data');
    timers.advance(0);
    const change = terminal.output.take();
    expect(change).toBe('\u001B[1;7H1');
    terminal.resize(10);
    judge.resize(10, 5);
    await judge.write(terminal.output.take());
    expect(judge.lines()[0]).toBe('count 1 a…');
    app.unmount();
    screen.close();
  });
});
