import type { Config } from './config/config.js';
import type { StartSearch } from './model/search.js';
import { jsonLinesFiles } from './pipe/json-lines-file.js';
import type { ReaderFor } from './reader-for.js';
import { readerOptionsFor } from './search/reader-options.js';
import { TopicSearch } from './search/topic-search.js';

/** What is kept of a search's matches: the first ones, within both bounds. */
const KEEP = { entries: 10_000, bytes: 32 * 1024 * 1024 };

/** Searches of the topic of a configuration, in the partitions that it names. */
export function searchesOf(config: Config, readerFor: ReaderFor): StartSearch {
  return (ask) =>
    new TopicSearch({
      ask,
      topic: config.topic,
      openReader: readerFor(config, readerOptionsFor(ask)),
      openFile: jsonLinesFiles(config.topic),
      keep: KEEP,
      now: () => performance.now(),
    });
}
