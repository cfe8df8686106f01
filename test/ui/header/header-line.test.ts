import { describe, expect, it } from 'vitest';
import type { SessionSnapshot } from '../../../src/model/session.js';
import { NOW, type FakeSession } from '../support/fake-session.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

async function header(session: FakeSession, columns = 120, now = NOW): Promise<string> {
  return (await new Stage(session, { columns, rows: 30, now: () => now }).lines())[0] ?? '';
}

const problem = { code: 'X', message: 'the broker closed the connection', next: 'wait' };

describe('the header', () => {
  it('counts down to the next attempt when the connection is lost', async () => {
    const session = users().set({
      connection: { state: 'lost', since: NOW, retryAt: NOW + 2_500, problem },
    });
    expect(await header(session)).toMatch(/ ✗ lost, retry in 3 s$/);
    expect(await header(session, 120, NOW + 2_000)).toMatch(/ ✗ lost, retry in 1 s$/);
    expect(await header(session, 120, NOW + 3_000)).toMatch(/ ✗ lost, retrying$/);
  });

  it('says what is wrong and offers to retry below, and keeps the messages on screen', async () => {
    const session = users().set({
      connection: { state: 'lost', since: NOW, retryAt: NOW + 2_500, problem },
    });
    const lines = await new Stage(session).lines();
    expect(lines.at(-1)).toMatch(
      /^ ✗ the broker closed the connection .* R retry now {2}K check {2}\? help {2}q quit *$/,
    );
    expect(lines.join('\n')).toContain('lara@example.com');
  });

  it('cuts a long filter on a narrow screen rather than leaving it out', async () => {
    const stage = new Stage(users(), { columns: 80, rows: 24 });
    const [line = ''] = await stage.type(`/${'example '.repeat(8)}\r`).lines();
    expect(line).toMatch(/FILTER “example.*… {2}\d+ of 7 {2}.*● connected$/);
  });

  it('says that it connects, that it failed, that it is done', async () => {
    const states: [Partial<SessionSnapshot>, RegExp][] = [
      [{ connection: { state: 'connecting', since: NOW } }, / ◌ connecting$/],
      [{ connection: { state: 'failed', problem } }, / ✗ failed$/],
      [{ finished: true }, / FINISHED /],
    ];
    for (const [parts, words] of states) expect(await header(users().set(parts))).toMatch(words);
  });

  it('keeps every number in its place while they grow', async () => {
    const at = async (seen: number, rate: number) => {
      const session = users();
      const { totals } = session.current();
      const line = await header(session.set({ totals: { ...totals, seen, rate } }));
      return [line.indexOf(' seen'), line.indexOf('/s'), line.indexOf('●')];
    };
    const places = await at(0, 0);
    expect(await at(1_234_567, 98_765)).toEqual(places);
    expect(await at(12, 9.4)).toEqual(places);
  });

  it('says what was lost, damaged, passed over and dropped, once there is some', async () => {
    const session = users();
    const { totals } = session.current();
    session
      .set({ totals: { ...totals, lost: 1200n, damaged: 3, aborted: 12, control: 4 } })
      .drop(2);
    expect(await header(session, 160)).toMatch(
      /1,200 lost {2}3 damaged {2}12 aborted {2}4 control {2}2 dropped {2} +263 seen/,
    );
  });

  it('drops the least important words first where it is narrow', async () => {
    const session = users();
    session.commands.pause();
    session.commands.filter('example');
    expect(await header(session, 140)).toMatchInlineSnapshot(
      `" lab ▸ new_users  direct, no group   PAUSED 529 waiting   FILTER “example”  3 of 7                263 seen     213/s            ● connected"`,
    );
    expect(await header(session, 100)).toMatchInlineSnapshot(
      `" lab ▸ new_users   PAUSED 529 waiting   FILTER “example”  3 of 7              263 seen  ● connected"`,
    );
    expect(await header(session, 80)).toMatchInlineSnapshot(
      `" lab ▸ new_users   PAUSED 529 waiting   FILTER “example”  3 of 7    ● connected"`,
    );
    expect(await header(session, 60)).toMatchInlineSnapshot(
      `" lab ▸ new_users   PAUSED 529   FILTER “example”  3 of 7  ●"`,
    );
    expect(await header(session, 40)).toMatchInlineSnapshot(
      `" lab ▸ new_users   PAUSED 529         ●"`,
    );
  });
});

describe('a notice', () => {
  it('takes the footer for some seconds and leaves the way out in place', async () => {
    const session = users().set({
      notices: [{ at: NOW, severity: 'odd', text: 'leader of partition 1 moved to broker 3' }],
    });
    const footer = async (now: number) =>
      (await new Stage(session, { now: () => now }).lines()).at(-1);
    expect(await footer(NOW)).toMatchInlineSnapshot(
      `" ⚠ leader of partition 1 moved to broker 3             tab pane  ? help  q quit"`,
    );
    expect(await footer(NOW + 7_000)).toContain('p pause');
  });

  it('keeps in sight what is not checked of the brokers, on the narrowest screen too', async () => {
    const session = users().set({ unverified: 'TLS NOT VERIFIED' });
    for (const columns of [160, 80, 50]) {
      expect(await header(session, columns)).toContain(' TLS NOT VERIFIED ');
    }
    expect(await header(users())).not.toContain('NOT VERIFIED');
  });
});
