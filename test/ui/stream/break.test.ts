import { describe, expect, it } from 'vitest';
import { FakeSession } from '../support/fake-session.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

async function selected(stage: Stage): Promise<string> {
  const line = (await stage.lines()).find((row) => row.includes('▌')) ?? '';
  return line.split('▌')[1]?.trim() ?? '';
}

/** The session stops at what came in last. */
function hit(session: FakeSession, offset: bigint): void {
  const { arrival, topic, partition } = session.add({ partition: 1, offset, key: 'wanted' });
  session.breakpoint = { text: 'key:wanted', hit: { arrival, topic, partition, offset } };
  session.commands.pause();
}

describe('a break', () => {
  it('is set and removed by its command, and is seen in the header', async () => {
    const stage = new Stage(users()).type(':break key:wanted\r');
    expect(stage.session.log).toEqual(['break key:wanted']);
    const lines = await stage.lines();
    expect(lines[0]).toContain('BREAK “key:wanted”');
    expect(lines.at(-1)).toContain('stops at the next message that matches');
    stage.type(':break\r');
    expect((await stage.lines())[0]).not.toContain('BREAK');
    expect(stage.session.log.at(-1)).toBe('break -');
    stage.type(':break\r');
    expect((await stage.lines()).at(-2)).toContain('no break is set');
  });

  it('marks a mistake while it is typed, and refuses it with its column', async () => {
    const stage = new Stage(users()).type(':break credit:<');
    const typing = (await stage.lines()).at(-2) ?? '';
    expect(typing).not.toContain(':break [QUERY]');
    expect(typing).not.toContain('✗');
    stage.type('\r');
    expect((await stage.lines()).at(-2)).toContain('✗');
    expect(stage.session.log).toEqual([]);
  });

  it.each([
    ['break', 'break cred'],
    ['filter', 'filter cred'],
    ['search', 'search -1h.. cred'],
  ])('completes the fields of the topic behind :%s', async (_, typed) => {
    const stage = new Stage(users()).type(`:${typed}\t`);
    expect((await stage.lines()).at(-1)).toContain(`${typed}it:`);
  });

  it.each([
    [80, 24],
    [160, 50],
  ])(
    'puts the cursor on what it stopped at, at %i columns, and `[` leads back',
    async (columns, rows) => {
      const stage = new Stage(users(), { columns, rows });
      stage.type('gj');
      const before = await selected(stage);
      hit(stage.session, 77n);
      expect(await selected(stage)).toMatch(/^1:77 /);
      const lines = await stage.lines();
      expect(lines[0]).toContain('PAUSED');
      expect(lines[0]).toContain('BREAK');
      expect(lines.join('\n')).toContain('new_users:1:77');
      // Once: whoever moves on stays where they are, also when more comes in.
      stage.type('k');
      const moved = await selected(stage);
      expect(moved).not.toMatch(/^1:77 /);
      stage.session.add();
      expect(await selected(stage)).toBe(moved);
      // The next one takes the cursor along again.
      hit(stage.session, 78n);
      expect(await selected(stage)).toMatch(/^1:78 /);
      stage.type('[[');
      expect(stage.session.log.filter((did) => did.startsWith('seek'))).toHaveLength(2);
      expect(before).not.toBe('');
    },
  );

  it('goes there where another part of the log is shown', async () => {
    const stage = new Stage(users());
    stage.type('g');
    await stage.lines();
    stage.session.breakpoint = {
      text: 'x',
      hit: { arrival: 9_999, topic: 'new_users', partition: 2, offset: 500n },
    };
    stage.session.commands.pause();
    await stage.lines();
    expect(stage.session.log).toContain('seek 2 offset 500');
  });
});
