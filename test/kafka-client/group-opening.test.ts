import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { Cluster } from '../../src/kafka/cluster.js';
import { DirectReader } from '../../src/kafka/direct-reader.js';
import { GroupCoordinator } from '../../src/kafka/group-coordinator.js';
import type { Generation } from '../../src/kafka/group-join.js';
import { type ShareReading, openShare } from '../../src/kafka/group-opening.js';
import { Place } from '../../src/kafka/group-place.js';
import { Standing } from '../../src/kafka/group-standing.js';
import { MemberConnection } from '../../src/kafka/member-connection.js';
import type { Opening, ReaderEvents } from '../../src/kafka/reader.js';
import { numbered } from '../support/batches.js';
import { until } from '../support/membering.js';
import { settingsFor } from '../support/reading.js';

const BOUNDS = { first: 0n, high: 20n };
/** How often a reader looks whether its topic has grown. */
const LOOKS_MS = 5_000;
const events = {
  lost: () => undefined,
  regained: () => undefined,
  notice: () => undefined,
  grown: () => undefined,
  skippedByRetention: () => undefined,
};

let broker: EmbeddedBroker;
let standings: Map<number, Standing>;
let clusters: Cluster[];

function makeCluster(): Cluster {
  const cluster = new Cluster(settingsFor(broker.bootstrap), { changes: false, membership: true });
  clusters.push(cluster);
  return cluster;
}

/** Something that happens on the way. */
interface Meanwhile {
  /** The topic was found; what is committed will be asked for next. */
  readonly found?: () => void;
  /** A reader was made, and begins to open. */
  readonly reads?: () => void;
}

/** Opens partitions of `t` in a generation. */
function opens(
  place: Place,
  partitions: readonly number[],
  { found = () => undefined, reads = () => undefined }: Meanwhile = {},
): Promise<Opening> {
  const topics = ['t'];
  class Connection extends MemberConnection {
    override readerOf(topic: number, isOver: () => boolean): ReaderEvents {
      reads();
      return super.readerOf(topic, isOver);
    }
  }
  const reading: ShareReading = {
    cluster: makeCluster(),
    coordinator: new GroupCoordinator('g', topics, makeCluster),
    connection: new Connection(topics, events),
    topics,
    standings,
    mayMiss: false,
    opened: found,
    options: {
      start: { kind: 'beginning' },
      stopAtEnd: false,
      isolation: 'read_committed',
      checkCrcs: false,
    },
  };
  const generation: Generation = {
    id: place.generation,
    memberId: 'm',
    leaderId: 'm',
    isLeader: true,
    protocol: 'range',
    share: new Map([['t', partitions]]),
    dealt: [],
  };
  return openShare(reading, generation, place, new Set());
}

const standing = (slot: number): Standing => {
  const found = standings.get(slot) ?? new Standing(slot);
  standings.set(slot, found);
  return found;
};

const asked = (api: string): boolean => broker.requests().some(({ apiName }) => apiName === api);

beforeEach(async () => {
  broker = await startBroker();
  broker.createTopic('t', { partitions: 3 });
  for (const partition of [0, 1, 2]) broker.append('t', partition, numbered(20));
  standings = new Map();
  clusters = [];
});

afterEach(async () => {
  for (const cluster of clusters) cluster.close();
  await broker.close();
});

describe('a share whose place ends while it is being opened', () => {
  it('changes nothing in what the next generation has begun, and is not read', async () => {
    const place = new Place(1, () => Infinity, Date.now);
    const found = (): void => {
      place.end();
      // The next generation gave us 2, and 0 further on; 1 is somebody else's.
      for (const slot of [0, 2]) {
        standing(slot).begin({ offset: 9n, from: 'committed' }, BOUNDS);
        standing(slot).deliver(12n);
        standing(slot).show(12n);
      }
    };
    await expect(opens(place, [0, 1], { found })).rejects.toMatchObject({ code: 'CLOSED' });
    expect([0, 1, 2].map((slot) => standing(slot).assigned)).toEqual([true, false, true]);
    expect([0, 2].map((slot) => standing(slot).due(false)?.offset)).toEqual([12n, 12n]);
    expect(place.readers).toEqual([]);
    expect(asked('Fetch')).toBe(false);
  });

  it('is not begun where only our own clock says that it is over', async () => {
    let now = 0;
    const place = new Place(
      1,
      () => 1_000,
      () => now,
    );
    const reads = (): void => {
      now = 2_000;
    };
    const opening = opens(place, [0, 1, 2], { reads });
    await expect(opening).rejects.toMatchObject({ code: 'CLOSED' });
    expect(place.readers).toHaveLength(1);
    expect([0, 1, 2].map((slot) => standing(slot).assigned)).toEqual([false, false, false]);
  });

  it('is begun where the place lasts', async () => {
    const place = new Place(1, () => Infinity, Date.now);
    const { partitions } = await opens(place, [0, 1]);
    expect(partitions.map(({ partition, next }) => [partition, next])).toEqual([
      [0, 0n],
      [1, 0n],
    ]);
    expect([0, 1, 2].map((slot) => standing(slot).assigned)).toEqual([true, true, false]);
    place.end();
  });
});

describe('a reader that is closed while it opens', () => {
  it('leaves no look at the topic behind that goes on by its clock', async () => {
    const cluster = makeCluster();
    const reader = new DirectReader(
      cluster,
      {
        topic: 't',
        partitions: null,
        start: { kind: 'beginning' },
        stopAtEnd: false,
        isolation: 'read_committed',
        checkCrcs: false,
        sharesCluster: true,
      },
      events,
    );
    const clocks = vi.spyOn(globalThis, 'setInterval');
    try {
      const opening = reader.open();
      reader.close();
      await expect(opening).rejects.toMatchObject({ code: 'CLOSED' });
      await until('the bounds were asked for', () => asked('ListOffsets'));
      // The same connection answers in turn, so what was asked before has been answered.
      await cluster.metadata(['t']);
      await new Promise((resolve) => setImmediate(resolve));
      expect(clocks.mock.calls.filter(([, ms]) => ms === LOOKS_MS)).toEqual([]);
    } finally {
      clocks.mockRestore();
    }
  });
});
