import { describe, expect, it } from 'vitest';
import { withoutRecords } from '../../src/demo/broker/log/compaction.js';
import { gapOf } from '../../src/model/gap.js';
import { batchAt, numbered, resealed, seenIn, sliced } from '../support/batches.js';
import { FakeReader, emptyPartition } from '../support/fake-reader.js';
import { entriesOf, inspecting } from './inspecting.js';

const WHO = { transactional: true, producerId: 7n };
const ABORTED = { aborted: [{ producerId: 7n, firstOffset: 2n }] };

function marker(offset: bigint, committed: boolean): Buffer {
  const key = Buffer.from([0, 0, 0, committed ? 1 : 0]);
  return batchAt(offset, [{ key, value: Buffer.alloc(6) }], { ...WHO, control: true });
}

type Shown = readonly [offset: bigint, from: bigint, counts: object];

/** Of each entry that has something missing before it: where it stands, from where on that is, and what it is. */
function gapsOf(inspector: ReturnType<typeof inspecting>['inspector']): Shown[] {
  return entriesOf(inspector).flatMap(({ offset, gap }) =>
    gap === null ? [] : [[offset, gap.from, gap.counts] as const],
  );
}

describe('what is missing before a message that comes in', () => {
  it('is what was passed since the last one, in however many responses that came', async () => {
    const { inspector, reader } = inspecting();
    reader.serve(Buffer.concat([batchAt(0n, numbered(2)), batchAt(2n, numbered(3), WHO)]), ABORTED);
    reader.serve(marker(5n, false), ABORTED);
    // Behind a hole.
    const half = withoutRecords(batchAt(9n, numbered(4)), ({ offset }) => offset % 2n === 0n).batch;
    reader.serve(half);
    reader.serve(Buffer.concat([batchAt(13n, numbered(1)), marker(14n, true)]));
    await expect.poll(() => inspector.current().partitions[0]?.gap?.counts).toEqual({ commit: 1n });
    reader.serve(batchAt(15n, numbered(1)));
    const expected: Shown[] = [
      [10n, 2n, { aborted: 3n, abort: 1n, compacted: 4n }],
      [12n, 11n, { compacted: 1n }],
      [15n, 14n, { commit: 1n }],
    ];
    await expect.poll(() => gapsOf(inspector)).toEqual(expected);
    expect(entriesOf(inspector).every(({ gap }) => gap?.isOpen !== true)).toBe(true);
    expect(inspector.current().partitions[0]?.gap).toBeNull();
    // A filter hides messages; what is missing in the log stays what it is.
    inspector.commands.filter('v1');
    await expect.poll(() => gapsOf(inspector)).toEqual([expected[0]]);
    inspector.close();
  });

  it('stands before what could not be read as well', async () => {
    const { inspector, reader } = inspecting();
    const broken = resealed(batchAt(2n, numbered(3)), (bytes) => bytes.fill(0xff, 61));
    reader.serve(Buffer.concat([batchAt(0n, numbered(1)), marker(1n, true), broken]));
    await expect.poll(() => gapsOf(inspector)).toEqual([[2n, 1n, { commit: 1n }]]);
    inspector.close();
  });

  it('begins where reading did, which leaves open what stands before that', async () => {
    const at = { first: 0n, next: 3n, high: 9n, stable: 9n };
    const { inspector, reader } = inspecting(new FakeReader([emptyPartition(0, at)]));
    reader.serve(Buffer.concat([batchAt(2n, numbered(3), WHO), batchAt(5n, numbered(1))]), ABORTED);
    await expect.poll(() => gapsOf(inspector)).toEqual([[5n, 3n, { aborted: 2n }]]);
    expect(entriesOf(inspector)[0]?.gap?.isOpen).toBe(true);
    inspector.close();
  });

  it('goes on from what is missing behind the newest messages that reading begins with', async () => {
    const reader = new FakeReader([emptyPartition(0, { next: 4n, high: 4n, stable: 4n })]);
    const { messages } = seenIn(sliced(batchAt(0n, numbered(2))));
    const behind = gapOf(2n, 3n, 'aborted');
    reader.opening = {
      backlog: messages,
      skipped: new Map([[0, { control: 0, aborted: 2 }]]),
      gaps: new Map(behind ? [[0, behind]] : []),
    };
    const { inspector } = inspecting(reader);
    reader.serve(Buffer.concat([marker(4n, false), batchAt(5n, numbered(1))]));
    await expect.poll(() => gapsOf(inspector)).toEqual([[5n, 2n, { aborted: 2n, abort: 1n }]]);
    inspector.close();
  });

  it('is what the group went past while the partition was not ours', async () => {
    const { inspector, reader } = inspecting();
    reader.serve(batchAt(0n, numbered(2)), { high: 9n });
    await expect.poll(() => entriesOf(inspector)).toHaveLength(2);
    const read = async (offset: bigint, from: bigint, first = 0n): Promise<void> => {
      const at = { first, next: from, high: 30n, stable: 30n };
      reader.events.member?.reassigned([emptyPartition(0, at)], []);
      reader.serve(batchAt(offset, numbered(1)), { offset: from, first });
      await expect.poll(() => entriesOf(inspector).at(-1)?.offset).toBe(offset);
    };
    reader.events.member?.reassigned([], [emptyPartition(0, { next: 30n, high: 30n })]);
    await read(6n, 6n);
    expect(gapsOf(inspector)).toEqual([[6n, 2n, { elsewhere: 4n }]]);
    // It goes on where it stood, then further back, then where retention has left the log.
    await read(7n, 7n);
    await read(5n, 4n);
    await read(20n, 20n, 20n);
    expect(gapsOf(inspector)).toEqual([
      [6n, 2n, { elsewhere: 4n }],
      [5n, 4n, { compacted: 1n }],
      [20n, 6n, { removed: 14n }],
    ]);
    inspector.close();
  });
});
