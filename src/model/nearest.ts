/** Names that are like the one that was typed, nearest first, at most three. */
export function nearestNames(typed: string, known: readonly string[]): string[] {
  const wanted = fold(typed);
  return known
    .map((name) => ({ name, distance: distanceOf(wanted, fold(name)) }))
    .filter(
      ({ name, distance }) =>
        distance <= Math.max(1, Math.floor(Math.min(name.length, typed.length) / 3)),
    )
    .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Case and separators are what people get wrong most: `newUsers`, `new-users`, `NEW_USERS` are one. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, '');
}

/** Edit distance with neighbouring letters swapped counting as one; a part of the other counts little. */
function distanceOf(a: string, b: string): number {
  if (a === b) return 0;
  if (a.length >= 3 && b.length >= 3 && (a.includes(b) || b.includes(a))) return 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = above;
    above = current;
  }
  return above[b.length] ?? 0;
}
