import type { AppState } from '../store/state.js';
import { layoutOf, type Layout, type Rect, type TooSmall } from './layout.js';

type Arranged = Pick<AppState, 'size' | 'focus' | 'zoom' | 'overlay' | 'session'>;

/** Where things are in this state. The help takes all the room that a zoomed pane would. */
export function layoutFor({ size, focus, zoom, overlay, session }: Arranged): Layout | TooSmall {
  return layoutOf(size, {
    focus,
    zoomed: zoom.length > 0 || overlay.kind === 'help',
    partitions: session.partitions.length,
  });
}

/** Where the help is, while it is open. */
export function helpRect(layout: Layout): Rect | null {
  return layout.panes.stream ?? layout.panes.detail ?? layout.panes.partitions;
}
