import { describe, expect, it } from 'vitest';
import type { Places } from '../../src/store/places.js';
import { Visits } from '../../src/ui/screens.js';
import { FakeSession, NOW } from './support/fake-session.js';
import { FakeWorkspace } from './support/fake-workspace.js';

function visits(workspace: FakeWorkspace, places: Places): Visits {
  return new Visits({ workspace, places, size: { columns: 80, rows: 24 }, now: () => NOW });
}

describe('going from screen to screen', () => {
  it('opens the session of a topic, closes it when one goes back, and forgets what it was', () => {
    const workspace = new FakeWorkspace();
    const screens = visits(workspace, [{ kind: 'list', of: 'topics' }]);
    expect(screens.current.session.current().topic).toBe('');
    screens.go({ kind: 'stream', topic: 'users' });
    expect(screens.current.session.current().topic).toBe('users');
    screens.current.store.getState().zoomInto('stream');
    screens.go({ kind: 'stream', topic: 'orders' });
    expect(screens.current.store.getState().zoom).toEqual([]);
    expect(screens.back()).toBe(true);
    expect(screens.current.store.getState().places).toEqual([{ kind: 'list', of: 'topics' }]);
    expect(screens.back()).toBe(false);
    expect(workspace.log).toEqual(['open users', 'open orders', 'leave']);
  });

  it('keeps the session of a topic while lists lie over it, and its state with it', () => {
    const workspace = new FakeWorkspace(new FakeSession());
    const screens = visits(workspace, [{ kind: 'stream', topic: 'new_users' }]);
    screens.current.store.getState().zoomInto('detail');
    screens.go({ kind: 'list', of: 'topics' });
    screens.go({ kind: 'list', of: 'groups' });
    screens.go({ kind: 'list', of: 'topics' });
    expect(screens.back()).toBe(true);
    expect(screens.back()).toBe(true);
    expect(screens.back()).toBe(false);
    expect(screens.current.store.getState().zoom).toEqual(['detail']);
    expect(workspace.log).toEqual([]);
  });

  it('tells what changes in the session that is open, and of no other', () => {
    const first = new FakeSession();
    const workspace = new FakeWorkspace(first);
    const screens = visits(workspace, [{ kind: 'stream', topic: 'new_users' }]);
    let told = 0;
    const stop = screens.subscribe(() => (told += 1));
    first.add();
    expect(told).toBe(1);
    screens.go({ kind: 'stream', topic: 'orders' });
    first.add();
    expect(told).toBe(1);
    (workspace.session() as FakeSession).add();
    expect(told).toBe(2);
    stop();
    (workspace.session() as FakeSession).add();
    expect(told).toBe(2);
  });
});
