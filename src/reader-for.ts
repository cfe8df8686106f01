import type { Config } from './config/config.js';
import type { OpenReader } from './kafka/reader.js';
import type { DirectReaderOptions } from './kafka/reader-options.js';

/**
 * How the topic of a configuration is read; the screen asks again for every topic it opens. `instead` is
 * what holds for this reader alone, whatever the configuration says.
 */
export type ReaderFor = (config: Config, instead?: Partial<DirectReaderOptions>) => OpenReader;
