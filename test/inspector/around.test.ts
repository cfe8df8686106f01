import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/model/message.js';
import { FakePages } from '../support/fake-pages.js';
import { FakeReader, emptyPartition } from '../support/fake-reader.js';
import { entriesOf, inspecting } from './inspecting.js';

const SECOND = 1_000;

/** Messages of a partition at these times, with consecutive offsets. */
function log(partition: number, times: readonly number[]): Message[] {
  return times.map((timestamp, n) => ({
    ...{ kind: 'message', arrival: 0, topic: 't', partition, offset: BigInt(n), timestamp },
    ...{
      timestampType: 'create',
      key: null,
      value: Buffer.from('v'),
      headers: [],
      size: 1,
      gap: null,
    },
  }));
}

function every(ms: number, count: number): number[] {
  return Array.from({ length: count }, (_, n) => n * ms);
}

async function opened(logs: readonly Message[][], entries = 10_000) {
  const pages = new FakePages();
  for (const [partition, messages] of logs.entries()) pages.logs.set(partition, messages);
  const ends = logs.map((messages, partition) => {
    const end = BigInt(messages.length);
    return emptyPartition(partition, { next: end, high: end, stable: end });
  });
  const { inspector } = inspecting(new FakeReader(ends), {
    openPages: () => pages,
    keep: { entries, bytes: 100_000_000 },
  });
  await inspector.opened;
  return inspector;
}

describe('what stands around a message', () => {
  it('is loaded of all partitions for all of that time, however much it is, and counted', async () => {
    // A busy one, a slow one, and one that wrote nothing then.
    const inspector = await opened([
      log(0, every(SECOND, 600)),
      log(1, every(10, 60_000)),
      log(2, [0, 599 * SECOND]),
    ]);
    const outcome = await inspector.commands.seek({
      partition: 0,
      place: { kind: 'offset', offset: 300n },
      around: 10 * SECOND,
    });
    expect(outcome).toMatchObject({ note: null, around: { partitions: 1, cut: false } });
    expect(outcome?.around?.others).toBe(2_001);
    const shown = entriesOf(inspector);
    const selected = shown.find(({ arrival }) => arrival === outcome?.select);
    expect(selected).toMatchObject({ partition: 0, offset: 300n });
    const busy = shown.filter(({ partition }) => partition === 1).map(({ offset }) => offset);
    expect(busy[0]).toBeLessThanOrEqual(29_000n);
    expect(busy.at(-1)).toBeGreaterThanOrEqual(31_000n);
    expect(inspector.current().timeline.events.at(-1)).toMatchObject({
      kind: 'seek',
      text: 'went to offset 300 in partition 0, with 10 s around it',
    });
    inspector.close();
  });

  it('says that it is more than is kept', async () => {
    const inspector = await opened([log(0, every(SECOND, 120)), log(1, every(2, 60_000))], 4_000);
    const outcome = await inspector.commands.seek({
      partition: 0,
      place: { kind: 'offset', offset: 60n },
      around: 10 * SECOND,
    });
    expect(outcome?.around?.cut).toBe(true);
    const shown = entriesOf(inspector);
    expect(shown.some(({ arrival }) => arrival === outcome?.select)).toBe(true);
    inspector.close();
  });

  it('is refused for a message without a time, and the stream stays where it is', async () => {
    const inspector = await opened([log(0, [-1, -1]), log(1, every(1, 5))]);
    await expect(
      inspector.commands.seek({
        partition: 0,
        place: { kind: 'offset', offset: 1n },
        around: SECOND,
      }),
    ).rejects.toThrow(/no timestamp/);
    expect(inspector.current().stream.window.live).toBe(true);
    inspector.close();
  });
});
