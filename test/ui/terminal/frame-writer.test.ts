import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameWriter } from '../../../src/ui/terminal/frame-writer.js';
import { EmulatedScreen } from './emulator.js';
import { FakeOutput } from './fakes.js';

const size = { columns: 40, rows: 8 };

const sgr = fc.constantFrom(
  ...['', '0', '1', '2', '1;2', '3', '4', '7', '9', '22', '23', '24', '27', '29'],
  ...['31', '39', '42', '49', '93', '101', '1;31;44', '0;7'],
);
const plain = fc.constantFrom(
  ...['a', 'b', ' ', '1', '│', '─', '●', '∅', 'é', '…'],
  '   ',
  'hello',
  '日本',
  '한',
  '｛',
  'Ж',
);
const unsure = fc.constantFrom('😀', 'e\u0301', '👨‍👩‍👧', '⚠️', 'שלום', '🇩🇪', '\u0301', 'ไทย', '✅');
const nasty = fc.constantFrom(
  ...['\u001B[2J', '\u001B]0;title\u0007', '\u001B[10;10H', '\u001B[?1049l', '\u0007', '\t', '\r'],
  ...['\u009B31m', '\u001B[38;5;196m', '\u001B[48;2;1;2;3m', '\u001Bc', '\u202E', '\uFEFF', '\b'],
);

