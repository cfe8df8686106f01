import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PageStore } from '../../src/inspector/page-store.js';

describe('pages for the bytes of messages', () => {
  it('hold what was put on them until it is dropped, however much comes', () => {
    const size = fc.oneof(fc.nat(2000), fc.nat(300_000));
    fc.assert(
      fc.property(
        fc.array(size, { maxLength: 80 }),
        fc.integer({ min: 1, max: 20 }),
        (sizes, kept) => {
          const pages = new PageStore();
          const log: {
            readonly bytes: Buffer;
            readonly at: number;
            readonly size: number;
            readonly arrival: number;
          }[] = [];
          for (const [arrival, length] of sizes.entries()) {
            const source = Buffer.alloc(length + 7, arrival);
            log.push({ ...pages.put(source, 3, 3 + length, arrival), size: length, arrival });
            if (log.length > kept) log.shift();
            pages.dropBefore(log[0]?.arrival ?? 0);
            for (const one of log) {
              const bytes = one.bytes.subarray(one.at, one.at + one.size);
              expect(bytes.equals(Buffer.alloc(one.size, one.arrival))).toBe(true);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('are used again: memory does not grow with what comes by', () => {
    const pages = new PageStore();
    const source = Buffer.alloc(1000);
    const buffers = new Set<ArrayBufferLike>();
    for (let arrival = 0; arrival < 20_000; arrival++) {
      buffers.add(pages.put(source, 0, source.length, arrival).bytes.buffer);
      pages.dropBefore(arrival - 100);
    }
    expect(buffers.size).toBeLessThanOrEqual(3);
  });
});
