import type { DirectReaderOptions } from '../kafka/reader-options.js';
import type { Start } from '../kafka/start.js';
import type { SearchAsk, SearchRange } from '../model/search.js';

/** What a reader has to bring for a search: its range, without what the query's bounds leave out. */
export function readerOptionsFor({
  query,
  range,
  partitioner,
}: SearchAsk): Pick<DirectReaderOptions, 'start' | 'before' | 'stopAtEnd' | 'narrowing'> {
  return {
    start: startOf(range),
    before: range.kind === 'time' ? range.to : null,
    stopAtEnd: true,
    narrowing: { bounds: query.bounds, partitioner },
  };
}

function startOf(range: SearchRange): Start {
  switch (range.kind) {
    case 'topic':
      return { kind: 'beginning' };
    case 'from':
      return { kind: 'offsets', offsets: range.offsets };
    case 'time':
      return range.from === null ? { kind: 'beginning' } : { kind: 'time', timestamp: range.from };
  }
}
