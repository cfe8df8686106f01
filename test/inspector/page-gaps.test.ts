import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBroker, type EmbeddedBroker } from '../../src/demo/broker/broker.js';
import { MessageLog } from '../../src/inspector/message-log.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { type Edges, type GapsAt, TopicPages } from '../../src/kafka/pages.js';
import type { Gap, Passed } from '../../src/model/gap.js';
import type { Entry } from '../../src/model/message.js';
import { settingsFor } from '../support/reading.js';

let broker: EmbeddedBroker;
beforeAll(async () => {
  broker = await startBroker();
});
afterAll(async () => {
  await broker.close();
});

type Fate = 'message' | Passed;

const NONE: GapsAt = new Map();
const BYTES = 1_000_000;

const PARTITIONS = [0, 1] as const;

const step = fc.record({
  partition: fc.constantFrom(...PARTITIONS),
  time: fc.nat(20),
  what: fc.constantFrom('plain', 'plain', 'plain', 'aborted', 'committed', 'skipped'),
  keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1, maxLength: 8 }),
});

let topics = 0;

interface Step {
  readonly partition: number;
  readonly time: number;
  readonly what: string;
  readonly keys: readonly string[];
}

/** Writes a partition, and perhaps compacts it; says what became of each of its offsets. */
function filled(topic: string, partition: number, steps: readonly Step[], isCompacted: boolean) {
  const fates: Fate[] = [];
  const newest = new Map<string, number>();
  for (const { what, keys, time } of steps) {
    const records = keys.map((key) => ({ key, value: key, timestamp: 1_000 + time }));
    if (what === 'skipped') {
      broker.skipOffsets(topic, partition, BigInt(keys.length));
      fates.push(...keys.map((): Fate => 'compacted'));
      continue;
    }
    if (what === 'aborted') {
      broker.appendAborted(topic, partition, records);
      fates.push(...keys.map((): Fate => (isCompacted ? 'compacted' : 'aborted')), 'abort');
      continue;
    }
    for (const key of keys) {
      const older = newest.get(key);
      if (isCompacted && older !== undefined) fates[older] = 'compacted';
      newest.set(key, fates.length);
      fates.push('message');
    }
    if (what === 'committed') {
      broker.appendCommitted(topic, partition, records);
      fates.push('commit');
    } else broker.append(topic, partition, records);
  }
  broker.append(topic, partition, [{ key: 'last', value: 'last', timestamp: 1_010 }]);
  fates.push('message');
  if (isCompacted) broker.compact(topic, partition);
  return fates;
}

function pagesOf(topic: string): TopicPages {
  return new TopicPages(() => Promise.resolve(new Cluster(settingsFor(broker.bootstrap))), {
    ...{ topic, partitions: null, isolation: 'read_committed', checkCrcs: true },
  });
}

/** A window that is opened at an offset of each partition, and grows by a page on one side or the other until it holds everything. */
async function windowOver(
  topic: string,
  edges: Edges,
  counts: readonly number[],
  check: (log: MessageLog) => void,
): Promise<MessageLog> {
  const pages = pagesOf(topic);
  const log = new MessageLog({ entries: 10_000, bytes: 10_000_000 });
  for (const [partition, at] of edges) log.begin(partition, at);
  log.freeze({ edges, gaps: NONE });
  const ended = { older: false, newer: false };
  for (let round = 0; !ended.older || !ended.newer; round++) {
    const count = counts[round % counts.length] ?? 1;
    // Now one side, now the other; the one that is left when one is at its end.
    if ((count % 2 === 0 && !ended.older) || ended.newer) {
      const page = await pages.before(log.low, { count, bytes: BYTES });
      log.extendBack(page.entries, page, { edges: log.high, gaps: log.gaps });
      ended.older = page.isLast;
    } else {
      const page = await pages.after(log.high, new Map(), { count, bytes: BYTES });
      log.extend(page.entries, page);
      ended.newer = page.isLast;
    }
    check(log);
  }
  pages.close();
  return log;
}

function checkGap(gap: Gap | null, end: bigint, fates: readonly Fate[], isFirst: boolean): void {
  let begin = end;
  while (begin > 0n && fates[Number(begin) - 1] !== 'message') begin--;
  if (gap === null) {
    expect(isFirst || begin === end).toBe(true);
    return;
  }
  const counts: Partial<Record<Fate, bigint>> = {};
  for (const fate of fates.slice(Number(gap.from), Number(end))) {
    counts[fate] = (counts[fate] ?? 0n) + 1n;
  }
  expect(gap.to).toBe(end - 1n);
  expect(gap.counts).toEqual(counts);
  if (gap.isOpen) expect(isFirst && gap.from >= begin).toBe(true);
  else expect(gap.from).toBe(begin);
}

function entriesOf(log: MessageLog, partition: number): Entry[] {
  return Array.from({ length: log.end - log.first }, (_, at) => log.get(log.first + at)).filter(
    (entry) => entry?.partition === partition,
  ) as Entry[];
}

describe('what is missing in a log that is loaded page by page', () => {
  it('is known of each message as it is in the log, wherever pages begin and end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.boolean(),
        fc.nat(),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        async (steps, isCompacted, from, counts) => {
          const topic = `gaps-${++topics}`;
          broker.createTopic(topic, { partitions: PARTITIONS.length });
          const logs = PARTITIONS.map((partition) => {
            const own = steps.filter((one) => one.partition === partition);
            return filled(topic, partition, own, isCompacted);
          });
          const edges = logs.map((fates, at) => [at, BigInt(from % (fates.length + 1))] as const);
          const last = await windowOver(topic, new Map(edges), counts, (log) => {
            for (const [partition, fates] of logs.entries()) {
              const kept = entriesOf(log, partition);
              for (const [index, { gap, offset }] of kept.entries()) {
                checkGap(gap, offset, fates, index === 0);
              }
            }
          });
          for (const [partition, fates] of logs.entries()) {
            const messages = fates.flatMap((fate, at) => (fate === 'message' ? [BigInt(at)] : []));
            expect(entriesOf(last, partition).map(({ offset }) => offset)).toEqual(messages);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
