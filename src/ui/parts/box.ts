import type { Line } from '../../model/styled.js';
import type { Theme } from '../theme.js';
import { drawLine, lineWidth } from './draw.js';
import { span } from './segments.js';

/** The frame of a pane. */
export interface BoxLook {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What else is to be said of the pane, behind its title. */
  readonly note?: Line;
  /** At the right end of the same line: where one is. */
  readonly corner?: Line;
  /** In the line below: what is to be said of what is in it. */
  readonly foot?: Line;
  readonly focused: boolean;
}

/** Cells and lines between the borders. */
export function inside({ width, height }: { width: number; height: number }) {
  return { width: Math.max(0, width - 2), height: Math.max(0, height - 2) };
}

/** The focused pane is where keys go: its title is inverse, which shows without colour too. */
export function boxTop(look: BoxLook, theme: Theme): string {
  const { border } = theme.glyphs;
  const { focused, note = [], corner = [] } = look;
  const edge = (text: string) => theme.paint(text, focused ? 'accent' : 'dim');
  const room = Math.max(0, look.width - 4);
  const title = [span(` ${look.title} `, focused ? 'accent' : 'plain')];
  const titleWidth = Math.min(lineWidth(title, theme), room);
  const cornerText = corner.length === 0 ? [] : [span(' '), ...corner, span(' ')];
  const wanted = lineWidth(cornerText, theme);
  const cornerWidth = wanted <= room - titleWidth ? wanted : 0;
  const noteText = note.length === 0 ? [] : [span(' '), ...note, span(' ')];
  const noteWidth = Math.min(lineWidth(noteText, theme), room - titleWidth - cornerWidth);
  return (
    edge(border.topLeft + border.horizontal) +
    theme.emphasize(drawLine(title, titleWidth, theme), focused ? 'inverse' : 'bold') +
    drawLine(noteText, noteWidth, theme) +
    edge(border.horizontal.repeat(room - titleWidth - noteWidth - cornerWidth)) +
    drawLine(cornerText, cornerWidth, theme) +
    edge(border.horizontal + border.topRight)
  );
}

export function boxBottom({ width, focused, foot = [] }: BoxLook, theme: Theme): string {
  const { border } = theme.glyphs;
  const edge = (text: string) => theme.paint(text, focused ? 'accent' : 'dim');
  const room = Math.max(0, width - 4);
  const text = foot.length === 0 ? [] : [span(' '), ...foot, span(' ')];
  const cells = Math.min(lineWidth(text, theme), room);
  return (
    edge(border.bottomLeft + border.horizontal.repeat(Math.min(1, Math.max(0, width - 2)))) +
    drawLine(text, cells, theme) +
    edge(border.horizontal.repeat(Math.max(0, width - 3 - cells)) + border.bottomRight)
  );
}

export function boxSide({ focused }: BoxLook, theme: Theme): string {
  return theme.paint(theme.glyphs.border.vertical, focused ? 'accent' : 'dim');
}

/** Painted lines, as wide as the box inside, in the frame of a pane; missing ones are blank. */
export function boxed(look: BoxLook, body: readonly string[], theme: Theme): string[] {
  const { width, height } = inside(look);
  const side = boxSide(look, theme);
  const blank = ' '.repeat(width);
  const lines = Array.from({ length: height }, (_, row) => side + (body[row] ?? blank) + side);
  return [boxTop(look, theme), ...lines, boxBottom(look, theme)];
}

/** A line between the blanks that keep text off the borders. */
export function padded(line: Line, cells: number, theme: Theme): string {
  return ` ${drawLine(line, Math.max(0, cells - 2), theme)} `;
}
