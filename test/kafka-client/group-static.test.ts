import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { numbered } from '../support/batches.js';
import { Membering, until } from '../support/membering.js';

let broker: EmbeddedBroker;
const all: Membering[] = [];

function member(options: ConstructorParameters<typeof Membering>[1] = {}): Promise<Membering> {
  const one = new Membering(broker.bootstrap, options);
  all.push(one);
  return one.join();
}

beforeEach(async () => {
  broker = await startBroker();
  broker.createTopic('t', { partitions: 3 });
});

afterEach(async () => {
  await Promise.all(all.splice(0).map((one) => one.leave()));
  await broker.close();
});

describe('a member with a group.instance.id', () => {
  it('keeps its share when it comes back within its session, and nobody else is disturbed', async () => {
    const one = await member({ instanceId: 'desk-1' });
    const two = await member({ instanceId: 'desk-2' });
    await until(
      'both have some',
      () => one.has.length + two.has.length === 3 && two.has.length > 0,
    );
    const [before, share] = [two.member.current().generation, two.has];
    broker.append('t', share[0] ?? 0, numbered(4));
    await until('four', () => two.took.length === 4);
    await two.leave();
    expect(two.told('member').at(-1)).toBe(
      'the place of desk-2 is kept: its session goes on without us',
    );
    expect(broker.requests().map(({ apiName }) => apiName)).not.toContain('LeaveGroup');
    const again = await member({ instanceId: 'desk-2' });
    await until('its share', () => again.has.join() === share.join());
    expect(again.member.current().generation).toBe(before);
    expect(one.member.current().generation).toBe(before);
    broker.append('t', share[0] ?? 0, numbered(2, 4));
    await until('two more', () => again.took.length === 2);
    expect(again.took).toEqual([`${share[0]}:4`, `${share[0]}:5`]);
  });

  it('is told that another has taken its id, and neither commits nor leaves in its name', async () => {
    const one = await member({ instanceId: 'desk', clientId: 'one' });
    await until('all', () => one.has.length === 3);
    const two = await member({ instanceId: 'desk', clientId: 'two' });
    await until('the end', () => one.error !== null);
    expect(one.error).toMatchObject({
      message: 'group "g": another member has taken its group.instance.id',
      exitCode: 1,
    });
    expect(one.told('error').join()).toContain('another member has taken its group.instance.id');
    expect(one.told('member').join()).not.toContain('is kept');
    expect(broker.groups()[0]?.members).toHaveLength(1);
    broker.append('t', 0, numbered(2));
    await until('two', () => two.took.length === 2);
  });

  it('shares out what a topic has grown by, though it does not know that it leads', async () => {
    const first = await member({ instanceId: 'desk' });
    await until('all', () => first.has.length === 3);
    first.close();
    const again = await member({ instanceId: 'desk' });
    await until('all again', () => again.has.length === 3);
    expect(again.told('rebalance').join()).not.toContain('shared out by this member');
    broker.faults.growTopic('t', 4);
    broker.append('t', 3, numbered(2));
    await until('the new one', () => again.of(3).length === 2);
  });
});
