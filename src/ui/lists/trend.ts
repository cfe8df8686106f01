/** As many numbers as there are cells: as they are while they fit, else the means of neighbouring ones. */
function squeezed(history: readonly number[], cells: number): readonly number[] {
  if (history.length <= cells) return history;
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * history.length) / cells);
    const to = Math.floor(((cell + 1) * history.length) / cells);
    const part = history.slice(from, to);
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
}

/**
 * How an amount went, the newest at the right end; blank where it was not looked at yet. The lowest bar is for
 * nothing, the highest for the most there was.
 */
export function trend(history: readonly number[], cells: number, bars: readonly string[]): string {
  const values = squeezed(history, cells);
  const peak = Math.max(0, ...values);
  const highest = bars.length - 1;
  const drawn = values.map((value) => {
    if (value <= 0 || peak === 0) return bars[0];
    return bars[Math.min(highest, Math.max(1, Math.round((value / peak) * highest)))];
  });
  return drawn.join('').padStart(cells);
}