const styled = sgr.map((parameters) => `\u001B[${parameters}m`);
const lineOf = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.array(fc.oneof(...parts), { maxLength: 30 }).map((texts) => texts.join(''));
const frameOf = (line: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(line, { maxLength: 10 }).map((lines) => lines.join('\n'));

const step = fc.record({
  frame: frameOf(lineOf(plain, plain, styled)),
  resize: fc.option(
    fc.record({ columns: fc.integer({ min: 2, max: 60 }), rows: fc.integer({ min: 1, max: 12 }) }),
    { freq: 6 },
  ),
  skipped: fc.boolean(),
});

/** What a terminal shows that was given this frame alone, in full. */
async function drawnWhole(frame: string, at = size): Promise<EmulatedScreen> {
  const output = new FakeOutput();
  const screen = new EmulatedScreen(at.columns, at.rows);
  new FrameWriter(output, at).show(frame);
  await screen.write(`\u001B[?7l${output.take()}`);
  return screen;
}

describe('FrameWriter', () => {
  it('leaves the terminal showing the last frame, whatever came before it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        const output = new FakeOutput();
        const writer = new FrameWriter(output, size);
        const screen = new EmulatedScreen(size.columns, size.rows);
        await screen.write('left over from before\u001B[?7l');
        let now = size;
        for (const { frame, resize, skipped } of steps) {
          if (resize !== null) {
            now = resize;
            screen.resize(now.columns, now.rows);
            writer.resize(now);
          }
          output.full = skipped;
          writer.show(frame);
          output.drain();
          await screen.write(output.take());
          expect(screen.cells()).toEqual((await drawnWhole(frame, now)).cells());
        }
      }),
      { numRuns: 150 },
    );
  });

  it('shows on an empty terminal exactly what the frame holds', async () => {
    const part = fc.constantFrom('a', 'b', 'c', ' ', '1', '│', 'é', '日', '한');
    const line = fc.array(part, { maxLength: size.columns / 2 - 1 }).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: size.rows }), async (lines) => {
        const judge = new EmulatedScreen(size.columns, size.rows);
        await judge.write(lines.join('\r\n'));
        const screen = await drawnWhole(lines.join('\n'));
        expect(screen.lines()).toEqual(judge.lines());
      }),
    );
  });

  it('keeps what follows an odd grapheme in its column, however the terminal measures it', async () => {
    const line = lineOf(plain, unsure, styled).map((text) => `${text}\u001B[m`);
    const pair = fc.tuple(frameOf(line), frameOf(line));
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 6 }), async (pairs) => {
        const output = new FakeOutput();
        const writer = new FrameWriter(output, { columns: 80, rows: 8 });
        const screen = new EmulatedScreen(80, 8);
        await screen.write('\u001B[?7l');
        for (const frame of pairs.flat()) {
          // A border, where the panes would draw it.
          const bordered = frame
            .split('\n')
            .slice(0, 7)
            .map((text) => `${text}\u001B[m${' '.repeat(80)}`);
          const expected = await drawnWhole(bordered.join('\n'), { columns: 80, rows: 8 });
          writer.show(bordered.join('\n'));
          await screen.write(output.take());
          expect(screen.cells()).toEqual(expected.cells());
        }
      }),
      { numRuns: 60 },
    );
  });

  it('lets nothing through but text, moves, erasing and the 16 colours', () => {
    const line = lineOf(plain, unsure, nasty, styled, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(frameOf(line), { maxLength: 5 }), (frames) => {
        const output = new FakeOutput();
        const writer = new FrameWriter(output, size);
        for (const frame of frames) writer.show(frame);
        const rest = output
          .take()

          .replace(/\u001B\[(?:\d+;\d+H|\d*C|K|2J)/g, '')

          .replace(/\u001B\[(?:(?:[0-9]|2[2-9]|3[0-79]|4[0-79]|9[0-7]|10[0-7])(?:;|(?=m)))*m/g, '');
        expect(rest).not.toMatch(/[\p{Control}\u202A-\u202E\u2066-\u2069\u2028\u2029\uFEFF]/u);
      }),
      { numRuns: 300 },
    );
  });

  it('writes nothing for a frame that changes nothing', () => {
    const output = new FakeOutput();
    const writer = new FrameWriter(output, size);
    writer.show('one\n\u001B[31mtwo\u001B[39m');
    const before = writer.bytesWritten;
    writer.show('one\n\u001B[31mtwo\u001B[m');
    writer.show('one   \n\u001B[31mtwo\u001B[39m\n');
    expect(writer.bytesWritten).toBe(before);
    expect(output.writes).toHaveLength(1);
  });

  it('writes little when only counters change', () => {
    const frame = (n: number): string =>
      Array.from({ length: 39 }, (_, row) =>
        row > 33
          ? `│    ${row}   12 ${(n * 7).toString().padStart(10)} ${(n * 9).toString().padStart(10)}${' '.repeat(78)}│`
          : `│ ${'x'.repeat(56)} ││ ${'y'.repeat(54)} │`,
      ).join('\n');
    const output = new FakeOutput();
    const writer = new FrameWriter(output, { columns: 120, rows: 40 });
    writer.show(frame(111_111));
    const before = writer.bytesWritten;
    writer.show(frame(111_112));
    expect(writer.bytesWritten - before).toBeLessThan(200);
    expect(writer.bytesWritten - before).toBeGreaterThan(0);
  });

  it('erases to the end of a line instead of writing blanks', () => {
    const output = new FakeOutput();
    const writer = new FrameWriter(output, size);
    writer.show('a long line of text');
    output.take();
    writer.show('a');
    expect(output.take()).toBe('\u001B[1;3H\u001B[K');
  });

  it('sends the newest frame when the terminal has drained, and none of those before it', async () => {
    const output = new FakeOutput();
    const writer = new FrameWriter(output, size);
    const screen = new EmulatedScreen(size.columns, size.rows);
    output.full = true;
    writer.show('first');
    writer.show('second');
    writer.show('third');
    expect(output.writes).toHaveLength(1);
    expect(writer.ready).toBe(false);
    output.drain();
    await screen.write(output.take());
    expect(screen.lines()[0]).toBe('third');
  });

  it('draws everything anew when the terminal may have been written to', async () => {
    const output = new FakeOutput();
    const writer = new FrameWriter(output, size);
    const screen = new EmulatedScreen(size.columns, size.rows);
    writer.show('one\ntwo');
    await screen.write(`${output.take()}\u001B[2Jgarbage`);
    writer.invalidate();
    await screen.write(output.take());
    expect(screen.lines().slice(0, 2)).toEqual(['one', 'two']);
  });

  it('never writes the last column of the last row', () => {
    const output = new FakeOutput();
    new FrameWriter(output, { columns: 3, rows: 2 }).show('abcd\nefgh');
    expect(output.take()).toBe('\u001B[m\u001B[2J\u001B[1;1Habc\u001B[2;1Hef');
  });
});
