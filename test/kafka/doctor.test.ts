import { expect, it } from 'vitest';
import { openTunnel } from '../kafka-client/checks/probing.js';
import { quietKafka, withAdmin } from '../demo/broker/scenario-lab.js';
import { linesOf, runProgram } from '../e2e/program.js';
import { users } from '../e2e/stage.js';
import { openPty } from '../e2e/terminal.js';
import { kcatProduce } from './kcat.js';
import { realStage } from './stage.js';
import { describeKafka, freshTopic } from './suite.js';

const login = (password: string): string[] => [
  ...['-X', 'security.protocol=SASL_PLAINTEXT', '-X', 'sasl.mechanism=SCRAM-SHA-512'],
  ...['-X', 'sasl.username=team-2', '-X', `sasl.password=${password}`],
];

interface Step {
  readonly step: string;
  readonly state: string;
  readonly found: string;
  readonly code: string | null;
  readonly hints: readonly string[];
}

async function doctor(args: readonly string[]): Promise<{ code: number | null; steps: Step[] }> {
  const { code, stdout } = await runProgram(['doctor', ...args, '-J']);
  const lines = stdout.toString().trimEnd().split('\n');
  return { code, steps: lines.map((line) => JSON.parse(line) as Step) };
}

describeKafka('the doctor, at a real Kafka', ({ brokers, saslBrokers }) => {
  const stage = realStage(brokers);

  it('finds the way from the name to the messages', async () => {
    const topic = await stage.topic('doctor', 2);
    await stage.send(topic, 1, users('u', 3));
    const { code, steps } = await doctor([topic, '-b', saslBrokers, ...login('secret2')]);
    expect(code).toBe(0);
    expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'name skipped',
      'port passed',
      'tls skipped',
      'login passed',
      'cluster passed',
      'brokers passed',
      'topic passed',
      'read passed',
      'messages passed',
    ]);
    expect(steps.at(-1)?.found).toMatch(/^3 offsets, the newest \d+ s ago/);
  });

  it('says who was not let in, and which topic may not be read', async () => {
    const wrong = await doctor(['x', '-b', saslBrokers, ...login('wr0ng-s3cret')]);
    expect([wrong.code, wrong.steps.at(-1)?.code]).toEqual([4, 'AUTH_FAILED']);
    const topic = await stage.topic('forbidden', 1);
    const forbidden = await doctor([topic, '-b', saslBrokers, ...login('secret2')]);
    expect([forbidden.code, forbidden.steps.at(-1)?.code]).toEqual([4, 'TOPIC_UNAUTHORISED']);
  });

  it('looks at a group from outside: members, what they hold, what they have read', async () => {
    const topic = await stage.topic('doctor', 2);
    await stage.send(topic, 0, users('u', 2));
    const groupId = freshTopic('team');
    const consumer = quietKafka(brokers).consumer({ groupId });
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
      await consumer.run({ eachMessage: () => Promise.resolve() });
      await joined;
      const { code, steps } = await doctor([topic, '-b', brokers, '-G', groupId]);
      expect(code).toBe(0);
      const group = steps.find(({ step }) => step === 'group');
      expect(group?.found).toMatch(/\(Stable\), 1 member/);
      expect(group?.hints.join()).toMatch(/others in the group hold partitions 0, 1/);
      await withAdmin(brokers, async (admin) => {
        const [described] = (await admin.describeGroups([groupId])).groups;
        expect(described?.members).toHaveLength(1);
      });
    } finally {
      await consumer.disconnect();
    }
  });

  it('reaches through a tunnel what names itself otherwise', async () => {
    const topic = await stage.topic('tunnel', 1);
    await stage.send(topic, 0, users('u', 4));
    const [first = ''] = brokers.split(',');
    const tunnel = await openTunnel(Number(first.split(':')[1]));
    try {
      const lines = await linesOf([
        ...[topic, '-b', `127.0.0.1:${tunnel.port}`, '--count', '-o', 'beginning', '-e'],
        ...['--rewrite-broker', `${first}=127.0.0.1:${tunnel.port}`],
      ]);
      expect(lines).toEqual(['4']);
      // The bootstrap connection serves as the broker's own, and the fetches have one of theirs.
      expect(tunnel.connections()).toBeGreaterThanOrEqual(2);
    } finally {
      await tunnel.close();
    }
  });
});

describeKafka('a topic, at a real Kafka', ({ brokers }) => {
  const stage = realStage(brokers);

  it('that is deleted and made anew while one looks on is read from its beginning', async () => {
    const topic = await stage.topic('anew', 1);
    await stage.send(topic, 0, users('old', 3));
    const screen = openPty({ args: [topic, '-b', brokers, '-o', 'beginning'], cols: 150 });
    try {
      await screen.waitFor(/old2@/);
      await withAdmin(brokers, async (admin) => {
        await admin.deleteTopics({ topics: [topic] });
      });
      await screen.waitFor(/is not there any more/, 30_000);
      await withAdmin(brokers, async (admin) => {
        await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
      });
      await kcatProduce(brokers, topic, users('fresh', 6), { partition: 0 });
      screen.press('R');
      await screen.waitFor(/the topic was made anew; reading from its beginning/, 30_000);
      await screen.waitFor(/fresh0@[\s\S]*fresh5@/, 30_000);
      screen.press('q');
      expect((await screen.exit()).code).toBe(0);
    } finally {
      await screen.close();
    }
  });

  it('that gets more partitions while one looks on is read there too', async () => {
    const topic = await stage.topic('grows', 1);
    await stage.send(topic, 0, users('u', 2));
    const screen = openPty({ args: [topic, '-b', brokers, '-o', 'beginning'], cols: 150 });
    try {
      await screen.waitFor(/u1@/);
      await withAdmin(brokers, async (admin) => {
        await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
      });
      await kcatProduce(brokers, topic, users('grown', 2), { partition: 1 });
      await screen.waitFor(/grown1@/, 30_000);
      screen.press('q');
      expect((await screen.exit()).code).toBe(0);
    } finally {
      await screen.close();
    }
  });
});
