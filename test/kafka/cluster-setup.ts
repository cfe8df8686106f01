// CommonJS: Node finds no names in it, only the whole.
import kafkajs, {
  type AclPermissionTypes,
  type AclResourceTypes,
  type Admin,
  type ResourcePatternTypes,
} from 'kafkajs';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LONGEST_START = 60_000;

/** Does something with an admin client and closes it. */
export async function withAdmin<Result>(
  brokers: string,
  run: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const kafka = new kafkajs.Kafka({
    clientId: 'kafka-tui-tests',
    brokers: brokers.split(','),
    logLevel: kafkajs.logLevel.NOTHING,
    retry: { retries: 1, initialRetryTime: 100 },
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Waits until all nodes are part of the cluster. */
export async function waitForBrokers(brokers: string, count: number, dir: string): Promise<void> {
  const deadline = Date.now() + LONGEST_START;
  for (;;) {
    const present = await withAdmin(brokers, async (admin) => {
      const cluster = await admin.describeCluster();
      return cluster.brokers.length;
    }).catch(() => 0);
    if (present === count) return;
    if (Date.now() > deadline) {
      const log = join(dir, 'node-1', 'server.log');
      const tail = existsSync(log) ? readFileSync(log, 'utf8').slice(-2_000) : '';
      throw new Error(`Kafka did not come up (${present} of ${count} nodes)\n${tail}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** team-2 may do everything with every topic and group, but with topics named `forbidden…`. */
export async function allowTeam2(brokers: string): Promise<void> {
  const rule = (
    resourceType: AclResourceTypes,
    resourceName: string,
    resourcePatternType: ResourcePatternTypes,
    permissionType: AclPermissionTypes,
  ): Parameters<Admin['createAcls']>[0]['acl'][number] => ({
    resourceType,
    resourceName,
    resourcePatternType,
    permissionType,
    principal: 'User:team-2',
    host: '*',
    operation: kafkajs.AclOperationTypes.ALL,
  });
  const { TOPIC, GROUP } = kafkajs.AclResourceTypes;
  const { LITERAL, PREFIXED } = kafkajs.ResourcePatternTypes;
  const { ALLOW, DENY } = kafkajs.AclPermissionTypes;
  await withAdmin(brokers, (admin) =>
    admin.createAcls({
      acl: [
        rule(TOPIC, '*', LITERAL, ALLOW),
        rule(GROUP, '*', LITERAL, ALLOW),
        rule(TOPIC, 'forbidden', PREFIXED, DENY),
      ],
    }),
  );
}

/** Creates a topic and waits until all its partitions have leaders. */
export async function createTopic(
  brokers: string,
  topic: string,
  options: {
    readonly partitions?: number;
    readonly replicas?: number;
    readonly config?: Readonly<Record<string, string>>;
  } = {},
): Promise<void> {
  const { partitions = 5, replicas = 1, config = {} } = options;
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  await withAdmin(brokers, (admin) =>
    admin.createTopics({
      waitForLeaders: true,
      topics: [{ topic, numPartitions: partitions, replicationFactor: replicas, configEntries }],
    }),
  );
}
