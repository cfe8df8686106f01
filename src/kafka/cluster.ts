import { EXIT, KafkaTuiError } from '../model/problem.js';
import { advertisedUnreachable } from './advertised.js';
import { BrokerLink } from './broker-link.js';
import type { Reached } from './connect-errors.js';
import { explain } from './errors.js';
import { Gate, type Permissions, READING_ONLY } from './gate.js';
import { askMetadata, type ClusterMetadata } from './metadata.js';
import { ResponsePool } from './response-pool.js';
import { type BrokerPlace, placeOf, placeOfAddress } from './broker-place.js';
import { type ClusterSettings, loginName } from './settings.js';

export type { ClusterMetadata, PartitionMetadata, TopicMetadata } from './metadata.js';

/** Nobody answers at an address. */
const NOT_THERE = new Set([
  'HOST_NOT_FOUND',
  'HOST_UNREACHABLE',
  'CONNECTION_REFUSED',
  'CONNECT_TIMEOUT',
]);

/**
 * The brokers of one cluster. Links are made when first needed, shared, and replaced when lost.
 * Knows no retries: whoever asks decides how often and how patiently.
 */
export class Cluster {
  /** Where responses are read into; whoever is done with one gives it back. */
  readonly responses = new ResponsePool();
  readonly #settings: ClusterSettings;
  readonly #gate: Gate;
  readonly #links = new Map<number, BrokerLink>();
  readonly #places = new Map<number, BrokerPlace>();
  #bootstrap: BrokerLink | null = null;
  #closed = false;

  constructor(settings: ClusterSettings, permissions: Permissions = READING_ONLY) {
    this.#settings = settings;
    this.#gate = new Gate(permissions);
  }

  /** What the header calls this cluster. */
  get name(): string {
    return this.#settings.bootstrap[0] ?? '';
  }

  /** Requests sent so far, those for connecting included: what this cluster is asked by us. */
  get requestsSent(): number {
    return this.#gate.passed;
  }

  /**
   * Connects to the first bootstrap address that answers, in the order given.
   * Throws the explanation of the last failure when none does; a refused login ends it at once.
   */
  async connect(): Promise<void> {
    await this.#anyLink();
  }

  /**
   * Metadata of these topics, or of all when null. Never creates a topic. Topics that do not exist
   * come back with their error code.
   */
  async metadata(topics: readonly string[] | null): Promise<ClusterMetadata> {
    const link = await this.#anyLink();
    try {
      const metadata = await askMetadata(link, topics);
      this.#remember(metadata);
      return metadata;
    } catch (error) {
      throw this.#explain(error, link.address, link.reached);
    }
  }

  /** The bootstrap address that answered last, as messages name it. */
  get bootstrapAddress(): string {
    return this.#bootstrap?.address ?? this.name;
  }

  /** Sends a request that any broker answers. */
  async ask<T>(api: string, maxVersion: number, body: object): Promise<T> {
    const link = await this.#anyLink();
    try {
      return await link.call<T>(api, maxVersion, body);
    } catch (error) {
      throw this.#explain(error, link.address);
    }
  }

  /** The link to a broker by id, connected. Throws when the broker is not known or not reachable. */
  async broker(nodeId: number): Promise<BrokerLink> {
    this.#failIfClosed();
    const known = this.#links.get(nodeId);
    if (known && !known.lost) {
      await this.#connected(known);
      return known;
    }
    const place = this.#places.get(nodeId);
    if (!place) {
      throw new KafkaTuiError({
        code: 'BROKER_UNKNOWN',
        message: `the cluster does not know broker ${nodeId} any more`,
        next: 'the metadata is asked for again by itself',
        exitCode: EXIT.unreachable,
      });
    }
    const link = this.#adopt(place) ?? this.#link(place);
    this.#links.set(nodeId, link);
    await this.#connected(link);
    return link;
  }

