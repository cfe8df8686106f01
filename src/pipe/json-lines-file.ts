import fs from 'node:fs';
import { KafkaTuiError } from '../model/problem.js';
import type { OpenResultFile, ResultFile } from '../search/result-file.js';
import { jsonEnvelope } from './json-envelope.js';
import { LineBuffer } from './line-buffer.js';
import { Output } from './output.js';

/** Files that get messages of a topic as kcat's JSON envelopes, a line each. */
export function jsonLinesFiles(topic: string): OpenResultFile {
  return (path) => openJsonLines(path, topic);
}

function openJsonLines(path: string, topic: string): ResultFile {
  const fd = openNew(path);
  const output = new Output(fd);
  const buffer = new LineBuffer();
  const line = jsonEnvelope(topic);
  const flush = async (): Promise<void> => {
    if (buffer.length > 0) await output.write(buffer.take());
  };
  return {
    add: (record, partition) => {
      line(buffer, record, partition);
    },
    flush,
    close: async () => {
      try {
        await flush();
        await output.flush();
      } finally {
        fs.closeSync(fd);
      }
    },
  };
}

/** Never over a file that is there: it may be all that somebody has. */
function openNew(path: string): number {
  try {
    return fs.openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isThere = code === 'EEXIST';
    throw new KafkaTuiError(
      {
        code: 'OUTPUT_FAILED',
        message: isThere ? `${path} is there already` : `${path} can't be written: ${message}`,
        next: isThere
          ? 'name another file; nothing was written over'
          : 'name a file that you may write',
      },
      { cause: error },
    );
  }
}
