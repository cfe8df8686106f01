/** Sums of neighbouring numbers, `cells` of them. */
export function stretches(history: readonly number[], cells: number): number[] {
  const sums = new Array<number>(cells).fill(0);
  history.forEach((count, index) => {
    const cell = Math.floor((index * cells) / history.length);
    sums[cell] = (sums[cell] ?? 0) + count;
  });
  return sums;
}

/**
 * A bar a stretch, oldest first. Heights are square roots of the share of `peak`, so that a quiet
 * partition beside a busy one still shows; the lowest bar is for none at all.
 */
export function sparkline(
  history: readonly number[],
  cells: number,
  peak: number,
  bars: readonly string[],
): string {
  const highest = bars.length - 1;
  return stretches(history, cells)
    .map((sum) => {
      if (sum === 0 || peak === 0) return bars[0];
      return bars[Math.min(highest, Math.max(1, Math.round(Math.sqrt(sum / peak) * highest)))];
    })
    .join('');
}
