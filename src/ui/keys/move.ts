import {
  byRows,
  clampTop,
  rowsOf,
  scrolled,
  type Extent,
  type Motion,
} from '../../store/motion.js';
import { detailScrollOf, selectedEntry } from '../../store/selectors.js';
import type { AppState } from '../../store/state.js';
import { overlayRect, layoutFor, rectOf, streamRows } from '../app-layout.js';
import type { Content } from '../detail/content.js';
import { checklistLines } from '../checklist/checklist-lines.js';
import { placeOf } from '../../store/places.js';
import { moveSearch } from '../finding/search-keys.js';
import { moveEvents } from '../events/event-keys.js';
import { helpPage } from '../help/help-lines.js';
import { movingInList } from '../lists/list-keys.js';
import { visiblePartitions } from '../partitions/partitions-pane.js';
import { lookOf } from '../look.js';
import { gapWords } from '../detail/gap.js';
import { inside } from '../parts/box.js';
import { lineWidth } from '../parts/draw.js';
import type { Handler, KeyContext } from './context.js';

/** Cells that one press scrolls to the side. */
const SIDEWAYS = 8;

interface DetailView {
  readonly content: Content;
  readonly extent: Extent;
  readonly cells: number;
}

/** What the detail pane shows, if it does. */
export function detailView({ drawing }: KeyContext, state: AppState): DetailView | null {
  const rect = rectOf(state, 'detail');
  const entry = selectedEntry(state);
  if (rect === null || entry === undefined) return null;
  const { width, height } = inside(rect);
  const { wrap, hex } = state;
  const gap = gapWords(state.session, entry);
  const content = drawing.contents.of(entry, { cells: width - 2, wrap, hex, gap });
  return { content, extent: { count: content.count, visible: height }, cells: width - 2 };
}

/** Who scrolls through a message wants to read it: from then on it stays under the cursor. */
export function scrollDetailTo(
  context: KeyContext,
  state: AppState,
  top: number,
  left: number,
): void {
  state.pinCursor(streamRows(state));
  const of = selectedEntry(context.store.getState())?.arrival ?? -1;
  state.scrollDetail({ of, top, left });
}

/** Who comes near the end of what is loaded wants what lies behind it. */
function moveStream({ store, session }: KeyContext, state: AppState, motion: Motion): void {
  const rows = streamRows(state);
  state.moveCursor(motion, rows);
  const by = rowsOf(motion, { count: 1, visible: rows });
  session.commands.look(lookOf(store.getState(), by < 0 ? -1 : 1));
}

function moveDetail(context: KeyContext, state: AppState, motion: Motion): void {
  const view = detailView(context, state);
  if (view === null) return;
  const { top, left } = detailScrollOf(state.detail, selectedEntry(state));
  scrollDetailTo(context, state, scrolled(top, motion, view.extent), left);
}

function movePartitions(state: AppState, motion: Motion): void {
  const rect = rectOf(state, 'partitions');
  if (rect === null) return;
  const count = state.session.partitions.length;
  const extent = { count, visible: visiblePartitions(rect, count) };
  state.scrollPartitions(scrolled(state.partitionsTop, motion, extent));
}

function moveHelp({ drawing }: KeyContext, state: AppState, motion: Motion, top: number): void {
  const layout = layoutFor(state);
  const rect = layout.kind === 'panes' ? overlayRect(layout) : null;
  if (rect === null) return;
  const { width, height } = inside(rect);
  const { count } = helpPage(width - 2, drawing.theme);
  state.scrollHelp(scrolled(top, motion, { count, visible: height }));
}

function moveChecklist(
  { drawing }: KeyContext,
  state: AppState,
  motion: Motion,
  top: number,
): void {
  const layout = layoutFor(state);
  const rect = layout.kind === 'panes' ? overlayRect(layout) : null;
  if (rect === null) return;
  const { width, height } = inside(rect);
  const count = checklistLines(state.session, width - 2, drawing.theme).length;
  state.scrollChecklist(scrolled(top, motion, { count, visible: height }));
}

/** Moves in whatever the keys go to. */
export function moving(motion: Motion): Handler {
  return (context, state) => {
    if (state.overlay.kind === 'search') {
      moveSearch(state, motion, state.searchCursor);
      return;
    }
    if (state.overlay.kind === 'events') {
      moveEvents(state, motion, state.overlay.top);
      return;
    }
    if (state.overlay.kind === 'checklist') {
      moveChecklist(context, state, motion, state.overlay.top);
      return;
    }
    if (state.overlay.kind === 'help') {
      moveHelp(context, state, motion, state.overlay.top);
      return;
    }
    if (placeOf(state.places).kind !== 'stream') {
      movingInList(context, state, motion);
      return;
    }
    switch (state.focus) {
      case 'stream':
        moveStream(context, state, motion);
        break;
      case 'detail':
        moveDetail(context, state, motion);
        break;
      case 'partitions':
        movePartitions(state, motion);
        break;
    }
  };
}

/** To the right only as long as one of the visible lines goes on there. */
export function sideways(direction: 1 | -1): Handler {
  return (context, state) => {
    const view = detailView(context, state);
    if (view === null) return;
    const { theme } = context.drawing;
    const scroll = detailScrollOf(state.detail, selectedEntry(state));
    const top = clampTop(scroll.top, view.extent);
    const visible = Array.from({ length: view.extent.visible }, (_, row) =>
      view.content.line(top + row),
    );
    const goesOn = visible.some((line) => lineWidth(line, theme) > scroll.left + view.cells);
    if (direction === 1 && !goesOn) return;
    scrollDetailTo(context, state, top, Math.max(0, scroll.left + direction * SIDEWAYS));
  };
}

function textOf(content: Content, index: number): string {
  return content
    .line(index)
    .map(({ text }) => text)
    .join('');
}

/** The line of the message that has a match next, above or below the topmost visible one. */
function matchFrom(content: Content, state: AppState, top: number, step: 1 | -1): number | null {
  const highlight = state.session.stream.filter?.highlight;
  if (highlight === undefined) return null;
  for (let index = top + step; index >= 0 && index < content.count; index += step) {
    if (highlight(textOf(content, index)).length > 0) return index;
  }
  return null;
}

/** In the stream every row is a match while a filter is set; in a message, lines are. */
export function toMatch(step: 1 | -1): Handler {
  return (context, state) => {
    if (state.focus !== 'detail') {
      moveStream(context, state, byRows(step));
      return;
    }
    const view = detailView(context, state);
    if (view === null) return;
    const { top } = detailScrollOf(state.detail, selectedEntry(state));
    const line = matchFrom(view.content, state, clampTop(top, view.extent), step);
    if (line !== null) scrollDetailTo(context, state, clampTop(line, view.extent), 0);
  };
}
