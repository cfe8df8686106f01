import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { gapOf } from '../../src/model/gap.js';
import { numbered } from '../support/batches.js';
import { Reading, range } from '../support/reading.js';

let broker: EmbeddedBroker;
const open: Reading[] = [];

beforeEach(async () => {
  broker = await startBroker({ brokers: 3 });
  broker.createTopic('t', { partitions: 2 });
});

afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await broker.close();
});

async function reading(options: ConstructorParameters<typeof Reading>[1] = {}): Promise<Reading> {
  const one = new Reading(broker.bootstrap, options);
  open.push(one);
  await one.open();
  return one;
}

const leaderOf = (partition: number): number => broker.partitions('t')[partition]?.leader ?? -1;

describe('a leader', () => {
  it('that moves is followed: nothing is lost, nothing comes twice', async () => {
    broker.append('t', 0, numbered(10));
    const one = await reading();
    await one.until(() => one.of(0).length === 10);
    const [before, after] = [leaderOf(0), 3];
    broker.faults.moveLeader('t', 0, after);
    broker.append('t', 0, numbered(10));
    await one.until(() => one.of(0).length === 20);
    expect(one.of(0)).toEqual(range(0, 20));
    expect(one.notices).toEqual([`partition 0: leader moved from broker ${before} to ${after}`]);
    expect([one.lost, one.regained]).toEqual([[], 0]);
  });

  it('that moves again and again is followed', async () => {
    const one = await reading();
    for (let round = 0; round < 5; round++) {
      broker.faults.moveLeader('t', 0, 1 + (round % 3));
      broker.append('t', 0, numbered(4));
      await one.until(() => one.of(0).length === (round + 1) * 4);
    }
    expect(one.of(0)).toEqual(range(0, 20));
  });
});

describe('a broker', () => {
  it('that is lost and comes back is told, and reading goes on at the next offset', async () => {
    const single = await startBroker();
    single.createTopic('t', { partitions: 1 });
    single.append('t', 0, numbered(10));
    const one = new Reading(single.bootstrap);
    open.push(one);
    await one.open();
    await one.until(() => one.count === 10);
    const pulling = one.until(() => one.count === 20);
    await single.faults.loseBroker(1);
    await expect.poll(() => one.lost.length).toBeGreaterThan(0);
    expect(one.lost[0]?.code).toMatch(/^CONNECTION_/);
    await single.faults.returnBroker(1);
    one.reader.retry();
    single.append('t', 0, numbered(10));
    await pulling;
    expect(one.of(0)).toEqual(range(0, 20));
    expect(one.regained).toBe(1);
    one.close();
    await single.close();
  });

  it('that is lost leaves the others reading', async () => {
    const one = await reading();
    const other = leaderOf(1);
    expect(leaderOf(0)).not.toBe(other);
    await broker.faults.loseBroker(leaderOf(0));
    broker.append('t', 1, numbered(5));
    await one.until(() => one.of(1).length === 5);
    broker.append('t', 0, numbered(5));
    await one.until(() => one.of(0).length === 5);
    expect(one.of(0)).toEqual(range(0, 5));
  });

  it('that hangs up again and again costs no message and doubles none', async () => {
    const one = await reading();
    for (let round = 0; round < 4; round++) {
      broker.append('t', 0, numbered(5));
      broker.faults.dropConnections();
      await one.until(() => one.of(0).length === (round + 1) * 5);
    }
    expect(one.of(0)).toEqual(range(0, 20));
  });

  it('that hangs up in the middle of an answer is asked for it again', async () => {
    broker.append('t', 0, numbered(30));
    const cut = broker.faults.cutResponse({ api: 'Fetch' }, 2);
    const one = await reading();
    await one.until(() => one.of(0).length === 30);
    expect(one.of(0)).toEqual(range(0, 30));
    expect(cut.hits).toBe(2);
  });

  it('that answers a few bytes at a time is waited for', async () => {
    broker.append('t', 0, numbered(20));
    broker.faults.slow({ api: 'Fetch', bytesPerTick: 50, tickMs: 1 });
    const one = await reading();
    await one.until(() => one.of(0).length === 20);
    expect([one.of(0), one.lost]).toEqual([range(0, 20), []]);
  });

  it('that does not answer in time is lost, and asked again', async () => {
    broker.append('t', 0, numbered(5));
    broker.faults.slow({ api: 'Fetch', delayMs: 2000 }, 1);
    const one = await reading({ partitions: [0], settings: { requestTimeoutMs: 800 } });
    await one.until(() => one.of(0).length === 5);
    expect(one.lost[0]?.code).toBe('CONNECT_TIMEOUT');
    expect(one.of(0)).toEqual(range(0, 5));
  });

  it('that asks for patience is given it', async () => {
    await reading({ partitions: [0] });
    const throttle = broker.faults.throttle(700, { api: 'Fetch' }, 1);
    await expect.poll(() => throttle.hits).toBe(1);
    // 500 ms is what a fetch waits by itself where nothing comes in.
    await expect.poll(() => gaps().some((gap) => gap >= 1100), { timeout: 5000 }).toBe(true);
  });

  it('that answers with nothing but how long to wait, as over a quota, is asked again and not lost', async () => {
    broker.append('t', 0, numbered(5));
    const over = broker.faults.throttle(50, { api: 'Fetch', withoutData: true }, 3);
    const one = await reading({ partitions: [0], start: { kind: 'beginning' } });
    await one.until(() => one.of(0).length === 5);
    expect(over.hits).toBe(3);
    expect([one.lost, one.notices]).toEqual([[], []]);
  });
});

