import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CheckConnection, CheckRequest } from '../../src/inspector/connection-check.js';
import type { Inspector } from '../../src/inspector/inspector.js';
import type { Checklist } from '../../src/model/check.js';
import { KafkaTuiError } from '../../src/model/problem.js';
import { FakeReader } from '../support/fake-reader.js';
import { inspecting } from './inspecting.js';

const refused = new KafkaTuiError({ code: 'AUTH_FAILED', message: 'no', next: 'n', exitCode: 4 });
const list = (found: string): Checklist => ({
  steps: [{ id: 'name', state: 'passed', found, ms: 1 }],
  done: true,
});

/** Checks that say which one they are, and what they were asked. */
function fakeCheck(): { check: CheckConnection; requests: CheckRequest[] } {
  const requests: CheckRequest[] = [];
  return {
    requests,
    check: async function* (request) {
      requests.push(request);
      await Promise.resolve();
      yield list(`check ${requests.length}`);
    },
  };
}

const open: Inspector[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function watched(reader: FakeReader) {
  const fake = fakeCheck();
  const made = inspecting(reader, { check: fake.check });
  open.push(made.inspector);
  return { ...made, ...fake };
}

describe('a topic that can not be opened', () => {
  it('is shown with its checklist, and left as it is until somebody asks for more', async () => {
    const reader = new FakeReader();
    reader.failsToOpen = refused;
    const { inspector, requests } = watched(reader);
    await vi.waitFor(() => {
      expect(inspector.current().checklist).toEqual(list('check 1'));
    });
    expect(inspector.current().connection).toEqual({ state: 'failed', problem: refused });
    expect(inspector.failure).toBe(refused);
    // The login that was refused is known to the check, which does not try it again.
    expect(await requests[0]?.login).toBe(refused);
  });

  it('is opened when it is tried again and can be; then nothing is left to explain', async () => {
    const reader = new FakeReader();
    reader.failsToOpen = refused;
    const { inspector } = watched(reader);
    await vi.waitFor(() => {
      expect(inspector.current().connection.state).toBe('failed');
    });
    reader.failsToOpen = null;
    inspector.commands.retry();
    await inspector.opened;
    expect(inspector.current()).toMatchObject({ connection: { state: 'ready' }, checklist: null });
    expect(inspector.failure).toBeNull();
  });

  it('ends when it is closed', async () => {
    const reader = new FakeReader();
    reader.failsToOpen = refused;
    const { inspector, running } = watched(reader);
    await vi.waitFor(() => {
      expect(inspector.current().connection.state).toBe('failed');
    });
    inspector.close();
    await running;
    expect(inspector.failure).toBe(refused);
  });
});

describe('the checklist', () => {
  it('is there while connecting takes its time, and goes when that is done', async () => {
    const reader = new FakeReader();
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => (answer = resolve));
    const openNow = reader.open.bind(reader);
    reader.open = () => answered.then(openNow);
    const { inspector, requests } = watched(reader);
    expect(inspector.current().checklist).toBeNull();
    await vi.waitFor(() => {
      expect(inspector.current().checklist).toEqual(list('check 1'));
    });
    answer();
    await inspector.opened;
    expect(inspector.current().checklist).toBeNull();
    expect(requests[0]?.signal.aborted).toBe(true);
  });

  it('is gone through when the connection is lost, once, and not at every try', async () => {
    const { inspector, reader, requests } = watched(new FakeReader());
    await inspector.opened;
    expect(requests).toEqual([]);
    reader.events.lost(refused, 1, [0]);
    reader.events.lost(refused, 2, [0]);
    await vi.waitFor(() => {
      expect(inspector.current().checklist).toEqual(list('check 1'));
    });
    expect(requests).toHaveLength(1);
    reader.events.regained();
    expect(inspector.current().checklist).toBeNull();
  });

  it('is gone through when somebody asks, and stays', async () => {
    const { inspector, reader } = watched(new FakeReader());
    await inspector.opened;
    inspector.commands.check();
    await vi.waitFor(() => {
      expect(inspector.current().checklist).toEqual(list('check 1'));
    });
    reader.events.regained();
    expect(inspector.current().checklist).toEqual(list('check 1'));
  });
});
