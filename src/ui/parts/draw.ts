import type { Line, Tone } from '../../model/styled.js';
import { fitLine } from '../text/fit-line.js';
import { fit, type Align } from '../text/fit.js';
import { widthOf } from '../text/width.js';
import type { Theme } from '../theme.js';

export type Highlight = (text: string) => readonly (readonly [number, number])[];

export interface DrawOptions {
  /** First cell shown. */
  readonly from?: number;
  readonly highlight?: Highlight | undefined;
  readonly paint?: (text: string, tone: Tone) => string;
}

/** A line, safe and painted, in exactly `cells` cells. All text of messages is drawn by this. */
export function drawLine(
  line: Line,
  cells: number,
  theme: Theme,
  options: DrawOptions = {},
): string {
  const { from = 0, highlight, paint = theme.paint } = options;
  return fitLine(line, cells, paint, {
    from,
    glyphs: theme.text,
    ...(highlight === undefined ? {} : { highlight }),
  });
}

/** Safe text in exactly `cells` cells. */
export function drawText(text: string, cells: number, theme: Theme, align: Align = 'left'): string {
  return fit(text, cells, align, theme.text);
}

/** How many cells a line takes when nothing is cut. */
export function lineWidth(line: Line, theme: Theme): number {
  return line.reduce((sum, { text }) => sum + widthOf(text, theme.text), 0);
}
