import type { Config } from './config/config.js';
import type { OpenReader } from './kafka/reader.js';
import { EXIT, type ExitCode } from './model/problem.js';

export function runScreen(_config: Config, _openReader: OpenReader): Promise<ExitCode> {
  return Promise.resolve(EXIT.failed);
}
