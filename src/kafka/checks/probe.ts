import type { Checklist } from '../../model/check.js';
import { EXIT, type KafkaTuiError } from '../../model/problem.js';
import { type BrokerPlace, placeOfAddress } from '../broker-place.js';
import { Cluster, type ClusterMetadata, type PartitionMetadata } from '../cluster.js';
import { type ClusterSettings, loginName } from '../settings.js';
import { checkBrokers } from './advertised.js';
import { ChecklistBuilder, type Outcome, failed, passed, plural, skipped } from './checklist.js';
import { type Endpoint, checkName, checkPort, checkTls } from './endpoint.js';
import { checkGroup } from './group-check.js';
import { type LogFacts, checkMessages, checkTopic, partitionsOf, readLogs } from './topic-check.js';

export interface ProbeOptions {
  readonly settings: ClusterSettings;
  /** null where none was named: then the way in is checked, and nothing behind it. */
  readonly topic: string | null;
  /** null for all. */
  readonly partitions: readonly number[] | null;
  /** Reading would start behind what is there. */
  readonly startsAtEnd: boolean;
  /** A group to look at, without joining it; null for none. */
  readonly group: string | null;
  /** A workshop's `TEAM_NAME`; null where there is none. */
  readonly team: string | null;
  /**
   * Somebody else is logging in already: settles with what that came to, or with null where it does not tell.
   * A refused login is not tried again, since that locks accounts.
   */
  readonly login?: Promise<KafkaTuiError | null>;
  readonly signal: AbortSignal;
  /** ms since the epoch. */
  readonly now: () => number;
}

/**
 * The way to the messages of a topic, a step at a time, on connections of its own: gives the checklist whenever it
 * changes. Joins nothing, commits nothing, creates nothing. Ends behind the first step that failed.
 */
export async function* probe(options: ProbeOptions): AsyncGenerator<Checklist, void, undefined> {
  const list = new ChecklistBuilder();
  const cluster = yield* wayIn(list, options);
  try {
    if (cluster !== null) yield* whatIsThere(list, cluster, options);
    yield list.current(true);
  } finally {
    cluster?.close();
  }
}

/**
 * Tries the bootstrap addresses in order; the first that lets us in counts. While there is another one, an address
 * is one step, which becomes its steps when they matter: what was shown is never taken back.
 */
async function* wayIn(
  list: ChecklistBuilder,
  options: ProbeOptions,
): AsyncGenerator<Checklist, Cluster | null, undefined> {
  const { settings, signal } = options;
  for (const [index, address] of settings.bootstrap.entries()) {
    const place = placeOfAddress(settings.rewrites ?? [], address);
    if (index === settings.bootstrap.length - 1) {
      return (yield* enter(list, address, place, options)).cluster;
    }
    yield list.running('address');
    const steps = new ChecklistBuilder();
    const { cluster, failure } = await finished(enter(steps, address, place, options));
    if (failure === null || isFinal(failure) || signal.aborted) {
      yield list.add(...steps.steps);
      return cluster;
    }
    const found = failure.problem.message;
    yield list.add({ id: 'address', state: 'odd', found, ms: took(steps), hints: [ANOTHER] });
  }
  return null;
}

const ANOTHER = 'the next address is tried';

/** The login was refused: other addresses of the cluster would refuse it too. */
function isFinal({ problem }: Failure): boolean {
  return problem.exitCode === EXIT.unauthorised;
}

function took({ steps }: ChecklistBuilder): number {
  return steps.reduce((sum, step) => sum + ('ms' in step ? step.ms : 0), 0);
}

async function finished<T>(work: AsyncGenerator<unknown, T, undefined>): Promise<T> {
  for (;;) {
    const next = await work.next();
    if (next.done === true) return next.value;
  }
}

type Failure = Extract<Outcome, { readonly state: 'failed' }>;
interface Entered {
  readonly cluster: Cluster | null;
  readonly failure: Failure | null;
}

