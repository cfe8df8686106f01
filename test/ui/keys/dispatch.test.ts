import { describe, expect, it } from 'vitest';
import { FakeSession } from '../support/fake-session.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

/** The row under the cursor, as it is drawn. */
async function cursorRow(stage: Stage): Promise<string> {
  const row = (await stage.lines()).find((line) => line.includes('▌'));
  return /▌(\S+)/.exec(row ?? '')?.[1] ?? 'none';
}

async function titles(stage: Stage): Promise<string[]> {
  const lines = await stage.lines();
  return lines.flatMap((line) =>
    Array.from(line.matchAll(/╭─ (\S+)/g), ([, title]) => title ?? ''),
  );
}

describe('moving in the stream', () => {
  const stageOf = (count: number) => new Stage(new FakeSession().addMany(count));

  it('handles every key of a burst', async () => {
    expect(await cursorRow(stageOf(30).type('kkkk'))).toBe('0:25');
    expect(await cursorRow(stageOf(30).type('kkkkjj'))).toBe('0:27');
    expect(await cursorRow(stageOf(30).type('\u001b[A\u001b[A\u001b[B'))).toBe('0:28');
  });

  it('goes to both ends and by pages', async () => {
    const stage = stageOf(100);
    expect(await cursorRow(stage.type('g'))).toBe('0:0');
    expect(await cursorRow(stage.type('\u001b[6~'))).toBe('0:8');
    expect(await cursorRow(stage.type('\u0004'))).toBe('0:12');
    expect(await cursorRow(stage.type('\u0015'))).toBe('0:8');
    expect(await cursorRow(stage.type('\u001b[5~'))).toBe('0:0');
    expect(await cursorRow(stage.type('\u001b[F'))).toBe('0:99');
  });

  it('stays on its message while others come in, until it follows again', async () => {
    const stage = stageOf(20);
    expect(await cursorRow(stage.type('kk'))).toBe('0:17');
    stage.session.addMany(50);
    expect(await cursorRow(stage)).toBe('0:17');
    expect(await stage.frame()).toContain('Stream  18 of 70');
    expect(await cursorRow(stage.type('G'))).toBe('0:69');
    stage.session.addMany(5);
    expect(await cursorRow(stage)).toBe('0:74');
    expect(await stage.frame()).toContain('newest below · following');
  });

  it('toggles following on f, without moving', async () => {
    const stage = stageOf(20).type('f');
    stage.session.addMany(5);
    expect(await cursorRow(stage)).toBe('0:19');
    expect(await cursorRow(stage.type('f'))).toBe('0:24');
  });

  it('stays on its message when older ones are dropped', async () => {
    const stage = stageOf(40).type('kk');
    stage.session.drop(30);
    expect(await cursorRow(stage)).toBe('0:37');
    // Its own record was dropped too: what is being read stays.
    stage.session.addMany(9).drop(12);
    expect(await cursorRow(stage)).toBe('0:37');
  });
});

describe('panes', () => {
  it('zooms the focused pane and comes back', async () => {
    const stage = new Stage(users(), { columns: 120, rows: 40 });
    const before = await stage.frame();
    expect(await titles(stage.type('\r'))).toEqual(['Stream']);
    expect(await stage.type('\u001b').frame()).toBe(before);
    expect(await titles(stage.type('\t\r'))).toEqual(['new_users:1:42']);
    expect(await titles(stage.type('\t'))).toEqual(['Partitions']);
    expect(await titles(stage.type('q'))).toEqual(['Stream', 'new_users:1:42', 'Partitions']);
    expect(stage.did).toEqual([]);
  });

  it('opens the message from the zoomed stream, and goes back the same way', async () => {
    const stage = new Stage(users(), { columns: 120, rows: 40 });
    expect(await titles(stage.type('\r\r'))).toEqual(['new_users:1:42']);
    stage.session.addMany(3);
    expect(await titles(stage)).toEqual(['new_users:1:42']);
    expect(await titles(stage.type('\u001b'))).toEqual(['Stream']);
    expect(await titles(stage.type('\u001b'))).toHaveLength(3);
  });

  it('puts the focused partitions where the detail was, where there is room for two', async () => {
    const stage = new Stage(users());
    expect(await titles(stage)).toEqual(['Stream', 'new_users:1:42']);
    expect(await titles(stage.type('\u001b[Z'))).toEqual(['Stream', 'Partitions']);
  });
});

describe('the session', () => {
  it('pauses and resumes, whichever key it is and however fast', async () => {
    const stage = new Stage(users());
    expect(await stage.type('p').frame()).toContain(' PAUSED 529 waiting ');
    expect((await stage.lines()).at(-1)).toContain('p resume');
    expect(await stage.type(' ').frame()).not.toContain('PAUSED');
    await stage.type('pp p').painted();
    expect(stage.session.log).toEqual(['pause', 'resume', 'pause', 'resume', 'pause', 'resume']);
  });

  it('retries at once only while the connection is lost', () => {
    const stage = new Stage(users()).type('R');
    expect(stage.session.log).toEqual([]);
    const problem = { code: 'X', message: 'gone', next: 'wait' };
    stage.session.set({ connection: { state: 'lost', since: 0, retryAt: 0, problem } });
    stage.app.publish();
    stage.type('R');
    expect(stage.session.log).toEqual(['retry']);
  });

  it('leaves the program and the terminal to those who own them', () => {
    expect(new Stage(users()).type('q').did).toEqual(['quit']);
    expect(new Stage(users()).type('?/\u0003').did).toEqual(['quit']);
    expect(new Stage(users()).type('/abc\u0003').did).toEqual(['quit']);
    expect(new Stage(users()).type('\u001a\u000c').did).toEqual(['suspend', 'redraw']);
  });

  it('does nothing on keys that mean nothing', async () => {
    const stage = new Stage(users());
    const before = await stage.frame();
    expect(await stage.type('Z\u001b[15~é\u001b[200~pasted q\u001b[201~').frame()).toBe(before);
    expect([...stage.did, ...stage.session.log]).toEqual([]);
  });
});
