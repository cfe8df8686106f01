import type { Edit } from '../../store/line-edit.js';
import { byPages, byRows, FIRST, LAST } from '../../store/motion.js';
import type { Handler, KeyContext } from './context.js';
import { moving, sideways, streamRows, toMatch } from './move.js';
import type { KeyId } from './table.js';

/** After a command the state must show its effect before the next key of a burst is handled. */
function refresh({ store, session, program }: KeyContext): void {
  store.getState().takeSnapshot(session.current(), program.now());
}

const edit =
  (change: Edit): Handler =>
  (_context, state) => {
    state.edit(change);
  };

const togglePause: Handler = (context, state) => {
  const { commands } = context.session;
  if (state.session.stream.paused) commands.resume();
  else commands.pause();
  refresh(context);
};

function setFilter(context: KeyContext, text: string | null): void {
  context.session.commands.filter(text);
  refresh(context);
}

const back: Handler = (context, state) => {
  if (state.zoom.length > 0) state.zoomOut();
  else if (state.session.stream.filter !== null) setFilter(context, null);
};

const open: Handler = (_context, state) => {
  if (state.zoom.length === 0) {
    state.zoomInto(state.focus);
    return;
  }
  state.pinCursor(streamRows(state));
  state.zoomInto('detail');
};

const toggleFollow: Handler = (_context, state) => {
  if (state.stream.following) state.pinCursor(streamRows(state));
  else state.followNewest();
};

const applyFilter: Handler = (context, state) => {
  if (state.overlay.kind !== 'filter') return;
  const { text } = state.overlay.line;
  state.closeOverlay();
  setFilter(context, text === '' ? null : text);
};

/** What every key does. That none is missing the compiler sees. */
export const HANDLERS: Readonly<Record<KeyId, Handler>> = {
  'session.retry': (context) => {
    context.session.commands.retry();
    refresh(context);
  },
  'session.pause': togglePause,
  'filter.open': (_context, state) => {
    state.openFilter(state.session.stream.filter?.text ?? '');
  },
  back,
  'pane.open': open,
  'pane.next': (_context, state) => {
    state.focusBy(1);
  },
  'pane.previous': (_context, state) => {
    state.focusBy(-1);
  },
  'stream.follow': toggleFollow,
  'match.next': toMatch(1),
  'match.previous': toMatch(-1),
  'detail.wrap': (_context, state) => {
    state.toggleWrap();
  },
  'detail.hex': (_context, state) => {
    state.toggleHex();
  },
  'detail.left': sideways(-1),
  'detail.right': sideways(1),
  'move.down': moving(byRows(1)),
  'move.up': moving(byRows(-1)),
  'move.pageDown': moving(byPages(1)),
  'move.pageUp': moving(byPages(-1)),
  'move.halfDown': moving(byPages(0.5)),
  'move.halfUp': moving(byPages(-0.5)),
  'move.first': moving(FIRST),
  'move.last': moving(LAST),
  'help.open': (_context, state) => {
    state.openHelp();
  },
  'help.close': (_context, state) => {
    state.closeOverlay();
  },
  quit: ({ program }, state) => {
    if (state.zoom.length > 0) state.zoomOut();
    else program.quit('quit');
  },
  'quit.now': ({ program }) => {
    program.quit('interrupted');
  },
  'screen.redraw': ({ program }) => {
    program.redraw();
  },
  'screen.suspend': ({ program }) => {
    program.suspend();
  },
  'filter.apply': applyFilter,
  'filter.cancel': (_context, state) => {
    state.closeOverlay();
  },
  'filter.clear': edit({ kind: 'clear' }),
  'filter.word': edit({ kind: 'word' }),
  'filter.backspace': edit({ kind: 'backspace' }),
  'filter.delete': edit({ kind: 'delete' }),
  'filter.left': edit({ kind: 'left' }),
  'filter.right': edit({ kind: 'right' }),
  'filter.start': edit({ kind: 'start' }),
  'filter.end': edit({ kind: 'end' }),
};
