import { describe, expect, it } from 'vitest';
import { writeBatch } from '../../../src/demo/broker/batch-writer.js';
import { timeAt } from '../../../src/kafka/admin/message-times.js';

const batch = (timestamps: readonly number[], baseOffset = 0n): Buffer => {
  const bytes = writeBatch(timestamps.map((timestamp) => ({ value: 'v', timestamp })));
  bytes.writeBigInt64BE(baseOffset);
  return bytes;
};

describe('the time of a message', () => {
  it('is that of the first at or behind the offset, whole batches before it passed over', () => {
    const records = Buffer.concat([batch([1000, 2000, 3000]), batch([5000], 9n)]);
    expect(timeAt(records, 0n, 10n)).toBe(1000);
    expect(timeAt(records, 2n, 10n)).toBe(3000);
    expect(timeAt(records.subarray(batch([1000, 2000, 3000]).length), 5n, 10n)).toBe(5000);
  });

  it('is that of the first of its batch where only a part of the batch came', () => {
    const whole = batch([1000, 2000, 3000]);
    expect(timeAt(whole.subarray(0, 70), 2n, 3n)).toBe(1000);
    expect(timeAt(whole.subarray(0, 40), 2n, 3n)).toBeUndefined();
  });
});
