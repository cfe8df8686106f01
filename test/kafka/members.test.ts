import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { it } from 'vitest';
import { type JudgedShare, memberScenarios } from '../e2e/member-scenarios.js';
import { kafkaJars } from './kafka-jars.js';
import { realStage } from './stage.js';
import { describeKafka } from './suite.js';

const GROUP_COMMAND = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand';

/** Kafka's own kafka-consumer-groups is the judge. */
async function judgeBy(brokers: string, group: string): Promise<readonly JudgedShare[]> {
  const { stdout } = await promisify(execFile)('java', [
    ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Xmx256m'],
    ...['-cp', `${await kafkaJars()}/*`, GROUP_COMMAND],
    ...['--bootstrap-server', brokers, '--describe', '--group', group],
  ]);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([name]) => name === group)
    .map(([, , partition, committed = '-', , , , , clientId = '-']) => ({
      partition: Number(partition),
      committed: committed === '-' ? null : BigInt(committed),
      clientId: clientId === '-' ? null : clientId,
    }))
    .sort((a, b) => a.partition - b.partition);
}

describeKafka('members of a group, on a real Kafka', ({ brokers }) => {
  it.each(memberScenarios)('$name', { timeout: 240_000 }, async ({ run }) => {
    await run({ ...realStage(brokers), judge: (group) => judgeBy(brokers, group) });
  });
});
