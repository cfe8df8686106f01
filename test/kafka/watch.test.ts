import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { uniqueName } from '../e2e/stage.js';
import { watchScenarios } from '../watch/watch-scenarios.js';
import type { JudgedPartition, WatchStage } from '../watch/watch-stage.js';
import { watching } from '../watch/watching.js';
import { kafkaJars } from './kafka-jars.js';
import { realStage } from './stage.js';
import { describeKafka } from './suite.js';

/*
 * Kafka's own kafka-consumer-groups is the judge: what it says of a group's commits, ends, lag and members
 * must be what the watch shows.
 */

const GROUP_COMMAND = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand';
const CONSOLE_CONSUMER = 'org.apache.kafka.tools.consumer.ConsoleConsumer';

async function javaArgs(tool: string, args: readonly string[]): Promise<string[]> {
  const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Xmx256m'];
  return [...quick, '-cp', `${await kafkaJars()}/*`, tool, ...args];
}

async function describeByJudge(brokers: string, group: string): Promise<JudgedPartition[] | null> {
  const args = ['--bootstrap-server', brokers, '--describe', '--group', group];
  const { stdout, stderr } = await promisify(execFile)('java', await javaArgs(GROUP_COMMAND, args));
  if (/does not exist|not found/i.test(`${stdout}${stderr}`)) return null;
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const head = lines.findIndex(([word]) => word === 'GROUP');
  const number = (text = '-'): bigint | null => (text === '-' ? null : BigInt(text));
  return lines
    .slice(head + 1)
    .filter(([name]) => name === group)
    .map(([, topic = '', partition, committed, end, lag, , , clientId = '-']) => ({
      topic,
      partition: Number(partition),
      committed: number(committed),
      end: number(end) ?? -1n,
      lag: number(lag),
      clientId: clientId === '-' ? null : clientId,
    }))
    .sort((a, b) => a.partition - b.partition);
}

describeKafka('watching a real Kafka', ({ brokers, saslBrokers }) => {
  const stage: WatchStage = {
    ...realStage(brokers),
    judge: (group) => describeByJudge(brokers, group),
  };

  it.each(watchScenarios)('$name', async (scenario) => {
    await scenario.run(stage);
  });

  it('shows a user what that user may see, and leaves unknown what is not told', async () => {
    const open = await stage.topic('open', 1);
    const forbidden = await stage.topic('forbidden', 1);
    await stage.send(open, 0, [{ key: null, value: 'x' }]);
    const sasl = { mechanism: 'plain', username: 'team-2', password: 'secret2' } as const;
    await watching(saslBrokers, { settings: { sasl } }, async (watch) => {
      watch.look({ kind: 'topics', visible: [open] });
      const { topics } = await watch.until(({ topics: { rows } }) =>
        rows.some(
          ({ name, messages, groups }) => name === open && messages === 1n && groups !== null,
        ),
      );
      expect(topics.rows.map(({ name }) => name)).not.toContain(forbidden);
      // The size of logs takes a right on the whole cluster.
      expect(topics.rows.find(({ name }) => name === open)?.bytes).toBeNull();
      watch.look({ kind: 'description', of: 'brokers', name: '1' });
      const { description } = await watch.until((now) => now.description?.problem !== null);
      expect(description?.problem).toMatchObject({
        code: 'CONFIG_UNAVAILABLE',
        message: expect.stringContaining('broker "1"') as string,
      });
    });
  });

  describe('a group of the new rebalance protocol', () => {
    async function consumer(group: string, topic: string): Promise<ChildProcess> {
      const child = spawn(
        'java',
        await javaArgs(CONSOLE_CONSUMER, [
          ...['--bootstrap-server', brokers, '--topic', topic, '--group', group],
          ...['--consumer-property', 'group.protocol=consumer', '--from-beginning'],
        ]),
        { stdio: 'ignore' },
      );
      return child;
    }

    it('is shown with its members and its lag, as the judge has them, and reset once it is empty', async () => {
      const topic = await stage.topic('new-protocol', 2);
      const group = uniqueName('new');
      const send = (partition: number, count: number) =>
        stage.send(
          topic,
          partition,
          Array.from({ length: count }, (_, i) => ({ key: null, value: `v${i}` })),
        );
      await send(0, 6);
      await send(1, 3);
      const child = await consumer(group, topic);
      try {
        await watching(brokers, { write: true }, async (watch) => {
          watch.look({ kind: 'groups', visible: [group] });
          await watch.until(({ groups: { rows } }) => rows.some(({ id }) => id === group));
          watch.look({ kind: 'group', id: group });
          const { group: shown } = await watch.until(
            (now) => now.group?.row.state === 'Stable' && now.group.row.lag === 0n,
          );
          expect(shown?.row).toMatchObject({ kind: 'consumer', protocol: 'uniform', members: 1 });
          expect(shown?.members).toMatchObject([
            { clientId: 'console-consumer', assignment: [{ topic, partitions: [0, 1] }] },
          ]);
          const judged = await describeByJudge(brokers, group);
          expect(
            shown?.partitions.map(({ committed, end, lag, partition }) => ({
              ...{ topic, partition, committed, end, lag, clientId: 'console-consumer' },
            })),
          ).toEqual(judged);
          const { commands } = watch.watch;
          await expect(
            commands.planReset(group, topic, null, { kind: 'earliest' }),
          ).rejects.toMatchObject({ code: 'GROUP_IN_USE' });
          child.kill('SIGTERM');
          await watch.until((now) => now.group?.row.state === 'Empty');
          const plan = await commands.planReset(group, topic, 0, { kind: 'offset', offset: 2n });
          await commands.applyReset(plan);
          const after = await describeByJudge(brokers, group);
          expect(after?.map(({ committed, lag }) => [committed, lag])).toEqual([
            [2n, 4n],
            [3n, 0n],
          ]);
        });
      } finally {
        child.kill('SIGKILL');
      }
    });
  });
});
