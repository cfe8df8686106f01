import type { Entry } from '../model/message.js';

/** The entry with bytes of its own: it may outlive the response it came in, and must not hold on to all of it. */
export function detached(entry: Entry): Entry {
  if (entry.kind === 'damage') return entry;
  return {
    ...entry,
    key: copyOf(entry.key),
    value: copyOf(entry.value),
    headers: entry.headers.map(({ key, value }) => ({ key, value: copyOf(value) })),
  };
}

function copyOf(bytes: Buffer | null): Buffer | null {
  return bytes === null ? null : Buffer.from(bytes);
}
