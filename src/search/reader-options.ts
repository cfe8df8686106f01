import { requiredOf } from '../kafka/ahead/job.js';
import type { DirectReaderOptions } from '../kafka/reader-options.js';
import type { SearchAsk } from '../model/search.js';
import { askedOf } from './asked.js';

/** What a reader has to bring for a search: its range, without what the query's bounds leave out. */
export function readerOptionsFor(
  ask: SearchAsk,
): Pick<DirectReaderOptions, 'start' | 'stopAtEnd' | 'narrowing' | 'lookAhead'> {
  const { range, partitioner } = ask;
  const asked = askedOf(ask);
  return {
    start:
      range.kind === 'from' ? { kind: 'offsets', offsets: range.offsets } : { kind: 'beginning' },
    stopAtEnd: true,
    narrowing: { bounds: asked.bounds, partitioner },
    // Whoever looks on waits for keys: a core stays for them.
    lookAhead: { required: requiredOf(asked), atMost: 1 },
  };
}
