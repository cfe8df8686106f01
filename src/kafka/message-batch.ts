import type { Message } from '../model/message.js';
import { BATCH_HEADER } from './record-batch.js';
import type { SliceBatch } from './slice.js';
import { encodeRecord } from './record-encoder.js';

/** A message as a batch of its own, for consumers that read records from batches. */
export function messageBatch(message: Message): SliceBatch {
  const { offset, timestamp, timestampType, key, value, headers } = message;
  const record = encodeRecord({ timestampDelta: 0, offsetDelta: 0n, key, value, headers });
  return {
    kind: 'batch',
    from: offset,
    until: offset + 1n,
    gap: null,
    batch: {
      bytes: Buffer.concat([Buffer.alloc(BATCH_HEADER), record]),
      baseOffset: offset,
      lastOffset: offset,
      count: 1,
      codec: 0,
      timestampType,
      baseTimestamp: timestamp,
      maxTimestamp: timestamp,
      appendTime: null,
      producerId: -1n,
      isTransactional: false,
      isControl: false,
    },
  };
}
