import { connect } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.js';
import { joinGroup } from '../../src/kafka/demo-members.js';
import { eventually, withAdmin } from './broker/scenario-lab.js';
import { FakeClock } from './fake-clock.js';

const quiet = { port: 0, seed: 7, chaos: null, join: null };

async function ends(demo: Demo): Promise<bigint> {
  return withAdmin(demo.brokers.join(','), async (admin) => {
    const offsets = await admin.fetchTopicOffsets('new_users');
    return offsets.reduce((sum, { high }) => sum + BigInt(high), 0n);
  });
}

async function refused(address: string): Promise<boolean> {
  const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
  return once(socket, 'connect').then(
    () => {
      socket.destroy();
      return false;
    },
    () => true,
  );
}

describe('the demo', () => {
  it('is a Kafka that any client can join, with messages that keep coming', async () => {
    const demo = await startDemo(quiet);
    const before = await ends(demo);
    expect(before).toBeGreaterThan(100n);
    await eventually('another message', async () => (await ends(demo)) > before);
    await demo.close();
  });

  it('has members of a real group, that commit, and that leave when it ends', async () => {
    const demo = await startDemo({ ...quiet, join: joinGroup });
    await withAdmin(demo.brokers.join(','), async (admin) => {
      await eventually('two members', async () => {
        const { groups } = await admin.describeGroups(['demo-order-tracker']);
        return groups[0]?.state === 'Stable' && groups[0].members.length >= 2;
      });
      await eventually('a commit', async () => {
        const [orders] = await admin.fetchOffsets({
          groupId: 'demo-order-tracker',
          topics: ['orders'],
        });
        return orders?.partitions.some(({ offset }) => Number(offset) > 0) ?? false;
      });
    });
    const closing = Date.now();
    await demo.close();
    expect(Date.now() - closing).toBeLessThan(5_000);
  });

  it('leaves nothing behind: no port, no timer, no socket', async () => {
    const clock = new FakeClock();
    const chaos = { topic: 'new_users', announce: () => undefined };
    const resources = (): string[] =>
      process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP'));
    const before = resources();
    const demo = await startDemo({ ...quiet, chaos, clock });
    expect(demo.brokers).toHaveLength(3);
    await clock.pass(1_000);
    await demo.close();
    expect(clock.pending).toBe(0);
    for (const address of demo.brokers) expect(await refused(address)).toBe(true);
    await eventually('no socket', () => resources().length <= before.length);
  });

  it('says no where the port is taken', async () => {
    const demo = await startDemo(quiet);
    const port = Number(demo.brokers[0]?.split(':')[1]);
    await expect(startDemo({ ...quiet, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await demo.close();
  });

  it('plays every fault by turns, announces each, and is sound again in between', async () => {
    const clock = new FakeClock();
    const said: string[] = [];
    const announce = (text: string): void => void said.push(text);
    const demo = await startDemo({ ...quiet, chaos: { topic: 'orders', announce }, clock });
    // The broker's own doings are not on this clock: give them their turn.
    for (let second = 0; second < 170; second += 1) {
      await clock.pass(1_000);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const all = said.join('\n');
    for (const word of [
      'moves from broker',
      '700 ms late',
      'drops',
      'damaged',
      'trickle',
      'is lost',
      'hangs up',
      'throttled',
      'UNKNOWN_SERVER_ERROR',
      'retention',
      'says nothing',
    ]) {
      expect(all).toContain(word);
    }
    expect(all).not.toContain('gave up');
    await demo.close();
  });
});