  /**
   * Connects to the leaders of what is about to be read. Throws a KafkaTuiError, which says so where an address
   * that a broker told is what can't be reached.
   */
  async reach(nodeIds: Iterable<number>): Promise<void> {
    await Promise.all(
      [...nodeIds].map(async (nodeId) => {
        try {
          await this.broker(nodeId);
        } catch (error) {
          const said = this.explain(error, nodeId);
          const place = this.#places.get(nodeId);
          const isTold = place !== undefined && this.#bootstrap?.isAt(place) === false;
          if (!isTold || !NOT_THERE.has(said.code)) throw said;
          const bootstrap = this.bootstrapAddress;
          throw advertisedUnreachable({
            nodeId,
            address: place.told,
            error: said,
            bootstrap,
            others: 0,
          });
        }
      }),
    );
  }

  /** Turns an error of a link into words. */
  explain(error: unknown, nodeId: number): KafkaTuiError {
    return this.#explain(error, this.#places.get(nodeId)?.label ?? `broker ${nodeId}`);
  }

  /** Ends every connection at once. */
  close(): void {
    this.#closed = true;
    this.#bootstrap?.close();
    for (const link of this.#links.values()) link.close();
  }

  async #anyLink(): Promise<BrokerLink> {
    this.#failIfClosed();
    for (const link of [...this.#links.values(), this.#bootstrap]) {
      if (!link || link.lost) continue;
      try {
        await this.#connected(link);
        return link;
      } catch {
        // Try the next one; the bootstrap addresses below say what is wrong if all fail.
      }
    }
    return await this.#bootstrapLink();
  }

  async #bootstrapLink(): Promise<BrokerLink> {
    let last: KafkaTuiError | null = null;
    for (const address of this.#settings.bootstrap) {
      const place = placeOfAddress(this.#settings.rewrites ?? [], address);
      const link = this.#link(place);
      this.#bootstrap = link;
      try {
        await this.#connected(link);
        return link;
      } catch (error) {
        this.#failIfClosed();
        last = this.#explain(error, place.label, link.reached);
        // Another broker of the cluster would refuse it too, and locks accounts the sooner.
        if (last.exitCode === EXIT.unauthorised) throw last;
      }
    }
    // Brokers learned from the metadata may answer where no bootstrap address does any more.
    for (const nodeId of this.#places.keys()) {
      try {
        return await this.broker(nodeId);
      } catch {
        // What the bootstrap address said is what the user can act on.
      }
    }
    throw last ?? noBootstrap();
  }

  async #connected(link: BrokerLink): Promise<void> {
    try {
      await link.connect();
    } catch (error) {
      throw this.#explain(error, link.address, link.reached);
    }
  }

  #link(place: BrokerPlace): BrokerLink {
    return new BrokerLink(place, this.#settings, this.responses, this.#gate);
  }

  /** The bootstrap connection serves as the broker's own when the addresses are the same. */
  #adopt(place: BrokerPlace): BrokerLink | null {
    const link = this.#bootstrap;
    return link && !link.lost && link.isAt(place) ? link : null;
  }

  #remember({ brokers }: ClusterMetadata): void {
    this.#places.clear();
    for (const broker of brokers) {
      this.#places.set(broker.nodeId, placeOf(this.#settings.rewrites ?? [], broker));
    }
    for (const [nodeId, link] of this.#links) {
      const place = this.#places.get(nodeId);
      if (place && link.isAt(place) && !link.lost) continue;
      link.close();
      this.#links.delete(nodeId);
    }
  }

  #explain(error: unknown, address: string, reached: Reached | null = null): KafkaTuiError {
    const { tls, sasl, connectTimeoutMs } = this.#settings;
    return explain(error, {
      address,
      tls: tls !== null,
      login: sasl && { mechanism: sasl.mechanism, name: loginName(sasl) },
      reached,
      connectTimeoutMs,
    });
  }

  #failIfClosed(): void {
    if (this.#closed) throw closedError();
  }
}

/** Thrown by whatever was under way when the cluster was closed on purpose. */
export function closedError(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'CLOSED',
    message: 'the connection was closed by kafka-tui itself',
    next: 'nothing to do',
  });
}

function noBootstrap(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'NO_BROKERS',
    message: 'no broker address is given',
    next: 'name one with -b HOST:PORT',
    exitCode: EXIT.usage,
  });
}
