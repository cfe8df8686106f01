import { describe, expect, it } from 'vitest';
import type { CheckStep, Checklist } from '../../../src/model/check.js';
import { NOW } from '../support/fake-session.js';
import { users } from '../support/samples.js';
import { Stage, type StageOptions } from '../support/stage.js';

const problem = {
  code: 'CONNECTION_REFUSED',
  message: 'nothing listens on lab:9092 (connection refused)',
  next: 'is Kafka running there? does the address match the one you were given? set it with -b HOST:PORT',
  exitCode: 3,
} as const;

const STEPS: readonly CheckStep[] = [
  { id: 'name', state: 'passed', found: 'lab is 10.1.2.3', ms: 2.2 },
  { id: 'port', state: 'failed', found: '', ms: 12, problem },
];

/** A session that never got in. */
function outside(checklist: Checklist | null, options: StageOptions = {}): Stage {
  const session = users().set({
    partitions: [],
    connection: { state: 'failed', problem },
    checklist,
  });
  return new Stage(session, options);
}

describe('the checklist', () => {
  it('takes the place of the panes while there is no other thing to look at', async () => {
    const stage = outside({ steps: STEPS, done: true });
    expect(await stage.frame()).toMatchInlineSnapshot(`
      " lab ▸ new_users  direct, no group                    263 seen  213/s  ✗ failed
      ╭─ Connection  lab ────────────────────────────────────────────────────────────╮
      │ ✓ name resolved        2 ms  lab is 10.1.2.3                                 │
      │ ✗ port open           12 ms  nothing listens on lab:9092 (connection         │
      │                              refused)                                        │
      │                              next is Kafka running there? does the address   │
      │                              match the one you were given? set it with -b    │
      │                              HOST:PORT                                       │
      │   TLS agreed                                                                 │
      │   logged in                                                                  │
      │   cluster found                                                              │
      │   brokers reachable                                                          │
      │   topic there                                                                │
      │   allowed to read                                                            │
      │   messages there                                                             │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────╯
       R retry now  K check  : command  ? help  q quit"
    `);
    expect(stage.app.store.getState().overlay).toMatchObject({ kind: 'checklist', auto: true });
  });

  it('shows what is under way and what is still to come', async () => {
    const running: Checklist = {
      steps: [
        ...STEPS.slice(0, 1),
        { id: 'port', state: 'passed', found: '10.1.2.3:9092 answers', ms: 3 },
        { id: 'tls', state: 'running' },
      ],
      done: false,
    };
    const session = users().set({
      partitions: [],
      connection: { state: 'connecting', since: NOW },
      checklist: running,
    });
    expect(await new Stage(session, { columns: 160, rows: 50 }).frame()).toMatchInlineSnapshot(`
      " lab ▸ new_users  direct, no group                                                                                    263 seen     213/s           ◌ connecting
      ╭─ Connection  lab, checking ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮
      │ ✓ name resolved        2 ms  lab is 10.1.2.3                                                                                                                 │
      │ ✓ port open            3 ms  10.1.2.3:9092 answers                                                                                                           │
      │ … TLS agreed                                                                                                                                                 │
      │   logged in                                                                                                                                                  │
      │   cluster found                                                                                                                                              │
      │   brokers reachable                                                                                                                                          │
      │   topic there                                                                                                                                                │
      │   allowed to read                                                                                                                                            │
      │   messages there                                                                                                                                             │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      │                                                                                                                                                              │
      ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
       K check  : command  ? help  q quit"
    `);
  });

  it('fits the smallest screen, and scrolls there', async () => {
    const stage = outside({ steps: STEPS, done: true }, { columns: 40, rows: 10 });
    const before = await stage.lines();
    expect(before).toHaveLength(10);
    expect(before.join('\n')).toContain('name resolved');
    const after = await stage.type('G').frame();
    expect(after).not.toContain('name resolved');
  });

  it('has plain marks where the locale is not UTF-8', async () => {
    const frame = await outside({ steps: STEPS, done: true }, { env: { LANG: 'C' } }).frame();
    expect(frame).toMatch(/\+ name resolved/);
    expect(frame).toMatch(/x port open/);
    expect(frame).not.toMatch(/[^\n\x20-\x7e]/);
  });

  it('says what is wrong where every step went well', async () => {
    const done: Checklist = { steps: STEPS.slice(0, 1), done: true };
    expect(await outside(done).frame()).toMatch(/nothing listens on lab:9092/);
  });

  it('makes safe what a broker or a certificate said', async () => {
    const found = 'subject \u001B[2J\u202Eevil\r';
    const steps: CheckStep[] = [{ id: 'tls', state: 'passed', found, ms: 1 }];
    const frame = await outside({ steps, done: true }).frame();
    expect(frame).not.toMatch(/\u202E|\r/);
    expect(frame).toContain('evil');
  });

  it('goes by itself when the topic is open', async () => {
    const stage = outside({ steps: STEPS, done: true });
    expect(await stage.frame()).toContain('Connection');
    stage.session.set({
      partitions: users().current().partitions,
      connection: { state: 'ready' },
      checklist: null,
    });
    expect(await stage.frame()).toContain('Stream');
  });

  it('comes over the panes when it is asked for, and they are there when it is closed', async () => {
    const lost = { state: 'lost', since: NOW, retryAt: NOW + 3_000, problem } as const;
    const session = users().set({ connection: lost, checklist: { steps: STEPS, done: true } });
    const stage = new Stage(session, { columns: 120, rows: 30 });
    const before = await stage.frame();
    expect(before).toContain('Stream');
    expect(before).toMatch(/K check/);
    expect(await stage.type('K').frame()).toMatch(/✗ port open/);
    expect(await stage.type('q').frame()).toContain('Stream');
    expect(stage.did).toEqual([]);
  });

  it('asks for a check where there is none yet', async () => {
    const stage = new Stage(users());
    await stage.type('K').frame();
    expect(stage.session.log).toContain('check');
  });

  it('R tries again, q leaves the program, and ? helps', async () => {
    const stage = outside({ steps: STEPS, done: true });
    await stage.frame();
    await stage.type('R').frame();
    expect(stage.session.log).toContain('retry');
    expect(await stage.type('?').frame()).toContain('Keys');
    expect(await stage.type('q').frame()).toContain('Connection');
    stage.type('q');
    expect(stage.did).toEqual(['quit']);
  });
});
