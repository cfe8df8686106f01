import type { Look } from '../../model/watch.js';
import { viewOf } from '../../store/lists/list-state.js';
import { locate } from '../../store/lists/list-view.js';
import type { ListId, ListRows } from '../../store/lists/definitions.js';
import { placeOf } from '../../store/places.js';
import type { AppState } from '../../store/state.js';
import { listLayout, rowsShown } from './list-layout.js';
import type { Orders } from './orders.js';

/** What of a list is on screen. */
function visibleNames(state: AppState, id: ListId, orders: Orders): readonly string[] {
  const { names } = orders.of(state, id);
  const { top, bottom } = locate(viewOf(state, id), names, rowsShown(state, id));
  return names.slice(top, bottom);
}

/** What the watch is to ask for. */
export function lookOf(state: AppState, orders: Orders): Look {
  const place = placeOf(state.places);
  switch (place.kind) {
    case 'stream':
      return { kind: 'nothing' };
    case 'list':
      return { kind: place.of, visible: visibleNames(state, place.of, orders) };
    case 'group':
      return { kind: 'group', id: place.id };
    case 'description':
      return { kind: 'description', of: place.of, name: place.name };
  }
}

/** The row under the cursor of a list. */
export function selectedRow<Id extends ListId>(
  state: AppState,
  id: Id,
  orders: Orders,
): ListRows[Id] | undefined {
  const { rows, names } = orders.of(state, id);
  return rows[locate(viewOf(state, id), names, rowsShown(state, id)).cursor];
}

/** The name of the row under the cursor. */
export function selectedName(state: AppState, id: ListId, orders: Orders): string | undefined {
  const { names } = orders.of(state, id);
  return names[locate(viewOf(state, id), names, rowsShown(state, id)).cursor];
}

/** Pins the cursors of the lists on screen to their first rows, once there are some. */
export function settleLists(state: AppState, orders: Orders): void {
  for (const { id } of listLayout(state)) {
    if (state.lists[id].selected !== null) continue;
    const [first] = orders.of(state, id).names;
    if (first !== undefined) state.look(id, { selected: first });
  }
}
