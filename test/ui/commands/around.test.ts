import { expect, it } from 'vitest';
import { FakeSession } from '../support/fake-session.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

it.each([
  [':around 30s', 'within 30s'],
  [':around ±5m', 'within 5m'],
  [':around', 'within 10s'],
])('%s goes to what was written around the message under the cursor', async (typed, said) => {
  const stage = new Stage(users(), { columns: 100 });
  const { session } = stage;
  session.seeking = ({ around }) =>
    Promise.resolve({
      select: 0,
      note: null,
      around: around === undefined ? null : { others: 12, partitions: 2, cut: true },
    });
  stage.type(`${typed}\r`);
  await stage.lines();
  expect(session.log.at(-1)).toMatch(/^seek \d offset \d+$/);
  expect((await stage.lines()).at(-1)).toContain(
    `${said}: 12 messages of 2 other partitions, and more than is kept`,
  );
});

it('says what is wrong, and goes nowhere', async () => {
  const stage = new Stage(users()).type(':around soon\r');
  expect((await stage.lines()).at(-2)).toContain('"soon" is no span of time');
  expect(stage.session.log).toEqual([]);
  const timeless = new FakeSession();
  timeless.add({ timestamp: -1 });
  const other = new Stage(timeless).type(':around\r');
  expect((await other.lines()).at(-2)).toContain('this message has no timestamp');
  expect(timeless.log).toEqual([]);
});
