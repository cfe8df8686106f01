import type { ListId } from '../../store/lists/definitions.js';
import { groupOf } from '../../store/lists/list-state.js';
import { placeOf } from '../../store/places.js';
import type { AppState } from '../../store/state.js';
import { SMALLEST, type Rect } from '../layout.js';
import { inside } from '../parts/box.js';

type Arranged = Pick<AppState, 'size' | 'places' | 'watch' | 'groupFocus'>;

/** Where the lists of a screen are, from the top down. */
export type ListLayout = readonly { readonly id: ListId; readonly rect: Rect }[];

/** Below this only one of the lists of a group is shown. */
const BOTH_LISTS_ROWS = 16;

/** Between header and footer. */
export function bodyRect({ columns, rows }: AppState['size']): Rect {
  return { left: 0, top: 1, width: columns, height: Math.max(0, rows - 2) };
}

/** A few members are shown whole; many take at most two fifths. */
function groupLayout(state: Arranged, body: Rect): ListLayout {
  if (state.size.rows < BOTH_LISTS_ROWS) return [{ id: state.groupFocus, rect: body }];
  const members = groupOf(state)?.members.length ?? 0;
  const height = Math.min(Math.max(members, 1) + 3, Math.floor(body.height * 0.4));
  return [
    { id: 'members', rect: { ...body, height } },
    { id: 'partitions', rect: { ...body, top: body.top + height, height: body.height - height } },
  ];
}

/** Nothing on a screen that is too small, and where messages are on screen. */
export function listLayout(state: Arranged): ListLayout {
  const { columns, rows } = state.size;
  if (columns < SMALLEST.columns || rows < SMALLEST.rows) return [];
  const body = bodyRect(state.size);
  const place = placeOf(state.places);
  switch (place.kind) {
    case 'stream':
      return [];
    case 'list':
      return [{ id: place.of, rect: body }];
    case 'group':
      return groupLayout(state, body);
    case 'description':
      return [{ id: 'description', rect: body }];
  }
}

/** Rows that there is room for under the headings. */
export function visibleRows(rect: Rect): number {
  return Math.max(1, inside(rect).height - 1);
}

/** How many rows of a list are on screen; 0 where it is not. */
export function rowsShown(state: Arranged, id: ListId): number {
  const found = listLayout(state).find((pane) => pane.id === id);
  return found === undefined ? 0 : visibleRows(found.rect);
}
