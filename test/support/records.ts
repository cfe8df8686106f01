import type { NewRecord } from '../../src/demo/broker/batch-writer.js';
import { RecordCursor } from '../../src/kafka/record-cursor.js';
import { visitRecords } from '../../src/kafka/slice.js';
import type { LineWriter } from '../../src/pipe/format.js';
import { LineBuffer } from '../../src/pipe/line-buffer.js';
import { batchAt, sliced } from './batches.js';

/** What a writer makes of records at an offset in partition 3. */
export function written(
  line: LineWriter,
  records: readonly NewRecord[],
  options: { readonly offset?: bigint; readonly timestampType?: 'create' | 'append' } = {},
): Buffer {
  const { offset = 0n, timestampType = 'create' } = options;
  const out = new LineBuffer(16);
  const high = offset + BigInt(records.length);
  for (const part of sliced(batchAt(offset, records, { timestampType }), { offset, high }).parts) {
    if (part.kind !== 'batch') throw new Error('damage');
    visitRecords(part, new RecordCursor(), (record) => {
      line(out, record, 3);
    });
  }
  return out.take();
}
