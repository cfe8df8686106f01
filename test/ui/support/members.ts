import type { Membership } from '../../../src/model/membership.js';
import type { Happening, Timeline } from '../../../src/model/timeline.js';
import { NOW } from './fake-session.js';

/** A member that has partition 0 of three; the others are somebody else's. */
export function membership(parts: Partial<Membership> = {}): Membership {
  const owner = 'kcat @ 10.0.0.7 (…ab12)';
  return {
    group: 'team-2',
    topics: ['new_users'],
    state: 'member',
    since: NOW,
    memberId: 'me-1',
    generation: 5,
    members: 2,
    commits: 'manual',
    partitions: [
      { partition: 0, assigned: true, owner: null, committed: 30n, start: null },
      { partition: 1, assigned: false, owner, committed: 10n, start: null },
      { partition: 2, assigned: false, owner, committed: null, start: null },
    ],
    idle: null,
    ...parts,
  };
}

export function timeline(...events: Partial<Happening>[]): Timeline {
  return {
    dropped: 0,
    events: events.map((event, number) => ({
      kind: 'note',
      severity: 'info',
      group: 'team-2',
      text: 'something',
      ...event,
      number,
      at: NOW + number * 1000,
    })),
  };
}
