import type { AppState } from '../store/state.js';
import type { Pane } from '../store/view-slice.js';
import { layoutOf, type Layout, type Rect, type TooSmall } from './layout.js';
import { inside } from './parts/box.js';

type Arranged = Pick<AppState, 'size' | 'focus' | 'zoom' | 'overlay' | 'session'>;

/** What takes the place of all panes. */
export function coversPanes(overlay: AppState['overlay']): boolean {
  const { kind } = overlay;
  return kind === 'help' || kind === 'checklist' || kind === 'events' || showsSearch(overlay);
}

/** The results of a search are in sight, perhaps under a prompt. */
export function showsSearch(overlay: AppState['overlay']): boolean {
  return overlay.kind === 'search' || (overlay.kind === 'prompt' && overlay.over === 'search');
}

/** Where things are in this state. The help takes all the room that a zoomed pane would. */
export function layoutFor({ size, focus, zoom, overlay, session }: Arranged): Layout | TooSmall {
  return layoutOf(size, {
    focus,
    zoomed: zoom.length > 0 || coversPanes(overlay),
    partitions: session.partitions.length,
  });
}

/** Where the help or the checklist is, while it is open. */
export function overlayRect(layout: Layout): Rect | null {
  return layout.panes.stream ?? layout.panes.detail ?? layout.panes.partitions;
}

/** Where a pane is, if it is on screen. */
export function rectOf(state: AppState, pane: Pane): Rect | null {
  const layout = layoutFor(state);
  return layout.kind === 'panes' ? layout.panes[pane] : null;
}

/** With fewer lines than these the messages need all of them. */
const HEAD_FROM = 5;

/** Lines that the names of the columns take in the stream: none where none were chosen, or it is too low. */
export function columnHead(columns: readonly string[], height: number): 0 | 1 {
  return columns.length > 0 && height >= HEAD_FROM ? 1 : 0;
}

/** How many messages the stream shows. */
export function streamRows(state: AppState): number {
  const rect = rectOf(state, 'stream');
  if (rect === null) return 1;
  const { height } = inside(rect);
  return height - columnHead(state.columns, height);
}
