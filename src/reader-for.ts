import type { Config } from './config/config.js';
import type { OpenReader } from './kafka/reader.js';

/** How the topic of a configuration is read; the screen asks again for every topic it opens. */
export type ReaderFor = (config: Config) => OpenReader;
