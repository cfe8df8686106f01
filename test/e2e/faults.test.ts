import { describe, expect, it } from 'vitest';
import type { Damage } from '../../src/demo/broker/fault-registry.js';
import { user } from './stage.js';
import { FIRST, PARTITIONS, readsOnWhole, trouble } from './trouble.js';

/*
 * What can go wrong with a broker while somebody reads: what the screen says, that nothing is lost
 * or doubled, and that keys still answer.
 */

describe('connections', () => {
  it('that are refused are shown as lost, with the next try; reading goes on where it stopped', async () => {
    await trouble(1, async (all) => {
      const { broker, observers, send } = all;
      await broker.faults.refuseConnections();
      broker.faults.dropConnections();
      await observers.says(/lost, retry/);
      await observers.says(/nothing listens on 127\.0\.0\.1:\d+/);
      send(5);
      await observers.keysAnswer();
      await broker.faults.acceptConnections();
      await observers.says(/● connected/);
      await readsOnWhole(all);
      await expect.poll(() => observers.pipe.stderr).toMatch(/trying again[\s\S]*connected again/);
    });
  });

  it('that are dropped are made again by themselves', async () => {
    await trouble(1, async (all) => {
      all.broker.faults.dropConnections();
      await all.observers.says(/connected again/);
      await all.observers.keysAnswer();
      await readsOnWhole(all);
    });
  });

  it('on which nothing is answered keep nobody from the keys, and nothing is lost by waiting', async () => {
    await trouble(1, async (all) => {
      const { broker, observers, send } = all;
      broker.faults.silence();
      send(5);
      await observers.keysAnswer();
      observers.screen.type('kk');
      await observers.screen.waitFor((lines) =>
        lines.some((line) => line.includes('▌') && !line.includes(`:${FIRST - 1} `)),
      );
      expect(observers.counters(0)?.seen).toBe(FIRST);
      await observers.says(/has not answered for 4 s/);
      broker.faults.speak();
      await readsOnWhole(all);
    });
  });
});

describe('answers', () => {
  it('that come late and a few bytes at a time come whole in the end', async () => {
    await trouble(1, async (all) => {
      const { broker, observers, send } = all;
      const late = broker.faults.slow({ delayMs: 150, bytesPerTick: 64, tickMs: 1, api: 'Fetch' });
      send(5);
      await observers.keysAnswer();
      await readsOnWhole(all);
      await expect.poll(() => late.hits).toBeGreaterThan(2);
      await observers.says(/● connected/);
    });
  });

  it.each([3, 40, undefined])(
    'that end after %s bytes cost the connection and nothing else',
    async (afterBytes) => {
      await trouble(1, async (all) => {
        const { broker, observers, send } = all;
        const cut = broker.faults.cutResponse(
          { api: 'Fetch', ...(afterBytes === undefined ? {} : { afterBytes }) },
          4,
        );
        send(10);
        await observers.says(/connected again/);
        await observers.keysAnswer();
        await readsOnWhole(all);
        await expect.poll(() => cut.hits).toBe(4);
      });
    },
  );

  it('that ask for patience get it', async () => {
    await trouble(1, async (all) => {
      const throttle = all.broker.faults.throttle(250, { api: 'Fetch' });
      all.send(5);
      await all.observers.keysAnswer();
      await readsOnWhole(all);
      await expect.poll(() => throttle.hits).toBeGreaterThan(1);
      await all.observers.says(/● connected/);
    });
  });

  it.each(['NOT_LEADER_OR_FOLLOWER', 'FENCED_LEADER_EPOCH', 'KAFKA_STORAGE_ERROR'] as const)(
    'with %s, now and then, are asked for again',
    async (error) => {
      await trouble(1, async (all) => {
        const { broker, topic } = all;
        const fault = broker.faults.answerWith(
          error,
          { api: 'Fetch', name: topic, partition: 1 },
          4,
        );
        await readsOnWhole(all);
        await expect.poll(() => fault.hits).toBe(4);
      });
    },
  );

  it('with an error that stands for a while are said, and the other partitions go on', async () => {
    await trouble(1, async (all) => {
      const { broker, topic, observers, send } = all;
      const where = { api: 'Fetch', name: topic, partition: 1 } as const;
      const fault = broker.faults.answerWith('UNKNOWN_SERVER_ERROR', where);
      await observers.says(/partition 1: UNKNOWN.* trying again/);
      send(5);
      await observers.screen.waitFor(() => observers.counters(0)?.seen === FIRST + 5);
      await observers.keysAnswer();
      fault.lift();
      await readsOnWhole(all);
    });
  });
});

describe('a damaged batch', () => {
  const cases: readonly [Damage, readonly string[]][] = [
    ['crc', ['-X', 'check.crcs=true']],
    ['length', []],
    ['short length', []],
    ['count', []],
    ['codec', []],
    ['magic', []],
    ['records', []],
  ];
  it.each(cases)(
    '(%s) is shown and counted; what comes behind it is read',
    async (damage, args) => {
      await trouble(
        1,
        async ({ broker, topic, observers, send, sent }) => {
          const offset = BigInt(FIRST + 1);
          broker.faults.damageBatch({ topic, partition: 0, offset, damage });
          const before = [...sent];
          const bad = send(3, [0]);
          await observers.says(/3 damaged/);
          await observers.keysAnswer();
          const after = [...send(5), ...send(5)];
          await observers.caughtUp();
          await observers.expectSeen([...before, ...after]);
          expect(bad).toHaveLength(3);
          await expect
            .poll(() => observers.pipe.stderr)
            .toMatch(new RegExp(`partition 0, offsets? ${FIRST}\\b.*can't be read`));
        },
        args,
      );
    },
  );
});

