import type { Entry } from '../../src/model/message.js';
import { FakeEntries } from '../ui/support/fake-session.js';

function entry(arrival: number): Entry {
  return {
    kind: 'message',
    arrival,
    topic: 't',
    partition: 0,
    offset: BigInt(arrival),
    timestamp: 0,
    timestampType: 'create',
    key: null,
    value: null,
    headers: [],
    gap: null,
    size: 0,
  };
}

/** Entries with these arrival numbers; the first one has the index `first`. */
export function arrivals(numbers: readonly number[], first = numbers[0] ?? 0): FakeEntries {
  return new FakeEntries(numbers.map(entry), first);
}

/** Arrivals from `from` to `to`, not included, each with itself as its index. */
export function range(from: number, to: number): FakeEntries {
  return arrivals(Array.from({ length: to - from }, (_, index) => from + index));
}
