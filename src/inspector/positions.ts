import type { StreamEntries } from '../model/stream.js';
import { slotOfEntry } from '../model/slot.js';

/**
 * Slot → the offset behind the last entry that came in up to `arrival`, of what is kept: what a commit up to that
 * entry says. Partitions of which nothing is kept from before are left out.
 */
export function positionsUpTo(
  entries: StreamEntries,
  arrival: number,
  topics: readonly string[],
): Map<number, bigint> {
  const positions = new Map<number, bigint>();
  for (let index = entries.indexOf(arrival + 1) - 1; index >= entries.first; index--) {
    const entry = entries.get(index);
    if (entry === undefined) continue;
    const slot = slotOfEntry(entry, topics);
    if (positions.has(slot)) continue;
    positions.set(slot, (entry.kind === 'damage' ? entry.lastOffset : entry.offset) + 1n);
  }
  return positions;
}
