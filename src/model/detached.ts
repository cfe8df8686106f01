import type { Gap } from './gap.js';
import type { Entry, Message } from './message.js';

/** The entry with bytes of its own: it may outlive the response it came in, and must not hold on to all of it. */
export function detached(entry: Entry): Entry {
  return entry.kind === 'damage' ? entry : detachedMessage(entry, entry.arrival);
}

/** An entry under another arrival number. */
export function renumbered(entry: Entry, arrival: number): Entry {
  return entry.kind === 'damage' ? { ...entry, arrival } : detachedMessage(entry, arrival);
}

/** The same entry, with this before it. */
export function withGap(entry: Entry, gap: Gap | null): Entry {
  if (entry.kind === 'damage') return { ...entry, gap };
  return { ...detachedMessage(entry, entry.arrival), gap };
}

function detachedMessage(message: Message, arrival: number): Message {
  const { topic, partition, offset, timestamp, timestampType, size, gap } = message;
  return {
    ...{ kind: 'message', arrival, topic, partition, offset, timestamp, timestampType, size },
    key: copyOf(message.key),
    value: copyOf(message.value),
    headers: message.headers.map(({ key, value }) => ({ key, value: copyOf(value) })),
    gap,
  };
}

function copyOf(bytes: Buffer | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes);
}
