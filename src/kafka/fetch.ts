import { requests } from 'kafkajs/src/protocol/requests/index.js';
import { KafkaTuiError } from '../model/problem.js';
import type { BrokerLink } from './broker-link.js';
import { CODE, nameOfCode } from './errors.js';

export type Isolation = 'read_committed' | 'read_uncommitted';

export interface FetchRequest {
  readonly topic: string;
  readonly partitions: readonly { readonly partition: number; readonly offset: bigint }[];
  readonly isolation: Isolation;
  /** ms the broker may wait for `minBytes` to be there. */
  readonly maxWaitMs: number;
  readonly minBytes: number;
  /** Bytes of the whole response; the first batch comes whole even when it is larger. */
  readonly maxBytes: number;
  readonly partitionMaxBytes: number;
}

/** What a transaction that was aborted left in the fetched range. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

export interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  readonly high: bigint;
  /** Last stable offset; equals `high` where no transaction is open. */
  readonly stable: bigint;
  /** First offset in the log; -1 from brokers before Kafka 1.0. */
  readonly first: bigint;
  readonly aborted: readonly AbortedTransaction[];
  /** The record set as it came, a view into the response. */
  readonly records: Buffer;
}

export interface FetchResponse {
  /** Code for the whole response; the partitions are empty when it is not 0. */
  readonly errorCode: number;
  readonly throttleMs: number;
  readonly partitions: readonly FetchedPartition[];
}

/** A response with the bytes that its record sets look into. */
export interface Fetched extends FetchResponse {
  readonly payload: Buffer;
}

/** v11 is the newest that kafkajs 2.2.4 can ask for; v4 the oldest that brings record batches. */
const NEWEST = 11;

/**
 * One Fetch, outside of any fetch session: it leaves nothing behind on the broker. It is asked again where a quota
 * made the broker answer with no partition at all, which says nothing of what is in the log; the connection holds it
 * back for as long as the broker wants. Throws a KafkaTuiError where the request as a whole was refused.
 */
export async function fetchOnce(link: BrokerLink, ask: FetchRequest): Promise<Fetched> {
  await link.connect();
  for (;;) {
    const fetched = await fetchAsked(link, ask);
    if (fetched.errorCode === CODE.none && fetched.partitions.length > 0) return fetched;
    if (fetched.errorCode !== CODE.none || fetched.throttleMs <= 0) {
      throw fetchRefused(link.address, fetched.errorCode);
    }
  }
}

/** An answer that is none: for the whole request, or without the partitions asked for. */
function fetchRefused(address: string, code: number): KafkaTuiError {
  return new KafkaTuiError({
    code: 'FETCH_REFUSED',
    message: `${address} answers without the partitions asked for: ${nameOfCode(code)}`,
    next: 'reading goes on by itself when it answers again',
  });
}

async function fetchAsked(link: BrokerLink, ask: FetchRequest): Promise<Fetched> {
  const version = link.version('Fetch', NEWEST);
  const definition = requests['Fetch'];
  if (!definition) throw new Error('kafkajs has no Fetch request');
  const { request } = definition.protocol({ version })({
    isolationLevel: ask.isolation === 'read_committed' ? 1 : 0,
    maxWaitTime: ask.maxWaitMs,
    minBytes: ask.minBytes,
    maxBytes: ask.maxBytes,
    rackId: '',
    topics: [
      {
        topic: ask.topic,
        partitions: ask.partitions.map(({ partition, offset }) => ({
          partition,
          fetchOffset: offset.toString(),
          maxBytes: ask.partitionMaxBytes,
        })),
      },
    ],
  });
  return (await link.send({
    request,
    response: {
      decode: (payload) => {
        const decoded = decodeFetchResponse(payload, version);
        // The name by which kafkajs holds requests back; older versions are held back by the broker (KIP-219).
        const clientSideThrottleTime = version >= 8 ? decoded.throttleMs : 0;
        return Promise.resolve({ ...decoded, payload, clientSideThrottleTime });
      },
      parse: (decoded) => Promise.resolve(decoded),
    },
  })) as Fetched;
}

/**
 * Fetch response, versions 4 to 11 (the Kafka protocol guide, "Fetch API"). Each partition is taken by
 * itself, so an error in one does not hide the others. Throws a RangeError on a response that is cut short.
 * The record sets are views into `payload`.
 */
export function decodeFetchResponse(payload: Buffer, version: number): FetchResponse {
  const input = new Input(payload);
  const throttleMs = input.int32();
  const errorCode = version >= 7 ? input.int16() : 0;
  if (version >= 7) input.int32(); // session id: 0, we ask outside of sessions
  const partitions: FetchedPartition[] = [];
  for (let topics = input.int32(); topics > 0; topics--) {
    input.skip(input.int16()); // topic name: one topic is asked for
    for (let count = input.int32(); count > 0; count--) {
      partitions.push(decodePartition(input, version));
    }
  }
  return { throttleMs, errorCode, partitions };
}

function decodePartition(input: Input, version: number): FetchedPartition {
  const partition = input.int32();
  const errorCode = input.int16();
  const high = input.int64();
  const stable = input.int64();
  const first = version >= 5 ? input.int64() : -1n;
  const aborted: AbortedTransaction[] = [];
  for (let count = input.int32(); count > 0; count--) {
    aborted.push({ producerId: input.int64(), firstOffset: input.int64() });
  }
  if (version >= 11) input.int32(); // preferred read replica: we name no rack, so the leader serves us
  const records = input.bytes(input.int32());
  return { partition, errorCode, high, stable, first, aborted, records };
}

const NOTHING = Buffer.alloc(0);

/** A cursor over a response; every read is checked against its end. */
class Input {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  int16(): number {
    const value = this.#buffer.readInt16BE(this.#at);
    this.#at += 2;
    return value;
  }

  int32(): number {
    const value = this.#buffer.readInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  int64(): bigint {
    const value = this.#buffer.readBigInt64BE(this.#at);
    this.#at += 8;
    return value;
  }

  skip(length: number): void {
    this.bytes(length);
  }

  /** A view; a negative length is the protocol's null and reads as empty. */
  bytes(length: number): Buffer {
    if (length <= 0) return NOTHING;
    const end = this.#at + length;
    if (end > this.#buffer.length) throw new RangeError('fetch response ends inside a field');
    const view = this.#buffer.subarray(this.#at, end);
    this.#at = end;
    return view;
  }
}
