import { describe, expect, it } from 'vitest';
import { FakeSession, NOW } from '../support/fake-session.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

/** What the stream's pane holds, without its frame. */
async function body(stage: Stage): Promise<string[]> {
  const lines = await stage.lines();
  const top = lines.findIndex((line) => line.startsWith('╭─ Stream'));
  const rows = lines.slice(top + 1);
  const bottom = rows.findIndex((line) => line.startsWith('╰'));
  return rows
    .slice(0, bottom)
    .map((line) => line.replace(/^│ ?|│.*$/g, '').trimEnd())
    .filter((line) => line !== '');
}

describe('without messages', () => {
  it('says since when and for what it waits', async () => {
    expect(await body(new Stage(new FakeSession()))).toEqual([
      'no messages yet: waiting since 14:03:22',
      'for new messages on 3 partitions of new_users',
      'started from last 100',
    ]);
  });

  it('says what it connects to', async () => {
    const session = new FakeSession().set({ connection: { state: 'connecting', since: NOW } });
    expect(await body(new Stage(session))).toEqual(['connecting to lab since 14:03:22']);
  });

  it('says why it failed and what to do next', async () => {
    const problem = {
      code: 'X',
      message: 'nothing listens on lab:9092',
      next: 'is Kafka running?',
    };
    const session = new FakeSession().set({ connection: { state: 'failed', problem } });
    expect(await body(new Stage(session))).toEqual([
      'nothing listens on lab:9092',
      'is Kafka running?',
    ]);
  });

  it('says that a filter hides them', async () => {
    const stage = new Stage(new FakeSession().addMany(1234)).type('/x1\r');
    expect(await body(stage)).toEqual([
      'nothing matches “x1” in 1,234 messages',
      'k looks further back than what is loaded',
      'ctrl-f searches the whole topic for it, esc removes the filter',
    ]);
  });

  it('says that the end was reached', async () => {
    expect(await body(new Stage(new FakeSession().set({ finished: true })))).toEqual([
      'no messages: new_users was read to its end',
    ]);
  });
});

describe('rows', () => {
  it('highlight what the filter matched, on the selected row too', async () => {
    const stage = new Stage(users(), { env: { LANG: 'C.UTF-8', NO_COLOR: '1' } }).type('/exam\r');
    const frame = await stage.painted();
    expect(frame).toContain('ilene@\u001b[7mexam\u001b[27mple');
    expect(frame).toContain('lara@\u001b[1m\u001b[4mexam\u001b[2');
  });

  it('keep their columns when offsets grow', async () => {
    const session = users();
    const [before] = await body(new Stage(session));
    session.add({ partition: 0, offset: 5n });
    expect((await body(new Stage(session)))[0]).toBe(before);
  });

  it('go to the nearest match, and back to where they came from', async () => {
    const stage = new Stage(new FakeSession().addMany(30)).type('g').type('jjjj');
    const marked = async () => (await body(stage)).find((line) => line.includes('▌'));
    expect(await marked()).toContain('0:4 ');
    expect(await marked()).toBe(await marked());
    stage.type('/value 1\r');
    expect(await marked()).toContain('value 1');
    stage.type('\u001b');
    expect(await marked()).toContain('0:4 ');
  });

  it('move to the next and the previous match', async () => {
    const stage = new Stage(new FakeSession().addMany(30)).type('/value 2\r').type('g');
    const marked = async () => /▌(\S+)/.exec((await body(stage)).join('\n'))?.[1];
    expect(await marked()).toBe('0:2');
    stage.type('nn');
    expect(await marked()).toBe('0:21');
    stage.type('N');
    expect(await marked()).toBe('0:20');
  });
});
