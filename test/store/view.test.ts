import { describe, expect, it } from 'vitest';
import { currentNotice, selectedEntry, showsTime } from '../../src/store/selectors.js';
import { createAppStore } from '../../src/store/state.js';
import { byRows } from '../../src/store/motion.js';
import { FakeSession, NOW } from '../ui/support/fake-session.js';

function storeOf(session: FakeSession) {
  return createAppStore({
    session: session.current(),
    now: NOW,
    size: { columns: 80, rows: 24 },
    places: [{ kind: 'stream', topic: 'new_users' }],
  });
}

describe('focus and zoom', () => {
  it('goes round the panes in both directions', () => {
    const store = storeOf(new FakeSession());
    store.getState().focusBy(1);
    expect(store.getState().focus).toBe('detail');
    store.getState().focusBy(-1);
    store.getState().focusBy(-1);
    expect(store.getState().focus).toBe('partitions');
  });

  it('takes the zoom along with the focus', () => {
    const store = storeOf(new FakeSession());
    store.getState().zoomInto('stream');
    store.getState().focusBy(1);
    expect(store.getState().zoom).toEqual(['detail']);
  });

  it('goes back from an opened message to the zoomed stream, then to all panes', () => {
    const store = storeOf(new FakeSession());
    store.getState().zoomInto('stream');
    store.getState().zoomInto('detail');
    expect(store.getState()).toMatchObject({ focus: 'detail', zoom: ['stream', 'detail'] });
    store.getState().zoomOut();
    expect(store.getState()).toMatchObject({ focus: 'stream', zoom: ['stream'] });
    store.getState().zoomOut();
    expect(store.getState()).toMatchObject({ focus: 'stream', zoom: [] });
  });
});

describe('what the state says', () => {
  it('selects the newest entry while following, else the one under the cursor', () => {
    const store = storeOf(new FakeSession().addMany(5));
    expect(selectedEntry(store.getState())?.arrival).toBe(4);
    store.getState().moveCursor(byRows(-2), 10);
    expect(selectedEntry(store.getState())?.arrival).toBe(2);
  });

  it('selects nothing while there is nothing', () => {
    expect(selectedEntry(storeOf(new FakeSession()).getState())).toBeUndefined();
  });

  it('shows the newest notice for some seconds, and lets the clock run as long', () => {
    const session = new FakeSession().set({
      notices: [
        { at: NOW - 9_000, severity: 'info', text: 'old' },
        { at: NOW - 1_000, severity: 'odd', text: 'new' },
      ],
    });
    const store = storeOf(session);
    expect(currentNotice(store.getState())?.text).toBe('new');
    expect(showsTime(store.getState())).toBe(true);
    store.getState().takeSnapshot(session.current(), NOW + 6_000);
    expect(currentNotice(store.getState())).toBeUndefined();
    expect(showsTime(store.getState())).toBe(false);
  });
});

describe('a stream that drops its oldest entries', () => {
  it('keeps the record under the cursor, and goes on to the oldest that is left', () => {
    const session = new FakeSession().addMany(5);
    const store = storeOf(session);
    store.getState().moveCursor(byRows(-3), 10);
    expect(selectedEntry(store.getState())?.arrival).toBe(1);
    session.addMany(20).drop(15);
    store.getState().takeSnapshot(session.current(), NOW);
    expect(selectedEntry(store.getState())?.arrival).toBe(1);
    store.getState().moveCursor(byRows(1), 10);
    expect(selectedEntry(store.getState())?.arrival).toBe(15);
  });
});