async function* enter(
  list: ChecklistBuilder,
  address: string,
  place: BrokerPlace,
  options: ProbeOptions,
): AsyncGenerator<Checklist, Entered, undefined> {
  const { settings, signal } = options;
  const endpoint: Endpoint = { place, settings, signal };
  const outside = [
    ['name', checkName],
    ['port', checkPort],
    ['tls', checkTls],
  ] as const;
  for (const [id, look] of outside) {
    const outcome = yield* list.step(id, () => look(endpoint));
    if (outcome.state === 'failed') return { cluster: null, failure: outcome };
  }
  const cluster = new Cluster({ ...settings, bootstrap: [address] });
  signal.addEventListener('abort', () => {
    cluster.close();
  });
  const login = yield* list.step('login', () => logIn(cluster, options));
  if (login.state !== 'failed') return { cluster, failure: null };
  cluster.close();
  return { cluster: null, failure: login };
}

async function logIn(cluster: Cluster, { settings, login, topic }: ProbeOptions): Promise<Outcome> {
  const { sasl } = settings;
  const refused = sasl === null ? null : ((await login) ?? null);
  if (refused?.exitCode === EXIT.unauthorised) return failed(refused);
  await cluster.connect();
  if (sasl !== null)
    return passed(
      `as ${loginName(sasl) ?? 'whom the token names'} (${sasl.mechanism.toUpperCase()})`,
    );
  // Everybody may ask for versions; a port that wants a login ends the connection with the first question.
  await cluster.metadata(topic === null ? null : [topic]);
  return passed('as nobody: no login asked for');
}

async function* whatIsThere(
  list: ChecklistBuilder,
  cluster: Cluster,
  options: ProbeOptions,
): AsyncGenerator<Checklist, void, undefined> {
  const { topic } = options;
  const seen: { metadata: ClusterMetadata | null } = { metadata: null };
  const found = yield* list.step('cluster', async () => {
    seen.metadata = await cluster.metadata(topic === null ? null : [topic]);
    return described(seen.metadata);
  });
  const { metadata } = seen;
  if (found.state === 'failed' || metadata === null) return;
  const brokers = yield* list.step('brokers', () =>
    checkBrokers(
      cluster,
      metadata,
      topic === null ? null : leadersOf(metadata),
      cluster.bootstrapAddress,
    ),
  );
  if (brokers.state === 'failed') return;
  if (topic === null) yield* list.step('topic', () => skipped(noTopic(metadata)));
  else yield* topicSteps(list, cluster, topic, options);
}

function described({ brokers, clusterId }: ClusterMetadata): Outcome {
  return passed(
    `${plural(brokers.length, 'broker')}${clusterId === null ? '' : `, cluster id ${clusterId}`}`,
  );
}

function leadersOf({ topics }: ClusterMetadata): ReadonlySet<number> {
  return new Set(topics.flatMap(({ partitions }) => partitions.map(({ leader }) => leader)));
}

function noTopic({ topics }: ClusterMetadata): string {
  const visible = topics.filter(({ isInternal }) => !isInternal).length;
  return `no topic named; there ${visible === 1 ? 'is' : 'are'} ${plural(visible, 'topic')} to see`;
}

async function* topicSteps(
  list: ChecklistBuilder,
  cluster: Cluster,
  topic: string,
  options: ProbeOptions,
): AsyncGenerator<Checklist, void, undefined> {
  const seen: { partitions: readonly PartitionMetadata[]; logs: LogFacts[] } = {
    partitions: [],
    logs: [],
  };
  const there = yield* list.step('topic', async () => {
    seen.partitions = await partitionsOf(cluster, topic, options.partitions);
    return checkTopic(topic, seen.partitions);
  });
  if (there.state === 'failed') return;
  const read = yield* list.step('read', async () => {
    seen.logs = await readLogs(cluster, topic, seen.partitions);
    return passed('yes');
  });
  if (read.state === 'failed') return;
  const { startsAtEnd, now, group, team } = options;
  yield* list.step('messages', () =>
    checkMessages(seen.logs, { topic, startsAtEnd, now: now(), others: () => topicNames(cluster) }),
  );
  if (group === null) return;
  yield* list.step('group', () =>
    checkGroup(cluster, { group, team, topic, logs: seen.logs, now: now() }),
  );
}

async function topicNames(cluster: Cluster): Promise<readonly string[]> {
  const { topics } = await cluster.metadata(null);
  return topics.filter(({ isInternal }) => !isInternal).map(({ topic }) => topic);
}
