import type { AppState } from '../../store/state.js';
import { byPages, byRows, FIRST, LAST } from '../../store/motion.js';
import { closeEvents, exportEvents, filterEvents } from '../events/event-keys.js';
import { commitShown } from '../membership/commit.js';
import { entriesOf } from '../../store/stream-slice.js';
import { locate } from '../../store/stream-view.js';
import type { Handler } from './context.js';
import { streamRows } from '../app-layout.js';
import { completing, editing, recalling, submitPrompt } from '../prompt/prompt-keys.js';
import { openChecklist } from '../checklist/open.js';
import { cancelChange, deleteGroup, resetting, scrollingPlan } from '../lists/change.js';
import {
  describeRow,
  filterList,
  leaveList,
  openRow,
  refreshLists,
  reverseOrder,
  sortingBy,
} from '../lists/list-keys.js';
import { moving, sideways, toMatch } from './move.js';
import { refresh } from './refresh.js';
import { placeOf } from '../../store/places.js';
import { goTo, leaveMark, setFilter, stepTo } from './seeking.js';
import { tell } from './tell.js';
import { exportResults, leaveSearch, openResult, searchOn } from '../finding/search-keys.js';
import type { KeyId } from './table.js';

const togglePause: Handler = (context, state) => {
  const { commands } = context.session;
  if (state.session.stream.paused) commands.resume();
  else commands.pause();
  refresh(context);
};

const back: Handler = (context, state) => {
  if (state.zoom.length > 0) state.zoomOut();
  else if (state.fromSearch) state.openSearch();
  else if (state.session.stream.filter !== null) tell(context, setFilter(context, null));
  else context.screens.back();
};

const open: Handler = (context, state) => {
  if (state.justFiltered) {
    searchOn(context, state);
    return;
  }
  if (state.zoom.length === 0) {
    state.zoomInto(state.focus);
    return;
  }
  state.pinCursor(streamRows(state));
  state.zoomInto('detail');
};

const toggleFollow: Handler = (_context, state) => {
  state.forgetResult();
  if (state.stream.following) state.pinCursor(streamRows(state));
  else state.followNewest();
};

const isWayIn = ({ overlay }: AppState): boolean => overlay.kind === 'checklist' && overlay.auto;

/** What is loaded has a first row, and so have the logs: the second time that is what is meant. */
const toFirst: Handler = (context, state) => {
  const entries = entriesOf(state);
  const { cursor } = locate(state.stream, entries, 1);
  const isThere = cursor === entries.first && !state.session.stream.window.begins;
  const onStream = state.focus === 'stream' && state.overlay.kind === 'none';
  if (onStream && isThere)
    tell(context, goTo(context, { partition: null, place: { kind: 'beginning' } }));
  else {
    if (onStream) leaveMark(context, state);
    moving(FIRST)(context, state);
  }
};

const toLast: Handler = (context, state) => {
  if (state.focus === 'stream' && state.overlay.kind === 'none') {
    leaveMark(context, state);
    state.forgetResult();
  }
  moving(LAST)(context, state);
};

const stepping =
  (step: 1 | -1): Handler =>
  (context) => {
    tell(context, stepTo(context, step) ?? `no ${step < 0 ? 'earlier' : 'later'} place to go to`);
  };

/** What every key does. That none is missing the compiler sees. */
export const HANDLERS: Readonly<Record<KeyId, Handler>> = {
  'session.retry': (context) => {
    context.session.commands.retry();
    refresh(context);
  },
  'checklist.open': openChecklist,
  'checklist.close': ({ screens }, state) => {
    if (isWayIn(state)) screens.back();
    else state.closeOverlay();
  },
  'events.filter': filterEvents,
  'events.export': exportEvents,
  'events.close': closeEvents,
  'session.pause': togglePause,
  'filter.open': (_context, state) => {
    state.openPrompt('filter', state.session.stream.filter?.text ?? '');
  },
  'search.on': searchOn,
  'search.open': openResult,
  'search.export': exportResults,
  'search.leave': leaveSearch,
  'seek.open': (_context, state) => {
    state.openPrompt('seek', '');
  },
  'seek.back': stepping(-1),
  'seek.forward': stepping(1),
  'command.open': (_context, state) => {
    state.openPrompt('command', '');
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
  'member.commit': commitShown,
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
  'move.first': toFirst,
  'move.last': toLast,
  'help.open': (_context, state) => {
    state.openHelp();
  },
  'help.close': (_context, state) => {
    state.closeOverlay();
  },
  quit: (context, state) => {
    const { program, screens } = context;
    const isZoomed = placeOf(state.places).kind === 'stream' && state.zoom.length > 0;
    const { kind } = state.overlay;
    if (kind === 'search') leaveSearch(context, state);
    else if (kind === 'events' || (kind === 'checklist' && !isWayIn(state))) state.closeOverlay();
    else if (isZoomed) state.zoomOut();
    else if (!screens.back()) program.quit('quit');
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
  'list.open': openRow,
  'list.filter': filterList,
  'list.describe': describeRow,
  'list.sortRight': sortingBy(1),
  'list.sortLeft': sortingBy(-1),
  'list.reverse': reverseOrder,
  'list.internal': (_context, state) => {
    state.toggleInternal();
  },
  'list.refresh': refreshLists,
  'list.back': leaveList,
  'group.pane': (_context, state) => {
    state.focusInGroup();
  },
  'group.reset': resetting('topic'),
  'group.resetPartition': resetting('partition'),
  'group.delete': deleteGroup,
  'change.cancel': cancelChange,
  'plan.pageDown': scrollingPlan(byPages(1)),
  'plan.pageUp': scrollingPlan(byPages(-1)),
  'prompt.apply': submitPrompt,
  'prompt.cancel': (_context, state) => {
    state.closeOverlay();
    // What is not confirmed is not done.
    state.setChange(null);
  },
  'prompt.complete': completing(1),
  'prompt.completeBack': completing(-1),
  'prompt.older': recalling(-1),
  'prompt.newer': recalling(1),
  'prompt.clear': editing({ kind: 'clear' }),
  'prompt.word': editing({ kind: 'word' }),
  'prompt.backspace': editing({ kind: 'backspace' }),
  'prompt.delete': editing({ kind: 'delete' }),
  'prompt.left': editing({ kind: 'left' }),
  'prompt.right': editing({ kind: 'right' }),
  'prompt.start': editing({ kind: 'start' }),
  'prompt.end': editing({ kind: 'end' }),
};
