import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageLog } from '../../src/inspector/message-log.js';
import type { Message } from '../../src/model/message.js';

function message(arrival: number, size: number): Message {
  return {
    kind: 'message',
    arrival,
    topic: 't',
    partition: 0,
    offset: BigInt(arrival),
    timestamp: 0,
    timestampType: 'create',
    key: null,
    value: null,
    headers: [],
    size,
    gap: null,
  };
}

describe('the log of what is kept', () => {
  it('keeps within both bounds, gives every entry its index for good, and counts what it dropped', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1000, max: 20_000 }),
        fc.array(fc.nat(5000), { maxLength: 60 }),
        (entries, bytes, sizes) => {
          const log = new MessageLog({ entries, bytes });
          for (const [arrival, size] of sizes.entries()) {
            log.append(message(arrival * 2, size));
            expect(log.end).toBe(arrival + 1);
            expect(log.get(arrival)?.arrival).toBe(arrival * 2);
          }
          expect(log.end - log.first).toBeLessThanOrEqual(entries);
          expect(log.dropped).toBe(log.first);
          let kept = 0;
          for (let index = log.first; index < log.end; index++) {
            const entry = log.get(index);
            expect(entry?.arrival).toBe(index * 2);
            kept += entry?.kind === 'message' ? entry.size : 0;
            expect(log.indexOf(index * 2)).toBe(index);
            expect(log.indexOf(index * 2 - 1)).toBe(index);
          }
          if (log.end - log.first > 1) expect(kept).toBeLessThanOrEqual(bytes);
          expect(log.get(log.first - 1)).toBeUndefined();
          expect(log.get(log.end)).toBeUndefined();
          expect(log.indexOf(sizes.length * 2)).toBe(log.end);
        },
      ),
    );
  });
});
