import { configOf } from '../kafka/admin/configs.js';
import type { Cluster } from '../kafka/cluster.js';
import type { Description, GroupDetail, TopicRow, WatchKind } from '../model/watch.js';
import { KafkaTuiError } from '../model/problem.js';
import type { ClusterFacts } from './cluster-facts.js';

type Line = Description['lines'][number];

export interface DescribingOptions {
  readonly cluster: Cluster;
  readonly facts: ClusterFacts;
  readonly topicRow: (name: string) => TopicRow | null;
  /** All there is about a group, asked for anew. */
  readonly group: (id: string) => Promise<GroupDetail>;
}

/** What is known of one thing, then its configuration. Throws when the thing is not there. */
export async function describe(
  kind: WatchKind,
  name: string,
  options: DescribingOptions,
): Promise<Line[]> {
  await options.facts.known();
  switch (kind) {
    case 'topics':
      return await describeTopic(name, options);
    case 'brokers':
      return await describeBroker(name, options);
    case 'groups':
      return await describeGroup(name, options);
  }
}

async function describeTopic(name: string, options: DescribingOptions): Promise<Line[]> {
  const { cluster, facts, topicRow } = options;
  const topic = facts.topics.get(name);
  if (!topic) throw notThere('topic', name);
  const row = topicRow(name);
  const { partitions } = topic;
  return [
    fact('partitions', String(partitions.length)),
    fact('replicas', String(Math.max(0, ...partitions.map(({ replicas }) => replicas.length)))),
    fact('internal', topic.isInternal ? 'yes' : 'no'),
    ...(row?.trouble ? [fact('trouble', row.trouble)] : []),
    ...partitions.map(({ partition, leader, replicas, isr }) =>
      fact(
        `partition ${partition}`,
        `leader ${leader < 0 ? 'none' : leader}, replicas ${list(replicas)}, in sync ${list(isr)}`,
      ),
    ),
    ...(await configOf(cluster, anyBroker(facts), 'topic', name)),
  ];
}

async function describeBroker(name: string, options: DescribingOptions): Promise<Line[]> {
  const { cluster, facts } = options;
  const row = facts.brokerRows.find(({ id }) => String(id) === name);
  if (!row) throw notThere('broker', name);
  return [
    fact('address', row.address),
    fact('rack', row.rack ?? 'none'),
    fact('controller', row.controller ? 'yes' : 'no'),
    fact('leaders', String(row.leaders)),
    // Only the broker itself tells what it was started with.
    ...(await configOf(cluster, row.id, 'broker', name)),
  ];
}

async function describeGroup(id: string, options: DescribingOptions): Promise<Line[]> {
  const { row, members, partitions } = await options.group(id);
  const lines = [
    fact('kind', row.kind),
    fact('state', row.state ?? 'not told'),
    fact('protocol', row.protocol ?? 'none'),
    fact('coordinator', row.coordinator ?? 'not told'),
    fact('members', row.members === null ? 'not told' : String(row.members)),
    fact('lag', row.lag === null ? 'not known' : String(row.lag)),
    ...(row.trouble ? [fact('trouble', row.trouble)] : []),
    ...members.map(({ memberId, clientId, host, assignment }) =>
      fact(`member ${memberId}`, `${clientId} at ${host}: ${assignmentText(assignment)}`),
    ),
    ...partitions.map((one) => fact(`${one.topic}:${one.partition}`, offsetsText(one))),
  ];
  if (row.kind !== 'consumer') return lines;
  // Groups have a configuration of their own since Kafka 4.0; before, there is nothing to tell.
  const config = await configOf(options.cluster, anyBroker(options.facts), 'group', id).catch(
    () => [],
  );
  return [...lines, ...config];
}

function offsetsText({ committed, end, lag, trouble }: GroupDetail['partitions'][number]): string {
  const none = committed === null ? 'none' : 'not known';
  const facts = `committed ${committed ?? 'nothing'}, end ${end ?? 'not known'}, lag ${lag ?? none}`;
  return trouble === null ? facts : `${facts}; ${trouble}`;
}

function assignmentText(assignment: GroupDetail['members'][number]['assignment']): string {
  if (assignment === null) return "an assignment that can't be read";
  if (assignment.length === 0) return 'no partition';
  return assignment.map(({ topic, partitions }) => `${topic} ${list(partitions)}`).join(', ');
}

function fact(name: string, value: string): Line {
  return { name, value, source: null };
}

function list(numbers: readonly number[]): string {
  return numbers.length === 0 ? 'none' : numbers.join(' ');
}

function anyBroker(facts: ClusterFacts): number {
  return facts.brokerIds[0] ?? -1;
}

function notThere(what: string, name: string): KafkaTuiError {
  return new KafkaTuiError({
    code: `${what.toUpperCase()}_NOT_FOUND`,
    message: `there is no ${what} "${name}" any more`,
    next: 'go back to the list',
  });
}
