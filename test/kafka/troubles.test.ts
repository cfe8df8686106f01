import { expect, it } from 'vitest';
import { linesOf, runProgram } from '../e2e/program.js';
import { users } from '../e2e/stage.js';
import { openPty } from '../e2e/terminal.js';
import { createTopic } from './cluster-setup.js';
import { kcatFormat, kcatProduce } from './kcat.js';
import { startRealKafka } from './real-kafka.js';
import { realStage } from './stage.js';
import { describeKafka } from './suite.js';

const login = (username: string, password: string, mechanism = 'PLAIN'): string[] => [
  '-X',
  'security.protocol=SASL_PLAINTEXT',
  '-X',
  `sasl.mechanism=${mechanism}`,
  '-X',
  `sasl.username=${username}`,
  '-X',
  `sasl.password=${password}`,
];

describeKafka('who may read, on a real Kafka', ({ brokers, saslBrokers }) => {
  const stage = realStage(brokers);

  it.each(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'])('logs in with %s', async (mechanism) => {
    const topic = await stage.topic('login', 1);
    await stage.send(topic, 0, users('u', 3));
    const lines = await linesOf([
      topic,
      '-b',
      saslBrokers,
      ...login('team-2', 'secret2', mechanism),
      '--count',
    ]);
    expect(lines).toEqual(['3']);
  });

  it('says who was not let in, without the password, and leaves with 4', async () => {
    const topic = await stage.topic('login', 1);
    const { code, stderr } = await runProgram([
      topic,
      '-b',
      saslBrokers,
      ...login('team-2', 'wr0ng-s3cret'),
      '-e',
    ]);
    expect(code).toBe(4);
    expect(stderr).toContain('did not accept user "team-2"');
    expect(stderr).not.toContain('wr0ng-s3cret');
  });

  it('says which topic may not be read, and leaves with 4', async () => {
    const topic = await stage.topic('forbidden', 1);
    const { code, stderr } = await runProgram([
      topic,
      '-b',
      saslBrokers,
      ...login('team-2', 'secret2'),
      '-e',
    ]);
    expect(code).toBe(4);
    expect(stderr).toContain(`no permission to read topic "${topic}"`);
    expect(stderr).toContain('next: ');
  });
});

describeKafka('a broker that dies, really', () => {
  it('is waited for with the panes still usable, and reading goes on at the exact next offset', async () => {
    const kafka = await startRealKafka();
    const topic = 'dying';
    try {
      await createTopic(kafka.brokers, topic, { partitions: 2 });
      await kcatProduce(kafka.brokers, topic, users('before', 20), { partition: 0 });
      const screen = openPty({ args: [topic, '-b', kafka.brokers, '-o', 'beginning'] });
      try {
        await screen.waitFor(/before19@/);
        await kafka.kill9();
        await screen.waitFor(/lost/);
        // Keys still answer.
        screen.type('kkk');
        await screen.waitFor((lines) => lines.some((line) => line.includes('▌0:16')));
        await kafka.restart();
        await screen.waitFor(/● connected/, 60_000);
        await kcatProduce(kafka.brokers, topic, users('after', 15), { partition: 0 });
        screen.type('G');
        await screen.waitFor(/after14@/, 60_000);
        // Every offset once: what was seen is what kcat finds, no gap and no repeat.
        const theirs = (await kcatFormat(kafka.brokers, topic, '%p:%o\\n'))
          .toString()
          .trimEnd()
          .split('\n');
        await screen.waitFor(new RegExp(`\\b${theirs.length} seen`));
        await screen.waitFor(/│ +0 +0 +35 +35 +0 +35 /);
        screen.press('q');
        expect((await screen.exit()).code).toBe(0);
      } finally {
        await screen.close();
      }
    } finally {
      await kafka.close();
    }
  });
});
