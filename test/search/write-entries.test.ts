import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/model/message.js';
import { writeEntries } from '../../src/search/write-entries.js';

function messages(count: number, size: number): Message[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ kind: 'message', arrival: at, topic: 't', partition: 0, offset: BigInt(at) },
    ...{ timestamp: 1, timestampType: 'create', key: null, value: Buffer.alloc(size, 'v') },
    ...{ headers: [], gap: null, size },
  }));
}

/** A file that has room at once; says how many messages waited for each write, and when the loop had its turn. */
async function written(entries: readonly Message[]) {
  const waits: number[] = [];
  const turned: boolean[] = [];
  let waiting = 0;
  let hasTurned = false;
  const flush = (): Promise<void> => {
    waits.push(waiting);
    waiting = 0;
    return Promise.resolve();
  };
  setImmediate(() => (hasTurned = true));
  const count = await writeEntries(entries, {
    add: () => {
      waiting++;
      turned.push(hasTurned);
    },
    flush,
    close: flush,
  });
  return { count, waits, turned };
}

describe('writing what was found', () => {
  it('holds no more than a part of it, whether messages are many or large', async () => {
    expect(await written(messages(600, 10))).toMatchObject({ count: 600, waits: [256, 256, 88] });
    const large = await written(messages(5, 600_000));
    expect(large).toMatchObject({ count: 5, waits: [2, 2, 1] });
    expect((await written(messages(3, 2_000_000))).waits).toEqual([1, 1, 1, 0]);
  });

  it('gives the event loop its turn after the first part', async () => {
    const { turned } = await written(messages(300, 10));
    expect([turned[255], turned[256]]).toEqual([false, true]);
  });
});
