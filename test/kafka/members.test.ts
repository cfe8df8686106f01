import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { it } from 'vitest';
import { memberRestartScenarios } from '../e2e/member-restart-scenarios.js';
import { memberScenarios } from '../e2e/member-scenarios.js';
import type { JudgedShare, MemberStage } from '../e2e/member-stage.js';
import { memberStallScenarios } from '../e2e/member-stall-scenarios.js';
import { memberTopicsScenarios } from '../e2e/member-topics-scenarios.js';
import { kafkaJars } from './kafka-jars.js';
import { realStage } from './stage.js';
import { describeKafka } from './suite.js';

const GROUP_COMMAND = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand';

/** Kafka's own kafka-consumer-groups. */
async function consumerGroups(brokers: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('java', [
    ...['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Xmx256m'],
    ...['-cp', `${await kafkaJars()}/*`, GROUP_COMMAND],
    ...['--bootstrap-server', brokers, ...args],
  ]);
  return stdout;
}

async function judgeBy(brokers: string, group: string): Promise<readonly JudgedShare[]> {
  const table = await consumerGroups(brokers, '--describe', '--group', group);
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([name]) => name === group)
    .map(([, topic = '', partition, committed = '-', , , , , clientId = '-']) => ({
      topic,
      partition: Number(partition),
      committed: committed === '-' ? null : BigInt(committed),
      clientId: clientId === '-' ? null : clientId,
    }))
    .sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
}

function memberStage(brokers: string): MemberStage {
  return {
    ...realStage(brokers),
    judge: (group) => judgeBy(brokers, group),
    reset: async (group, topic) => {
      const to = ['--to-earliest', '--execute'];
      await consumerGroups(brokers, '--reset-offsets', '--group', group, '--topic', topic, ...to);
    },
  };
}

const SCENARIOS = [
  ...memberScenarios,
  ...memberRestartScenarios,
  ...memberTopicsScenarios,
  ...memberStallScenarios,
];

describeKafka('members of a group, on a real Kafka', ({ brokers }) => {
  it.each(SCENARIOS)('$name', { timeout: 240_000 }, async ({ run }) => {
    await run(memberStage(brokers));
  });
});