describe('the cluster', () => {
  it('moves leaders from broker to broker: it is said, and reading goes on there', async () => {
    await trouble(3, async (all) => {
      const { broker, topic, observers, send } = all;
      const leader = broker.partitions(topic)[0]?.leader ?? 1;
      for (const step of [1, 2]) {
        const to = ((leader + step - 1) % 3) + 1;
        broker.faults.moveLeader(topic, 0, to);
        send(3);
        await observers.says(new RegExp(`partition 0: leader moved from broker \\d to ${to}`));
      }
      await observers.keysAnswer();
      await readsOnWhole(all);
    });
  });

  it('loses a broker and gets it back: others take over, and nothing is missing', async () => {
    await trouble(3, async (all) => {
      const { broker, topic, observers, send } = all;
      const leader = broker.partitions(topic)[1]?.leader ?? 1;
      await broker.faults.loseBroker(leader);
      send(5);
      await observers.says(/partition 1: leader moved|connected again/);
      await observers.keysAnswer();
      await observers.caughtUp();
      await broker.faults.returnBroker(leader);
      broker.faults.moveLeader(topic, 1, leader);
      await readsOnWhole(all);
    });
  });
});

describe('the log', () => {
  it('whose head retention removed while one paused: what was missed is said and counted', async () => {
    await trouble(1, async ({ broker, topic, observers, send, sent }) => {
      observers.screen.press('p');
      await observers.says(/PAUSED/);
      // A few responses are read ahead, whoever pauses; what is sent behind them waits in the log.
      for (let ahead = 0; ahead < 5; ahead += 1) {
        send(1, [0]);
        await observers.pipeCaughtUp();
      }
      send(30, [0]);
      await observers.pipeCaughtUp();
      broker.faults.truncateHead(topic, 0, BigInt(FIRST + 25));
      observers.screen.press('p');
      await observers.says(/removed by retention before they were read/);
      await observers.keysAnswer();
      send(5);
      await observers.caughtUp();
      const lost = Number(/([\d,]+) lost/.exec(observers.text())?.[1] ?? 0);
      expect(lost).toBeGreaterThanOrEqual(20);
      await expect
        .poll(() => observers.counters(0))
        .toMatchObject({ first: FIRST + 25, seen: FIRST + 40 - lost });
      expect(observers.pipe.places).toHaveLength(sent.length);
      expect(new Set(observers.pipe.places).size).toBe(sent.length);
    });
  });

  it('that is cut back: it is said, and what comes then is read', async () => {
    await trouble(1, async ({ broker, topic, observers, send }) => {
      send(10, [0]);
      await observers.caughtUp();
      broker.faults.truncateTail(topic, 0, BigInt(FIRST));
      await observers.says(/partition 0: the log now ends at 20, before offset 30/);
      await observers.keysAnswer();
      send(5);
      await observers.caughtUp();
      await expect
        .poll(() => observers.counters(0))
        .toMatchObject({ next: FIRST + 5, seen: FIRST + 15, lag: 0 });
      // It has printed this place before: that it has read the new message is what it prints it again for.
      await expect
        .poll(() => observers.pipe.places.filter((place) => place === `0:${FIRST}`))
        .toHaveLength(2);
    });
  });
});

describe('the topic', () => {
  it('that is deleted is said to be gone; when it is back, all of it is read', async () => {
    await trouble(1, async ({ broker, topic, observers }) => {
      broker.faults.deleteTopic(topic);
      await observers.says(/is not there any more/);
      await observers.keysAnswer();
      broker.createTopic(topic, { partitions: PARTITIONS.length });
      broker.append(topic, 0, [{ key: 'new', value: user('anew') }]);
      await observers.says(/anew@example\.org/);
      await observers.screen.waitFor(() => observers.counters(0)?.seen === FIRST + 1);
      await observers.says(/● connected/);
    });
  });

  it('that is made anew at once is noticed', async () => {
    await trouble(1, async ({ broker, topic, observers }) => {
      broker.faults.recreateTopic(topic);
      await observers.says(/the topic was made anew; reading from its beginning/);
      broker.append(topic, 1, [{ key: 'new', value: user('anew') }]);
      await observers.says(/anew@example\.org/);
      await observers.keysAnswer();
    });
  });

  it('that grows does not disturb who reads, and what is new is read from its beginning', async () => {
    await trouble(1, async (all) => {
      all.broker.faults.growTopic(all.topic, 4);
      all.broker.append(all.topic, 3, [{ key: 'new', value: user('grown') }]);
      all.send(5);
      await all.observers.screen.waitFor(() => all.observers.counters(0)?.seen === FIRST + 5);
      await all.observers.keysAnswer();
      await all.observers.says(/grown@example\.org/);
      await all.observers.caughtUp();
      await expect.poll(() => all.observers.counters(3)).toMatchObject({ next: 1, seen: 1 });
      expect(all.observers.pipe.places).toContain('3:0');
    });
  });
});