/** ms between one fetch and the next. */
function gaps(): number[] {
  const times = broker
    .requests()
    .filter(({ apiName }) => apiName === 'Fetch')
    .map(({ at }) => at);
  return times.slice(1).map((at, index) => at - (times[index] ?? at));
}

describe('the log', () => {
  it('that retention cuts under the reader is read on from where it begins, and what was lost is told', async () => {
    const one = await reading({ partitions: [0], start: { kind: 'beginning' } });
    broker.faults.slow({ api: 'Fetch', delayMs: 100 }, 4);
    broker.append('t', 0, numbered(10));
    broker.append('t', 0, numbered(10));
    broker.faults.truncateHead('t', 0, 15n);
    await one.until(() => one.of(0).includes(19n));
    expect(one.of(0)).toEqual(range(15, 20));
    expect(one.skipped).toEqual([{ partition: 0, offsets: 15n }]);
    const gap = gapOf(0n, 14n, 'removed');
    expect(one.slices.flatMap((slice) => slice.gap ?? [])).toEqual([gap]);
    expect(one.notices).toEqual([
      'partition 0: offsets 0 to 14 were removed by retention before they were read',
    ]);
  });

  it('that is cut back is read on from its new end', async () => {
    broker.append('t', 0, numbered(10));
    broker.append('t', 0, numbered(10));
    const one = await reading({ partitions: [0] });
    await one.until(() => one.count === 20);
    broker.faults.truncateTail('t', 0, 10n);
    const pulling = one.until(() => one.count === 23);
    await expect.poll(() => one.notices.length).toBe(1);
    broker.append('t', 0, [{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
    await pulling;
    expect(one.of(0).slice(20)).toEqual([10n, 11n, 12n]);
    expect(one.notices[0]).toContain('the log now ends at 10, before offset 20');
  });

  it('of a topic that is deleted and made anew is read from its beginning', async () => {
    broker.append('t', 0, numbered(10));
    const one = await reading();
    await one.until(() => one.count === 10);
    broker.faults.deleteTopic('t');
    const pulling = one.until(() => one.count === 13);
    await expect.poll(() => one.lost.map(({ code }) => code)).toContain('TOPIC_GONE');
    broker.createTopic('t', { partitions: 2 });
    broker.append('t', 0, [{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
    one.reader.retry();
    await pulling;
    expect(one.values.slice(10)).toEqual(['a', 'b', 'c']);
  });

  it('of a topic that is made anew with more than was read is read from its beginning too', async () => {
    broker.append('t', 0, numbered(3));
    const one = await reading();
    await one.until(() => one.count === 3);
    broker.faults.deleteTopic('t');
    const pulling = one.until(() => one.count === 11);
    await expect.poll(() => one.lost.map(({ code }) => code)).toContain('TOPIC_GONE');
    const gone = Date.now();
    // Gone for a moment only, it might be a broker that has just come up.
    await expect.poll(() => Date.now() - gone, { timeout: 3000 }).toBeGreaterThan(1100);
    broker.createTopic('t', { partitions: 2 });
    broker.append('t', 0, numbered(8));
    one.reader.retry();
    await pulling;
    expect(one.of(0)).toEqual([...range(0, 3), ...range(0, 8)]);
    expect(one.notices.join()).toContain('the topic was made anew; reading from its beginning');
  });
});

describe('a damaged batch', () => {
  it.each(['crc', 'length', 'short length', 'count', 'codec', 'magic', 'records'] as const)(
    'is told at its offsets, and what is behind it is read (%s)',
    async (damage) => {
      for (let batch = 0; batch < 3; batch++) broker.append('t', 0, numbered(6));
      broker.faults.damageBatch({ topic: 't', partition: 0, offset: 8n, damage });
      const one = await reading({ stopAtEnd: true });
      await one.toEnd();
      expect(one.of(0)).toEqual([...range(0, 6), ...range(12, 18)]);
      expect(covered(one)).toEqual(range(6, 12));
      expect(one.lost).toEqual([]);
    },
  );

  it('that only its CRC tells of is delivered where CRCs are not checked', async () => {
    broker.append('t', 0, numbered(6));
    broker.faults.damageBatch({ topic: 't', partition: 0, offset: 0n, damage: 'crc' });
    const one = await reading({ stopAtEnd: true, checkCrcs: false });
    expect((await one.toEnd()).of(0)).toEqual(range(0, 6));
  });

  it('that the broker itself can not read is passed', async () => {
    broker.append('t', 0, numbered(3));
    const fault = broker.faults.answerWith('CORRUPT_MESSAGE', { api: 'Fetch', name: 't' }, 1);
    const one = await reading({ stopAtEnd: true, partitions: [0] });
    await one.toEnd();
    expect(fault.hits).toBe(1);
    expect(covered(one)).toEqual([0n]);
    expect(one.of(0)).toEqual([1n, 2n]);
  });
});

describe('an error code', () => {
  it('of a leader that moved is survived in silence', async () => {
    broker.append('t', 0, numbered(3));
    broker.faults.answerWith('NOT_LEADER_OR_FOLLOWER', { api: 'Fetch' }, 3);
    const one = await reading();
    await one.until(() => one.count === 3);
    expect([one.of(0), one.notices, one.lost]).toEqual([range(0, 3), [], []]);
  });

  it('that nobody foresaw is told, and tried again', async () => {
    broker.append('t', 0, numbered(3));
    broker.faults.answerWith('UNKNOWN_SERVER_ERROR', { api: 'Fetch' }, 1);
    const one = await reading({ partitions: [0] });
    await one.until(() => one.count === 3);
    expect(one.of(0)).toEqual(range(0, 3));
    expect(one.notices[0]).toMatch(/^partition 0: .*; trying again$/);
  });

  it('of a permission that was taken away ends reading, and the asking', async () => {
    const one = await reading();
    broker.faults.answerWith('TOPIC_AUTHORIZATION_FAILED', { api: 'Fetch' });
    await expect(one.toEnd()).rejects.toMatchObject({ code: 'TOPIC_UNAUTHORISED', exitCode: 4 });
    await expect.poll(() => broker.counters().connectionsOpen).toBe(0);
    const asked = broker.counters().requests;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(broker.counters().requests).toBe(asked);
  });

  it('for an offset that is out of range while the broker says it is not is asked again in patience', async () => {
    broker.append('t', 0, numbered(3));
    const fault = broker.faults.answerWith('OFFSET_OUT_OF_RANGE', { api: 'Fetch' }, 3);
    const one = await reading({ partitions: [0] });
    await one.until(() => one.count === 3);
    expect(fault.hits).toBe(3);
    expect([one.of(0), one.notices]).toEqual([range(0, 3), []]);
  });
});

/** Offsets that were told as damaged; fails where one is told twice. */
function covered(one: Reading): bigint[] {
  return one.damage.flatMap(({ from, to }) => range(from, to + 1n));
}
