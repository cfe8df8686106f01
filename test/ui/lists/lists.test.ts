import { describe, expect, it, vi } from 'vitest';
import { KafkaTuiError } from '../../../src/model/problem.js';
import { widthOf } from '../../../src/ui/text/width.js';
import { lab, offsets, topic, TRACKER } from '../support/cluster.js';
import { FakeWatch } from '../support/fake-watch.js';
import { NOW } from '../support/fake-session.js';
import { GROUPS, listStage, rowNames, TRACKER_GROUP, underCursor } from './stage.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

const ESC = '\u001b';
const CTRL_R = '\u0012';

describe('a list', () => {
  it('keeps in sight what is not checked of the brokers', async () => {
    const cluster = lab().set({ unverified: 'TLS NOT VERIFIED' });
    for (const columns of [120, 60]) {
      const stage = new Stage(users(), { cluster, place: GROUPS, columns });
      await import('../../../src/ui/lists/list-body.js');
      await stage.frame();
      expect((await stage.lines())[0]).toContain(' TLS NOT VERIFIED ');
    }
  });

  it('orders by any column, either way, and keeps the cursor on its row', async () => {
    const stage = await listStage();
    expect(await rowNames(stage)).toEqual(['broken', 'bus-stop-alerts', 'new_users', 'orders']);
    expect(await underCursor(stage.type('jj'))).toBe('new_users');
    // Partitions, replicas, messages.
    expect(await rowNames(stage.type('>>>'))).toEqual([
      'orders',
      'new_users',
      'broken',
      'bus-stop-alerts',
    ]);
    expect(await underCursor(stage)).toBe('new_users');
    expect(await stage.frame()).toContain('↓messages');
    expect(await rowNames(stage.type('r'))).toEqual([
      'broken',
      'new_users',
      'orders',
      'bus-stop-alerts',
    ]);
    expect(await rowNames(stage.type('<<<'))).toEqual([
      'broken',
      'bus-stop-alerts',
      'new_users',
      'orders',
    ]);
    expect(await underCursor(stage)).toBe('new_users');
  });

  it('filters while it is typed, and finds back to the row one came from', async () => {
    const stage = await listStage();
    expect(await underCursor(stage.type('jj'))).toBe('new_users');
    expect(await rowNames(stage.type('/or'))).toEqual(['orders']);
    expect(await stage.frame()).toContain('filter: or');
    expect(await rowNames(stage.type(ESC))).toHaveLength(4);
    expect(await underCursor(stage)).toBe('new_users');
    expect(await rowNames(stage.type('/br\r'))).toEqual(['broken']);
    expect(await stage.frame()).toContain('1 of 1 · “br”');
    expect(await stage.type('x').frame()).not.toContain('filter:');
    expect(await underCursor(stage.type(ESC))).toBe('new_users');
    expect(await stage.type('/zz\r').frame()).toContain('nothing of 5 rows has “zz”');
  });

  it('keeps the cursor on its row and its line while rows come in above it', async () => {
    const cluster = lab();
    const stage = await listStage({ cluster, rows: 10 });
    cluster.rows('topics', [...cluster.current().topics.rows, topic('p'), topic('q')]);
    stage.type('jjj');
    const before = await stage.lines();
    const { rows } = cluster.current().topics;
    cluster.rows('topics', [topic('aaa'), topic('aab'), ...rows], NOW - 2_000);
    const after = await stage.lines();
    expect(await underCursor(stage)).toBe('orders');
    const line = (lines: string[]) => lines.findIndex((one) => one.includes('▌'));
    expect(line(after)).toBe(line(before));
  });

  it('shows internal topics only when asked to', async () => {
    const stage = await listStage();
    expect(await rowNames(stage)).not.toContain('__consumer_offsets');
    expect(await rowNames(stage.type('i'))).toContain('__consumer_offsets');
    expect(await rowNames(stage.type('i'))).not.toContain('__consumer_offsets');
  });

  it('tells the watch which rows are on screen, and nothing any more when there are none', async () => {
    const cluster = new FakeWatch().rows(
      'topics',
      Array.from({ length: 5_000 }, (_, index) => topic(`t${String(index).padStart(4, '0')}`)),
    );
    const stage = await listStage({ cluster, rows: 10 });
    expect(cluster.looks).toHaveLength(1);
    expect(cluster.looks.at(-1)).toEqual({
      kind: 'topics',
      visible: ['t0000', 't0001', 't0002', 't0003', 't0004'],
    });
    await stage.frame();
    expect(cluster.looks).toHaveLength(1);
    await stage.type('G').frame();
    expect(cluster.looks.at(-1)).toMatchObject({ visible: { 4: 't4999' } });
    await stage.type('\r').frame();
    expect(cluster.looks.at(-1)).toEqual({ kind: 'nothing' });
  });

  it('keeps old rows while it can not be refreshed, and says why, and how old they are', async () => {
    const cluster = lab();
    const { rows } = cluster.current().topics;
    const problem = { code: 'X', message: 'lab:9092 did not answer', next: 'is it running?' };
    cluster.set({ topics: { rows, at: NOW - 65_000, problem } });
    const frame = await (await listStage({ cluster })).frame();
    expect(frame).toContain('1 of 4 · 65 s ago');
    expect(frame).toContain('╰─ ✗ lab:9092 did not answer  is it running? ─');
    cluster.set({ topics: { rows: [], at: null, problem } });
    const empty = await (await listStage({ cluster })).lines();
    expect(empty[2]).toContain('lab:9092 did not answer');
    expect(empty[3]).toContain('is it running?');
  });

  it('asks again when told to', async () => {
    const cluster = lab();
    const stage = await listStage({ cluster });
    await stage.type(CTRL_R).frame();
    expect(cluster.log).toEqual(['refresh']);
  });

  it('is the same without colours, and in ASCII', async () => {
    const stage = await listStage({ env: { LANG: 'C', NO_COLOR: '1' }, rows: 12 });
    const frame = await stage.type('>>').frame();
    expect(frame).not.toMatch(/[^\n -~]/);
    expect(frame).toContain('! broken');
    // What is not known is no zero.
    expect(frame).toMatch(/bus-stop-alerts +3 +~ +~ +~ +~/);
    expect(await stage.painted()).not.toMatch(/\u001b\[3\dm/);
  });
});

describe('going around', () => {
  it('opens a topic, and goes back to the list as it was', async () => {
    const stage = await listStage();
    await stage.type('jj>>>').frame();
    const before = await stage.frame();
    expect(await stage.type('\r').frame()).toContain('▸ new_users');
    expect(stage.workspace.log).toEqual(['watch', 'open new_users']);
    expect(await stage.type('q').frame()).toBe(before);
    expect(stage.workspace.log.at(-1)).toBe('leave');
    await stage.type('q').frame();
    expect(stage.did).toEqual(['quit']);
  });

  it('leads from messages to any list by command, and back with q or esc', async () => {
    const cluster = lab().set({ group: TRACKER });
    const stage = new Stage(users(), { cluster });
    const before = await stage.frame();
    expect(stage.workspace.log).toEqual([]);
    await import('../../../src/ui/lists/list-body.js');
    await stage.type(':topics\r').frame();
    expect(await stage.frame()).toContain('lab ▸ topics');
    expect(await stage.type(':groups\r').frame()).toContain('lab ▸ groups');
    await stage.type('/order\r\r').frame();
    expect(await stage.frame()).toContain('lab ▸ group order-tracker');
    expect(await stage.type('d').frame()).toContain('group order-tracker');
    expect(await stage.type(':brokers\r').frame()).toContain('lab ▸ brokers');
    expect(await stage.type(':stream\r').frame()).toBe(before);
    // Nothing of the session was touched.
    expect(stage.workspace.log).toEqual(['watch']);
    expect(await stage.type(':groups\r').frame()).toContain('“order”');
    expect(await underCursor(stage)).toBe('order-tracker');
    // The first one removes the filter.
    expect(await stage.type(ESC).frame()).toContain('lab ▸ groups');
    expect(await stage.type(ESC).frame()).toBe(before);
    await stage.type('q').frame();
    expect(stage.did).toEqual(['quit']);
  });

  it('opens topics and groups by name, and says where a command means nothing', async () => {
    const stage = await listStage({ place: GROUPS });
    expect(await stage.type(':topic bus\t\r').frame()).toContain('▸ bus-stop-alerts');
    await stage.type('q:pause\r').frame();
    expect(await stage.frame()).toContain(':pause is for the messages of a topic');
    expect(await stage.type(ESC + ':topic a/b\r').frame()).toContain(`"a/b" can't be a topic`);
    expect(await stage.type(ESC + ':stream\r').frame()).toContain('no topic is open');
    expect(await stage.type(ESC + ':group bill\t\r').frame()).toContain('▸ group billing');
  });

  it('asks the cluster for names to complete where no list was looked at', async () => {
    const cluster = lab();
    const place = { kind: 'stream', topic: 'new_users' } as const;
    const stage = await listStage({ cluster, place });
    expect(await stage.type(':topic bus\t').frame()).toContain('asking the cluster…');
    await vi.waitFor(async () => {
      expect(await stage.frame()).toContain(':topic bus-stop-alerts');
    });
    expect(cluster.log).toEqual(['names of topics']);
    // What was answered is good for a while, whatever is on screen.
    expect(await stage.type(ESC + ':group bil\t').frame()).toContain(':group billing');
    expect(cluster.log).toEqual(['names of topics']);
    expect(cluster.looks.every(({ kind }) => kind === 'nothing')).toBe(true);
    expect(await stage.type('\r').frame()).toContain('▸ group billing');
  });

  it('says why names could not be asked for, and puts none where something else was typed meanwhile', async () => {
    const cluster = lab();
    const place = { kind: 'stream', topic: 'new_users' } as const;
    const stage = await listStage({ cluster, place });
    stage.type(':topic bus\t').type('y');
    await stage.frame();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await stage.frame()).toContain(':topic busy');
    const refusing = lab();
    refusing.refusal = new KafkaTuiError({ code: 'X', message: 'nobody is there', next: 'wait' });
    const other = await listStage({ cluster: refusing, place });
    other.type(':topic bus\t');
    await vi.waitFor(async () => {
      expect(await other.frame()).toContain('nobody is there');
    });
  });

  it('quits at once with ctrl-c wherever one is', async () => {
    const stage = await listStage({ place: TRACKER_GROUP });
    stage.type('\u0003');
    expect(stage.did).toEqual(['quit']);
  });

  it('moves between the lists of a group, each with a cursor of its own', async () => {
    const cluster = lab().set({ group: TRACKER });
    const stage = await listStage({ place: TRACKER_GROUP, cluster });
    await stage.type('jj\tj').frame();
    const lines = (await stage.lines()).filter((line) => line.includes('▌'));
    expect(lines[0]).toContain('worker-2');
    expect(lines[1]).toMatch(/orders +2 /);
    // Another group begins at its first row.
    cluster.set({ group: { ...TRACKER, row: { ...TRACKER.row, id: 'billing' } } });
    await stage.type(':group billing\r').frame();
    expect((await stage.lines()).filter((line) => line.includes('▌'))[1]).toMatch(/orders +0 /);
  });

  it('shows no group but the one that was asked for', async () => {
    const cluster = lab().set({ group: TRACKER });
    const stage = await listStage({ place: { kind: 'group', id: 'billing' }, cluster });
    expect(await stage.frame()).not.toContain('worker-1');
    expect(await stage.frame()).toContain('asking the cluster…');
  });

  it('lets no name reach the terminal as it is', async () => {
    const evil = '\u001b[2J\u001b]0;x\u0007\nevil\u202e';
    const cluster = lab()
      .rows('groups', [
        { ...TRACKER.row, id: evil, coordinator: evil, protocol: evil, trouble: evil },
      ])
      .set({
        group: {
          ...{ row: { ...TRACKER.row, id: evil, coordinator: evil }, at: NOW },
          members: [
            {
              memberId: evil,
              clientId: evil,
              host: evil,
              assignment: [{ topic: evil, partitions: [1] }],
            },
          ],
          partitions: [offsets(0, { topic: evil, metadata: evil, member: evil })],
        },
      });
    const options = { cluster, columns: 160, rows: 30, env: { LANG: 'C.UTF-8', NO_COLOR: '1' } };
    for (const place of [GROUPS, { kind: 'group', id: evil } as const]) {
      const stage = await listStage({ ...options, place });
      const painted = (await stage.painted()).replace(/\u001b\[\d*m/g, '');
      expect(painted).toContain('␛[2J');
      expect(painted).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      for (const line of painted.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(160);
    }
  });
});
