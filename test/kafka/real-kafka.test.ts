import { Kafka, logLevel, type SASLOptions } from 'kafkajs';
import { expect, it } from 'vitest';
import { createTopic, withAdmin } from './cluster-setup.js';
import { kcat, kcatConsume, kcatProduce } from './kcat.js';
import { startRealKafka } from './real-kafka.js';
import { describeKafka, freshTopic } from './suite.js';

describeKafka('the broker that the suite starts', ({ brokers, saslBrokers }) => {
  it('takes messages from kcat and gives them back', async () => {
    const topic = freshTopic('users');
    await createTopic(brokers, topic, { partitions: 2 });
    const messages = [
      { key: 'a', value: '{"n":1}' },
      { key: null, value: 'line\nbreak' },
      { key: 'c', value: null },
    ];
    await kcatProduce(brokers, topic, messages, {
      partition: 1,
      compression: 'lz4',
      headers: ['src=test'],
    });
    const read = await kcatConsume(brokers, topic);
    expect(
      read.map(({ partition, offset, key, payload }) => [partition, offset, key, payload]),
    ).toEqual([
      [1, 0, 'a', '{"n":1}'],
      [1, 1, null, 'line\nbreak'],
      [1, 2, 'c', null],
    ]);
    expect(read[0]?.headers).toEqual(['src', 'test']);
  });

  it('lets team-2 in with PLAIN, but not to everything', async () => {
    const allowed = freshTopic('allowed');
    const forbidden = freshTopic('forbidden');
    await createTopic(brokers, allowed);
    await createTopic(brokers, forbidden);
    const login = ['security.protocol=SASL_PLAINTEXT', 'sasl.mechanism=PLAIN'];
    login.push('sasl.username=team-2', 'sasl.password=secret2');
    const flags = login.flatMap((property) => ['-X', property]);
    const read = (topic: string): ReturnType<typeof kcat> =>
      kcat(['-C', '-e', '-b', saslBrokers, '-t', topic, ...flags]);
    expect((await read(allowed)).code).toBe(0);
    expect((await read(forbidden)).stderr).toContain('authorization failed');
  });

  // By kafkajs: the SCRAM of librdkafka 2.0, which is in many a kcat, fails against every broker.
  it.each(['scram-sha-256', 'scram-sha-512'] as const)('knows users by %s', async (mechanism) => {
    const login = (password: string): Promise<number> => {
      const admin = new Kafka({
        brokers: saslBrokers.split(','),
        sasl: { mechanism, username: 'team-2', password } as SASLOptions,
        logLevel: logLevel.NOTHING,
        retry: { retries: 0 },
      }).admin();
      return admin
        .connect()
        .then(() => admin.disconnect())
        .then(
          () => 1,
          () => 0,
        );
    };
    expect(await login('secret2')).toBe(1);
    expect(await login('wrong')).toBe(0);
  });

  it('comes back on its ports with its data after a crash', async () => {
    const kafka = await startRealKafka({ authorizer: false });
    try {
      await createTopic(kafka.brokers, 'kept', { partitions: 1 });
      await kcatProduce(kafka.brokers, 'kept', [{ value: 'still here' }]);
      await kafka.kill9();
      await expect(withAdmin(kafka.brokers, (admin) => admin.listTopics())).rejects.toThrow();
      await kafka.restart();
      expect((await kcatConsume(kafka.brokers, 'kept')).map(({ payload }) => payload)).toEqual([
        'still here',
      ]);
    } finally {
      await kafka.close();
    }
  });
});
