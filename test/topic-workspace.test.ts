import { MemoryPreferences } from '../src/model/preferences.js';
import { describe, expect, it, vi } from 'vitest';
import { compileTextFilter } from '../src/filter/plain-text.js';
import { Inspector } from '../src/inspector/inspector.js';
import { TopicWorkspace } from '../src/topic-workspace.js';
import { FakeWatch } from './ui/support/fake-watch.js';
import { FakeReader } from './support/fake-reader.js';

/** A workspace whose every session has a reader of its own. */
function workspace() {
  const readers = new Map<string, FakeReader>();
  const inspect = (topic: string): Inspector => {
    const reader = new FakeReader();
    if (topic === 'gone') reader.failsToOpen = new Error('no such topic');
    readers.set(topic, reader);
    return new Inspector({
      openReader: reader.openReader,
      check: null,
      openPages: null,
      startSearch: null,
      compileFilter: compileTextFilter,
      cluster: 'lab',
      topic,
      mode: 'direct, no group',
      startedFrom: 'beginning',
      unverified: null,
      filter: null,
      limit: null,
      keep: { entries: 1000, bytes: 10_000_000 },
      now: Date.now,
    });
  };
  return {
    readers,
    workspace: new TopicWorkspace(inspect, () => new FakeWatch(), new MemoryPreferences()),
  };
}

describe('the workspace', () => {
  it('closes the reader of one topic when it opens another one', async () => {
    const { readers, workspace: open } = workspace();
    expect(open.session()).toBeNull();
    open.open('users');
    await open.running?.inspector.opened;
    open.open('orders');
    expect(open.session()?.current().topic).toBe('orders');
    expect(readers.get('users')?.closed).toBe(true);
    expect(readers.get('orders')?.closed).toBe(false);
    open.leave();
    expect(open.session()).toBeNull();
    await open.ended();
    expect(readers.get('orders')?.closed).toBe(true);
  });

  it('shows why a topic could not be opened in its session', async () => {
    const { workspace: open } = workspace();
    const { inspector } = open.open('gone');
    await vi.waitFor(() => {
      expect(inspector.current().connection).toMatchObject({ state: 'failed' });
    });
    expect(inspector.failure?.message).toContain('no such topic');
    open.close();
    await open.ended();
  });
});
