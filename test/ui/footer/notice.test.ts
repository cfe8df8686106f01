import { expect, it } from 'vitest';
import { NOW } from '../support/fake-session.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

const anew = 'partition 0: the topic was made anew; reading from its beginning';
const bad = { at: NOW - 2_000, severity: 'bad', text: anew } as const;
const info = { at: NOW - 1_000, severity: 'info', text: 'connected again' } as const;

it('good news does not hide bad news while that is news', async () => {
  const lines = await new Stage(users().set({ notices: [bad, info] }), { columns: 120 }).lines();
  expect(lines.at(-1)).toContain('the topic was made anew');
});

it('shows the newest of what is equally bad, and nothing that is old', async () => {
  const again = { ...bad, at: NOW - 500, text: 'and again' };
  const both = await new Stage(users().set({ notices: [bad, again, info] })).lines();
  expect(both.at(-1)).toContain('and again');
  const old = { ...bad, at: NOW - 60_000 };
  const later = await new Stage(users().set({ notices: [old, info] })).lines();
  expect(later.at(-1)).toContain('connected again');
});
