import { afterEach, describe, expect, it } from 'vitest';
import { startBroker } from '../../../src/demo/broker/broker.js';
import { judgeGroup } from '../../../src/kafka/checks/group-check.js';
import type { GroupFacts, MemberFacts } from '../../../src/kafka/checks/group-facts.js';
import { quietKafka } from '../../demo/broker/scenario-lab.js';
import { checked, stepOf } from './probing.js';

const NOW = 1_700_000_000_000;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const member = (parts: Partial<MemberFacts> = {}): MemberFacts => ({
  clientId: 'laptop',
  host: '10.0.0.7',
  topics: ['new_users'],
  assigned: [],
  ...parts,
});

function hintsOf(
  facts: Partial<GroupFacts>,
  { group = 'team-2', newest = NOW - 3_600_000 }: { group?: string; newest?: number } = {},
): string {
  const outcome = judgeGroup(
    { state: 'Stable', members: [], committed: new Map(), ...facts },
    {
      group,
      team: 'team-2',
      topic: 'new_users',
      now: NOW,
      logs: [0, 1].map((partition) => ({ partition, first: 0n, end: 5n, newest })),
    },
  );
  return outcome.state === 'odd' ? outcome.hints.join('\n') : '';
}

describe('no messages, though there are some', () => {
  it('group equal to the team?', () => {
    expect(hintsOf({}, { group: 'team-3' })).toContain(
      'group equal to the team? it is "team-3", and the team is "team-2"',
    );
    expect(hintsOf({})).not.toContain('equal to the team');
  });

  it('topic exactly new_users? a member asked for another', () => {
    const wrong = member({ topics: ['new-users'] });
    expect(hintsOf({ members: [wrong, member()] })).toContain(
      'topic exactly "new_users"? 1 member of the group asked for "new-users"',
    );
  });

  it('others in the group hold the partitions', () => {
    const holder = member({ assigned: [{ topic: 'new_users', partitions: [1, 0] }] });
    expect(hintsOf({ members: [holder] })).toContain(
      'others in the group hold partitions 0, 1: laptop at 10.0.0.7; one more member gets some of them',
    );
    const second = member({ assigned: [{ topic: 'new_users', partitions: [1] }] });
    const first = member({ assigned: [{ topic: 'new_users', partitions: [0] }] });
    expect(hintsOf({ members: [first, second] })).toContain(
      'one more member gets no partition at all',
    );
  });

  it('starting at the end of a quiet topic', () => {
    expect(hintsOf({})).toMatch(/starts at the end of this quiet topic.*auto\.offset\.reset/);
    expect(hintsOf({}, { newest: NOW - 1_000 })).toBe('');
  });

  it('everything was read already', () => {
    const committed = new Map([
      [0, 5n],
      [1, 5n],
    ]);
    expect(hintsOf({ committed })).toContain('was read by "team-2" already');
    expect(hintsOf({ committed: new Map([[0, 5n]]) })).toBe('');
  });
});

describe('a group', () => {
  it('is looked at from outside: who holds what, and nobody joins', async () => {
    const broker = await startBroker({ brokers: 3 });
    closing.push(() => broker.close());
    broker.createTopic('new_users', { partitions: 2 });
    broker.append('new_users', 0, [{ key: 'a', value: 'b' }]);
    const consumer = quietKafka(broker.bootstrap).consumer({ groupId: 'team-2' });
    closing.push(() => consumer.disconnect());
    await consumer.connect();
    await consumer.subscribe({ topics: ['new_users'], fromBeginning: true });
    const joined = new Promise((resolve) => consumer.on('consumer.group_join', resolve));
    await consumer.run({ eachMessage: () => Promise.resolve() });
    await joined;
    broker.forgetRequests();
    const list = await checked(broker.bootstrap, {
      topic: 'new_users',
      group: 'team-2',
      team: 'team-3',
    });
    const step = stepOf(list, 'group', 'odd');
    expect(step.found).toBe('team-2 (Stable), 1 member');
    expect(step.hints.join('\n')).toMatch(/others in the group hold partitions 0, 1: .* at 127/);
    expect(step.hints.join('\n')).toMatch(/group equal to the team\?/);
    expect(broker.groups()[0]?.members).toHaveLength(1);
  });

  it('that nobody has used is said to be so, and is not made', async () => {
    const broker = await startBroker();
    closing.push(() => broker.close());
    broker.createTopic('new_users');
    const list = await checked(broker.bootstrap, { topic: 'new_users', group: 'team-2' });
    expect(stepOf(list, 'group', 'passed').found).toBe('team-2: nobody has used it yet');
    expect(broker.groups()).toEqual([]);
    const asked = broker.requests().map(({ apiName }) => apiName);
    // Where there is no group yet, Kafka would make its topic of offsets for this.
    expect(asked).not.toContain('FindCoordinator');
  });

  it('that may not be looked at leaves with 4', async () => {
    const broker = await startBroker();
    closing.push(() => broker.close());
    broker.createTopic('new_users');
    const admin = quietKafka(broker.bootstrap).admin();
    await admin.connect();
    await admin.setOffsets({
      groupId: 'team-2',
      topic: 'new_users',
      partitions: [{ partition: 0, offset: '0' }],
    });
    await admin.disconnect();
    broker.faults.answerWith('GROUP_AUTHORIZATION_FAILED', { api: 'DescribeGroups' });
    const list = await checked(broker.bootstrap, { topic: 'new_users', group: 'team-2' });
    expect(stepOf(list, 'group', 'failed').problem).toMatchObject({
      code: 'GROUP_UNAUTHORISED',
      exitCode: 4,
    });
  });
});
