import { visible } from './visible.js';
import { widthOf } from './width.js';

/** As much of a long text is shown before and behind the place. */
const AROUND = 60;

/** The text, cut on both sides where it is long, and a line with a mark under the character at an index (UTF-16 units). */
export function underline(text: string, at: number): [string, string] {
  const from = Math.max(0, at - AROUND);
  const before = visible(text.slice(from, at));
  const shown = before + visible(text.slice(at, at + AROUND));
  return [shown, `${' '.repeat(widthOf(before))}^`];
}
