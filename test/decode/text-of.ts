import type { Line } from '../../src/model/styled.js';

/** The text of a line, without its tones. */
export function textOf(line: Line): string {
  return line.map((span) => span.text).join('');
}
