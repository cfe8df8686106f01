import type { Entry } from '../../model/message.js';
import type { AppState } from '../../store/state.js';

/** The message before, of the same partition, is looked for among so many. */
const LOOKED_AT = 1_000;

/**
 * Which offsets are missing right before an entry of the stream, and why; null where none are. What is kept is
 * of each partition one stretch without a hole, so an offset that is not there holds no message; of those Kafka
 * tells a reader no more. Null with a filter, which leaves out others, and for a member, whose partitions come
 * and go.
 */
export function gapBefore({ session }: Pick<AppState, 'session'>, entry: Entry): string | null {
  const { stream, membership, partitions } = session;
  if (stream.filter !== null || membership !== null) return null;
  const { entries } = stream;
  const index = entries.indexOf(entry.arrival);
  if (entries.get(index)?.arrival !== entry.arrival) return null;
  const { partition, offset } = entry;
  for (let at = index - 1; at >= Math.max(entries.first, index - LOOKED_AT); at--) {
    const before = entries.get(at);
    if (before?.partition !== partition) continue;
    const from = (before.kind === 'damage' ? before.lastOffset : before.offset) + 1n;
    if (from >= offset) return null;
    const first = partitions.find((one) => one.partition === partition)?.first ?? 0n;
    return written(from, offset - 1n, first);
  }
  return null;
}

/** `first`: where the log begins by now. */
function written(from: bigint, to: bigint, first: bigint): string {
  const offsets = from === to ? `${from}` : `${from} to ${to}`;
  const mayBeRetained = first > from;
  return `${offsets}: ${mayBeRetained ? 'removed by retention, ' : ''}compacted, aborted or control`;
}
