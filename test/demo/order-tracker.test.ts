import { describe, expect, it } from 'vitest';
import { OrderTracker } from '../../src/demo/order-tracker.js';
import type { JoinGroup, MemberOptions } from '../../src/kafka/demo-members.js';
import { FakeClock } from './fake-clock.js';

/** Members on paper: who is in, and what they were asked. */
class Roster {
  readonly members = new Map<string, MemberOptions>();
  refuses = false;

  readonly join: JoinGroup = (options) => {
    if (this.refuses) return Promise.reject(new Error('no broker there'));
    this.members.set(options.clientId, options);
    const leave = (): Promise<void> => {
      this.members.delete(options.clientId);
      return Promise.resolve();
    };
    return Promise.resolve({ leave });
  };
}

describe('the group that tracks orders', () => {
  it('is there after the first frame, not before', async () => {
    const [clock, roster] = [new FakeClock(), new Roster()];
    const tracker = new OrderTracker(['127.0.0.1:1'], roster.join, clock);
    tracker.start();
    await clock.pass(1_900);
    expect(roster.members.size).toBe(0);
    await clock.pass(200);
    expect([...roster.members.values()]).toMatchObject([
      { groupId: 'demo-order-tracker', topic: 'orders', brokers: ['127.0.0.1:1'] },
    ]);
    await tracker.close();
  });

  it('changes its members and its pace, and ends with nobody in and no timer left', async () => {
    const [clock, roster] = [new FakeClock(), new Roster()];
    const tracker = new OrderTracker(['127.0.0.1:1'], roster.join, clock);
    tracker.start();
    const counts = new Set<number>();
    const paces = new Set<number | undefined>();
    for (let second = 0; second < 240; second += 1) {
      await clock.pass(1_000);
      counts.add(roster.members.size);
      paces.add([...roster.members.values()][0]?.workMs());
    }
    expect([...counts].sort()).toEqual([0, 1, 2, 3]);
    expect(paces.size).toBeGreaterThan(3);
    await tracker.close();
    expect(roster.members.size).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('takes another member for one that fell out, and tries again when nobody could join', async () => {
    const [clock, roster] = [new FakeClock(), new Roster()];
    const tracker = new OrderTracker(['127.0.0.1:1'], roster.join, clock);
    tracker.start();
    roster.refuses = true;
    await clock.pass(4_000);
    roster.refuses = false;
    await clock.pass(60_000);
    expect(roster.members.size).toBe(2);
    const [[fallen, options] = []] = roster.members;
    options?.gone();
    roster.members.delete(fallen ?? '');
    await clock.pass(40_000);
    expect(roster.members.size).toBe(3);
    await tracker.close();
  });

  it('does not wait long for a member that does not leave', async () => {
    const clock = new FakeClock();
    const stuck: JoinGroup = () =>
      Promise.resolve({ leave: () => new Promise<never>(() => undefined) });
    const tracker = new OrderTracker(['127.0.0.1:1'], stuck, clock);
    tracker.start();
    await clock.pass(4_000);
    const closing = tracker.close();
    await clock.pass(400);
    await closing;
    expect(clock.pending).toBe(0);
  });
});
