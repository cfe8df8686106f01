import type { Isolation, LogSlice } from '../log/partition-log.js';
import { ERROR } from '../../../kafka/protocol/error-codes.js';
import { fetch } from '../../../kafka/protocol/messages-log.js';
import { ledPartition } from './partitions.js';
import { type Call, route } from './route.js';

type FetchRequest = ReturnType<typeof fetch.request.read>;
type FetchResponse = Parameters<typeof fetch.response.write>[1];
type WantedPartition = FetchRequest['topics'][number]['partitions'][number];
type FetchedPartition = FetchResponse['topics'][number]['partitions'][number];

/** A client may ask to wait for very long; a connection is looked at again at least this often. */
const MAX_WAIT_MS = 10 * 60_000;

interface Round {
  readonly response: FetchResponse;
  readonly bytes: number;
  readonly failed: boolean;
}

export const fetchRoute = route(fetch, async (request, call) => {
  // Sessions (KIP-227) are an economy that a broker may decline: id 0 says that there is none. An
  // epoch above 0 would go on with one; 0 and -1 ask for everything anyway.
  if (request.sessionEpoch > 0) {
    return { errorCode: ERROR.FETCH_SESSION_ID_NOT_FOUND, topics: [] };
  }
  const deadline = performance.now() + Math.min(request.maxWaitMs, MAX_WAIT_MS);
  for (;;) {
    const round = readAll(request, call);
    const left = deadline - performance.now();
    const enough = round.bytes >= request.minBytes || request.topics.length === 0;
    if (round.failed || enough || left <= 0 || call.gone.aborted) {
      return withDamage(round.response, call);
    }
    await nextChange(request, left, call);
  }
});

function readAll(request: FetchRequest, call: Call): Round {
  let bytes = 0;
  let failed = false;
  const topics = request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((wanted) => {
      const room = Math.max(0, Math.min(wanted.maxBytes, request.maxBytes - bytes));
      const read = readOne(topic, wanted, isolationOf(request), { room, first: bytes === 0 }, call);
      bytes += read.bytes;
      failed ||= read.partition.errorCode !== ERROR.NONE;
      return read.partition;
    }),
  }));
  return { response: { topics }, bytes, failed };
}

function readOne(
  topic: string,
  wanted: WantedPartition,
  isolation: Isolation,
  { room, first }: { readonly room: number; readonly first: boolean },
  call: Call,
): { readonly partition: FetchedPartition; readonly bytes: number } {
  const led = ledPartition('Fetch', topic, wanted.partition, wanted.currentLeaderEpoch, call);
  if (led.partition === null)
    return { partition: refused(wanted.partition, led.errorCode), bytes: 0 };
  const { log } = led.partition;
  if (wanted.fetchOffset < log.startOffset || wanted.fetchOffset > log.endOffset) {
    return { partition: refused(wanted.partition, ERROR.OFFSET_OUT_OF_RANGE), bytes: 0 };
  }
  const slice = log.read(wanted.fetchOffset, isolation, room, first);
  const partition: FetchedPartition = {
    partition: wanted.partition,
    errorCode: ERROR.NONE,
    highWatermark: log.endOffset,
    lastStableOffset: log.endFor('read_committed'),
    logStartOffset: log.startOffset,
    aborted: isolation === 'read_committed' ? abortedIn(slice, wanted.fetchOffset, log) : null,
    records: slice.records,
  };
  return { partition, bytes: slice.bytes };
}

function abortedIn(
  slice: LogSlice,
  from: bigint,
  log: { aborted(from: bigint, end: bigint): NonNullable<FetchedPartition['aborted']> },
): FetchedPartition['aborted'] {
  return slice.bytes === 0 ? [] : log.aborted(from, slice.end);
}

function refused(partition: number, errorCode: number): FetchedPartition {
  return {
    partition,
    errorCode,
    highWatermark: -1n,
    lastStableOffset: -1n,
    // A real broker makes this difference too, for no reason that one could see.
    aborted: errorCode === ERROR.UNKNOWN_TOPIC_OR_PARTITION ? [] : null,
    records: [],
  };
}

function isolationOf(request: FetchRequest): Isolation {
  return request.isolationLevel === 1 ? 'read_committed' : 'read_uncommitted';
}

function withDamage(response: FetchResponse, { faults }: Call): FetchResponse {
  return {
    ...response,
    topics: response.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((one) =>
        Array.isArray(one.records)
          ? { ...one, records: faults.damage(topic, one.partition, one.records) }
          : one,
      ),
    })),
  };
}

/** Waits for something to happen to one of the partitions, for the time to pass, or for the client to go. */
function nextChange(request: FetchRequest, ms: number, call: Call): Promise<void> {
  return new Promise((resolve) => {
    const stop: (() => void)[] = [];
    const done = (): void => {
      for (const one of stop) one();
      call.gone.removeEventListener('abort', done);
      resolve();
    };
    for (const { topic, partitions } of request.topics) {
      for (const { partition } of partitions) {
        const log = call.cluster.partition(topic, partition)?.log;
        if (log !== undefined) stop.push(log.watch(done));
      }
    }
    stop.push(call.cluster.alarms.after(ms, done));
    call.gone.addEventListener('abort', done, { once: true });
  });
}
