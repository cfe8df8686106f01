import type { RecordCursor } from '../kafka/record-cursor.js';

/** A file that gets every match, a line each. */
export interface ResultFile {
  /** Takes the record under the cursor; its bytes need to be valid only during the call. */
  add(record: RecordCursor, partition: number): void;
  /** Writes what was taken; resolves when there is room for more. Rejects with a KafkaTuiError. */
  flush(): Promise<void>;
  /** Writes the rest, and closes it. Rejects with a KafkaTuiError. */
  close(): Promise<void>;
}

/** Makes the file, which may not be there yet, for the owner's eyes only. Throws a KafkaTuiError. */
export type OpenResultFile = (path: string) => ResultFile;
