import { messageBatch } from '../kafka/message-batch.js';
import { RecordCursor } from '../kafka/record-cursor.js';
import { visitRecords } from '../kafka/slice.js';
import type { Entry } from '../model/message.js';
import type { ResultFile } from './result-file.js';

/** Messages between two looks at how much of them was taken: what waits to be written stays small. */
const AT_ONCE = 256;

/** Writes messages to a file, and closes it; what could not be read is left out. Resolves with how many they were. */
export async function writeEntries(entries: readonly Entry[], out: ResultFile): Promise<number> {
  const cursor = new RecordCursor();
  let count = 0;
  try {
    for (const entry of entries.slice()) {
      if (entry.kind !== 'message') continue;
      visitRecords(messageBatch(entry), cursor, (record) => {
        out.add(record, entry.partition);
      });
      count++;
      if (count % AT_ONCE === 0) await out.flush();
    }
  } finally {
    await out.close();
  }
  return count;
}
