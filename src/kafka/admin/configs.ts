import type { Cluster } from '../cluster.js';
import { KafkaTuiError } from '../../model/problem.js';
import { nameOfCode } from '../errors.js';
import { describeConfigs } from '../protocol/messages-admin.js';
import { askBroker } from './broker-answer.js';

export interface ConfigLine {
  readonly name: string;
  readonly value: string;
  readonly source: string;
}

/** Kinds of things with a configuration, in the protocol's numbers. */
const RESOURCE = { topic: 2, broker: 4, group: 32 } as const;

/** Where a value comes from, in the protocol's numbers (DescribeConfigs, `config_source`). */
const SOURCES: Readonly<Record<number, string>> = {
  1: 'topic',
  2: 'broker, dynamic',
  3: 'all brokers, dynamic',
  4: 'broker, static',
  5: 'default',
  6: 'broker logger',
  7: 'client metrics',
  8: 'group',
};

/** What somebody has set comes before what nobody has. */
const rank = ({ source }: ConfigLine): number => (source === SOURCES[5] ? 1 : 0);

/** One value of a topic's configuration; null where the cluster does not tell it. */
export async function configValue(
  cluster: Cluster,
  nodeId: number,
  topic: string,
  name: string,
): Promise<string | null> {
  const { results } = await askBroker(cluster, nodeId, describeConfigs, {
    resources: [{ type: RESOURCE.topic, name: topic, keys: [name] }],
    includeSynonyms: false,
  });
  return results[0]?.configs.find((one) => one.name === name)?.value ?? null;
}

/**
 * The configuration of a topic, a broker (which only that broker tells) or a group, sorted by name,
 * the defaults last.
 * Throws what the broker says where it tells nothing.
 */
export async function configOf(
  cluster: Cluster,
  nodeId: number,
  kind: keyof typeof RESOURCE,
  name: string,
): Promise<ConfigLine[]> {
  const { results } = await askBroker(cluster, nodeId, describeConfigs, {
    resources: [{ type: RESOURCE[kind], name, keys: null }],
    includeSynonyms: false,
  });
  const [result] = results;
  if (result?.errorCode !== 0) {
    const why = result ? (result.errorMessage ?? nameOfCode(result.errorCode)) : 'no answer';
    throw new KafkaTuiError({
      code: 'CONFIG_UNAVAILABLE',
      message: `the cluster does not tell the configuration of ${kind} "${name}": ${why}`,
      next: 'it takes the right to DESCRIBE_CONFIGS; ask whoever runs the cluster',
    });
  }
  return result.configs
    .map(({ name: key, value, isSensitive, source }) => ({
      name: key,
      value: isSensitive ? '(secret)' : (value ?? ''),
      source: SOURCES[source] ?? 'unknown',
    }))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}
