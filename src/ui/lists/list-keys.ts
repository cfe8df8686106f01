import { LISTS, type ListId } from '../../store/lists/definitions.js';
import { listOf, viewOf } from '../../store/lists/list-state.js';
import { move } from '../../store/lists/list-view.js';
import { sortedBy } from '../../store/lists/ordering.js';
import type { Motion } from '../../store/motion.js';
import { placeOf, type Place } from '../../store/places.js';
import type { AppState } from '../../store/state.js';
import type { Handler, KeyContext } from '../keys/context.js';
import { rowsShown } from './list-layout.js';
import { selectedName, selectedRow } from './looking.js';
import type { Orders } from './orders.js';

/** With the list that keys go to; nothing where there is none. */
function inList(act: (context: KeyContext, state: AppState, id: ListId) => void): Handler {
  return (context, state) => {
    const id = listOf(state);
    if (id !== null) act(context, state, id);
  };
}

export function movingInList(context: KeyContext, state: AppState, motion: Motion): void {
  const id = listOf(state);
  if (id === null) return;
  const { names } = context.drawing.orders.of(state, id);
  const { selected, at, line } = move(viewOf(state, id), names, rowsShown(state, id), motion);
  state.look(id, { selected, at, line });
}

/** Where what is under the cursor is described: a row of a list, or the group whose offsets are on screen. */
function descriptionOf(state: AppState, id: ListId, orders: Orders): Place | null {
  const place = placeOf(state.places);
  if (place.kind === 'group') return { kind: 'description', of: 'groups', name: place.id };
  if (place.kind !== 'list') return null;
  const name = selectedName(state, id, orders);
  return name === undefined ? null : { kind: 'description', of: place.of, name };
}

/** What enter leads to; null where it leads nowhere. */
function beyond(state: AppState, id: ListId, orders: Orders): Place | null {
  switch (id) {
    case 'topics': {
      const topic = selectedName(state, id, orders);
      return topic === undefined ? null : { kind: 'stream', topic };
    }
    case 'partitions': {
      const row = selectedRow(state, id, orders);
      return row === undefined ? null : { kind: 'stream', topic: row.topic };
    }
    case 'groups': {
      const group = selectedName(state, id, orders);
      return group === undefined ? null : { kind: 'group', id: group };
    }
    case 'brokers':
      return descriptionOf(state, id, orders);
    case 'members':
    case 'description':
      return null;
  }
}

export const openRow = inList((context, state, id) => {
  const place = beyond(state, id, context.drawing.orders);
  if (place !== null) context.screens.go(place);
});

export const describeRow = inList((context, state, id) => {
  const place = descriptionOf(state, id, context.drawing.orders);
  if (place !== null) context.screens.go(place);
});

export function sortingBy(step: 1 | -1): Handler {
  return inList((_context, state, id) => {
    state.look(id, sortedBy<never>(LISTS[id], state.lists[id].sort, step));
  });
}

export const reverseOrder = inList((_context, state, id) => {
  state.look(id, { descending: !state.lists[id].descending });
});

export const filterList = inList((_context, state, id) => {
  state.openPrompt('list', state.lists[id].filter);
});

/** Called with what was typed: it counted already while it was. */
export function applyListFilter(text: string, { store }: KeyContext): undefined {
  const state = store.getState();
  const id = listOf(state);
  if (id !== null) state.look(id, { filter: text });
}

/** Removes the filter, else leads back. */
export const leaveList: Handler = (context, state) => {
  const id = listOf(state);
  if (id !== null && state.lists[id].filter !== '') state.look(id, { filter: '' });
  else context.screens.back();
};

export const refreshLists: Handler = ({ screens }) => {
  screens.watch().commands.refresh();
};
