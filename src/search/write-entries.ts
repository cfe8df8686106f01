import { messageBatch } from '../kafka/message-batch.js';
import { RecordCursor } from '../kafka/record-cursor.js';
import { visitRecords } from '../kafka/slice.js';
import type { Entry } from '../model/message.js';
import type { ResultFile } from './result-file.js';

/** What is taken before it is written, and the event loop gets its turn: one message at least. */
const AT_ONCE = { messages: 256, bytes: 1024 * 1024 };

/** Writes messages to a file, and closes it; what could not be read is left out. Resolves with how many they were. */
export async function writeEntries(entries: readonly Entry[], out: ResultFile): Promise<number> {
  const cursor = new RecordCursor();
  let count = 0;
  let [messages, bytes] = [0, 0];
  try {
    for (const entry of entries.slice()) {
      if (entry.kind !== 'message') continue;
      visitRecords(messageBatch(entry), cursor, (record) => {
        out.add(record, entry.partition);
      });
      count++;
      messages++;
      bytes += entry.size;
      if (messages < AT_ONCE.messages && bytes < AT_ONCE.bytes) continue;
      [messages, bytes] = [0, 0];
      await out.flush();
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await out.close();
  }
  return count;
}
