import { listOf } from '../../store/lists/list-state.js';
import { placeOf } from '../../store/places.js';
import type { AppState } from '../../store/state.js';
import { canCommit } from '../membership/commit.js';
import type { KeySpec } from './spec.js';

const onStream = ({ places }: AppState) => placeOf(places).kind === 'stream';
const zoomed = (state: AppState) => onStream(state) && state.zoom.length > 0;
const paused = (state: AppState) => state.session.stream.paused;
const filtered = (state: AppState) => state.session.stream.filter !== null;
/** What can be tried again. */
const broken = ({ session: { connection } }: AppState) =>
  connection.state === 'lost' || connection.state === 'failed';
const checking = ({ overlay }: AppState) => overlay.kind === 'checklist';
/** The checklist that opened by itself: there is nothing behind it. */
const wayIn = ({ overlay }: AppState) => overlay.kind === 'checklist' && overlay.auto;
/** On a screen that another one led to. */
const visiting = ({ places }: AppState) => places.length > 1;
const canGoBack = (state: AppState) =>
  zoomed(state) || state.fromSearch || filtered(state) || visiting(state);
/** What enter opens: the focused pane, and from the whole-screen stream the message under the cursor. */
const canOpen = ({ zoom, focus }: AppState) => zoom.length === 0 || focus === 'stream';

const writable = ({ watch }: AppState) => watch?.writable === true;
const listFiltered = (state: AppState) => {
  const id = listOf(state);
  return id !== null && state.lists[id].filter !== '';
};
/** What came of a change is on screen: there is nothing left to call off. */
const isOver = (change: AppState['change']) =>
  change?.kind === 'refused' || (change?.kind === 'reset' && change.step.kind === 'partly');
/** Members and lines of a description lead nowhere. */
const leadsOn = (state: AppState) => {
  const id = listOf(state);
  return id !== 'members' && id !== 'description';
};

/** Looking at a message: in its pane, or in its pane alone. */
const reading = ({ focus }: AppState) => focus === 'detail';

/**
 * Every key, once. What keys do, the footer, the help and the README all come from this table; within a
 * scope the order is that of the footer, the most important first.
 */
export const KEYS = [
  {
    id: 'session.retry',
    keys: ['R'],
    help: 'try to reconnect now',
    category: 'Program',
    scope: 'session',
    when: broken,
    hint: () => 'retry now',
    essential: true,
  },
  {
    id: 'checklist.open',
    keys: ['K'],
    help: 'check the connection, step by step',
    category: 'Program',
    scope: 'session',
    hint: (state) => (broken(state) || checking(state) ? 'check' : null),
    essential: true,
  },
  {
    id: 'checklist.close',
    keys: ['esc', 'enter'],
    help: 'close the checklist, or go back',
    category: 'Program',
    scope: 'checklist',
    when: (state) => !wayIn(state) || visiting(state),
  },
  {
    id: 'events.filter',
    keys: ['/'],
    help: 'in the events: only those with a text',
    category: 'Program',
    scope: 'events',
    hint: () => 'filter',
  },
  {
    id: 'events.export',
    keys: ['e'],
    help: 'in the events: write them to a file',
    category: 'Program',
    scope: 'events',
    hint: () => 'export',
  },
  {
    id: 'events.close',
    keys: ['esc', 'enter'],
    help: 'remove their filter, or close the events',
    category: 'Program',
    scope: 'events',
    hint: ({ eventsFilter }) => (eventsFilter === '' ? null : 'unfilter'),
  },
  {
    id: 'list.open',
    keys: ['enter'],
    help: 'open the topic, or the group; describe the broker',
    category: 'Lists',
    scope: 'lists',
    when: leadsOn,
    hint: (state) => (listOf(state) === 'brokers' ? null : 'open'),
  },
  {
    id: 'group.pane',
    keys: ['tab'],
    help: 'members or offsets of the group',
    category: 'Lists',
    scope: 'group',
    hint: ({ groupFocus }) => (groupFocus === 'members' ? 'offsets' : 'members'),
  },
  {
    id: 'group.reset',
    keys: ['o'],
    help: 'reset the offsets of the topic (with --write)',
    category: 'Lists',
    scope: 'group',
    hint: (state) => (writable(state) ? 'reset' : null),
  },
  {
    id: 'group.resetPartition',
    keys: ['O'],
    help: 'reset the offset of this partition alone',
    category: 'Lists',
    scope: 'group',
    hint: (state) => (writable(state) ? 'reset one' : null),
  },
  {
    id: 'group.delete',
    keys: ['D'],
    help: 'delete the group (with --write)',
    category: 'Lists',
    scope: 'groups',
    hint: (state) => (writable(state) ? 'delete' : null),
  },
  {
    id: 'list.filter',
    keys: ['/'],
    help: 'show only rows with this text',
    category: 'Lists',
    scope: 'lists',
    hint: () => 'filter',
  },
  {
    id: 'list.describe',
    keys: ['d'],
    help: 'describe it: configuration, with its source',
    category: 'Lists',
    scope: 'lists',
    when: (state) => placeOf(state.places).kind !== 'description',
    hint: () => 'describe',
  },
  {
    id: 'list.sortRight',
    keys: ['>'],
    help: 'order by the next column',
    category: 'Lists',
    scope: 'lists',
    hint: () => 'sort',
  },
  {
    id: 'list.sortLeft',
    keys: ['<'],
    help: 'order by the column before',
    category: 'Lists',
    scope: 'lists',
  },
  {
    id: 'list.reverse',
    keys: ['r'],
    help: 'the other way around',
    category: 'Lists',
    scope: 'lists',
    hint: () => 'reverse',
  },
  {
    id: 'list.internal',
    keys: ['i'],
    help: "show Kafka's internal topics, or hide them",
    category: 'Lists',
    scope: 'topics',
    hint: ({ internal }) => (internal ? 'no internal' : 'internal'),
  },
  {
    id: 'list.refresh',
    keys: ['ctrl-r'],
    help: 'ask the cluster again now',
    category: 'Lists',
    scope: 'lists',
    hint: () => 'refresh',
  },
  {
    id: 'list.back',
    keys: ['esc'],
    help: 'remove the filter, or go back',
    category: 'Lists',
    scope: 'lists',
    hint: (state) => (listFiltered(state) ? 'unfilter' : null),
  },
  {
    id: 'change.cancel',
    keys: ['esc', 'q', 'enter'],
    help: 'leave a change that is not confirmed',
    category: 'Lists',
    scope: 'change',
    hint: ({ change }) => (isOver(change) ? 'close' : 'cancel'),
    essential: true,
  },
  {
    id: 'plan.pageDown',
    keys: ['pgdn'],
    help: 'further in the preview of a reset',
    category: 'Lists',
    scope: 'plan',
  },
  {
    id: 'plan.pageUp',
    keys: ['pgup'],
    help: 'back in the preview of a reset',
    category: 'Lists',
    scope: 'plan',
  },
  {
    id: 'session.pause',
    keys: ['p', 'space'],
    help: 'pause or resume; nothing is lost',
    category: 'Stream',
    scope: 'panes',
    hint: (state) => (paused(state) ? 'resume' : 'pause'),
  },
  {
    id: 'filter.open',
    keys: ['/'],
    help: 'filter by words, or by a query',
    category: 'Stream',
    scope: 'panes',
    hint: () => 'filter',
  },
  {
    id: 'back',
    keys: ['esc'],
    help: 'leave the zoom, the result or the filter; or go back',
    category: 'Screen',
    scope: 'panes',
    when: canGoBack,
    // What else it does, the hint of q says.
    hint: (state) =>
      zoomed(state) ? null : state.fromSearch ? 'results' : filtered(state) ? 'unfilter' : null,
  },
  {
    id: 'pane.open',
    keys: ['enter'],
    help: 'zoom, then open the message; right after /: search on',
    category: 'Screen',
    scope: 'panes',
    when: (state) => state.justFiltered || canOpen(state),
    hint: (state) => (state.justFiltered ? 'search on' : zoomed(state) ? 'open' : 'zoom'),
  },
  {
    id: 'pane.next',
    keys: ['tab'],
    help: 'next pane',
    category: 'Screen',
    scope: 'panes',
    hint: (state) => (broken(state) ? null : 'pane'),
    essential: true,
  },
  {
    id: 'command.open',
    keys: [':'],
    help: 'a command; tab completes it',
    category: 'Program',
    scope: 'screens',
    hint: () => 'command',
  },
  {
    id: 'stream.follow',
    keys: ['f'],
    help: 'follow the newest, or stop that',
    category: 'Stream',
    scope: 'panes',
    hint: ({ stream }) => (stream.following ? null : 'follow'),
  },
  {
    id: 'member.commit',
    keys: ['C'],
    help: 'as a member: commit up to here',
    category: 'Stream',
    scope: 'panes',
    when: canCommit,
    hint: ({ session }) => (session.membership?.commits === 'manual' ? 'commit' : null),
  },
  {
    id: 'search.on',
    keys: ['ctrl-f'],
    help: 'search on from here to the end, with the filter',
    category: 'Stream',
    scope: 'panes',
    hint: (state) => (filtered(state) && !state.justFiltered ? 'search on' : null),
  },
  {
    id: 'search.open',
    keys: ['enter'],
    help: 'in a search: the stream around the result',
    category: 'Stream',
    scope: 'search',
    hint: ({ session }) => ((session.search?.kept ?? 0) > 0 ? 'open around it' : null),
  },
  {
    id: 'search.export',
    keys: ['e'],
    help: 'in a search: write what it found to a file',
    category: 'Stream',
    scope: 'search',
    when: ({ session }) => (session.search?.kept ?? 0) > 0,
    hint: ({ session }) => ((session.search?.beyond ?? 0) > 0 ? 'write all' : 'export'),
  },
  {
    id: 'search.leave',
    keys: ['esc'],
    help: 'in a search: stop it and keep what was found; again: back',
    category: 'Stream',
    scope: 'search',
    hint: ({ session }) =>
      session.search?.state.state === 'searching' || session.search?.state.state === 'opening'
        ? 'stop'
        : 'back',
    essential: true,
  },
  {
    id: 'seek.open',
    keys: ['s'],
    help: 'seek: go anywhere in the topic',
    category: 'Stream',
    scope: 'panes',
    hint: () => 'seek',
  },
  {
    id: 'seek.back',
    keys: ['['],
    help: 'back to the place before',
    category: 'Stream',
    scope: 'panes',
  },
  {
    id: 'seek.forward',
    keys: [']'],
    help: 'forward again',
    category: 'Stream',
    scope: 'panes',
  },
  {
    id: 'match.next',
    keys: ['n'],
    help: 'next match, in the stream or the message',
    category: 'Stream',
    scope: 'panes',
    when: filtered,
    hint: () => 'next match',
  },
  {
    id: 'match.previous',
    keys: ['N'],
    help: 'previous match',
    category: 'Stream',
    scope: 'panes',
    when: filtered,
  },
  {
    id: 'detail.wrap',
    keys: ['w'],
    help: 'wrap long lines, or cut them',
    category: 'Message',
    scope: 'panes',
    hint: (state) => (reading(state) ? (state.wrap ? 'unwrap' : 'wrap') : null),
  },
  {
    id: 'detail.hex',
    keys: ['x'],
    help: 'bytes in hex, or decoded',
    category: 'Message',
    scope: 'panes',
    hint: (state) => (reading(state) ? (state.hex ? 'decoded' : 'hex') : null),
  },
  {
    id: 'detail.left',
    keys: ['h', 'left'],
    help: 'scroll long lines to the left',
    category: 'Message',
    scope: 'detail',
    when: ({ wrap }) => !wrap,
  },
  {
    id: 'detail.right',
    keys: ['l', 'right'],
    help: 'scroll long lines to the right',
    category: 'Message',
    scope: 'detail',
    when: ({ wrap }) => !wrap,
  },
  {
    id: 'pane.previous',
    keys: ['shift-tab'],
    help: 'previous pane',
    category: 'Screen',
    scope: 'panes',
  },
  { id: 'move.down', keys: ['j', 'down'], help: 'down', category: 'Move', scope: 'moving' },
  { id: 'move.up', keys: ['k', 'up'], help: 'up', category: 'Move', scope: 'moving' },
  { id: 'move.pageDown', keys: ['pgdn'], help: 'a page down', category: 'Move', scope: 'moving' },
  { id: 'move.pageUp', keys: ['pgup'], help: 'a page up', category: 'Move', scope: 'moving' },
  {
    id: 'move.halfDown',
    keys: ['ctrl-d'],
    help: 'half a page down',
    category: 'Move',
    scope: 'moving',
  },
  {
    id: 'move.halfUp',
    keys: ['ctrl-u'],
    help: 'half a page up',
    category: 'Move',
    scope: 'moving',
  },
  {
    id: 'move.first',
    keys: ['g', 'home'],
    help: 'to the first; again: to the beginning of the topic',
    category: 'Move',
    scope: 'moving',
  },
  {
    id: 'move.last',
    keys: ['G', 'end'],
    help: 'to the last; in the stream: follow',
    category: 'Move',
    scope: 'moving',
  },
  {
    id: 'help.close',
    keys: ['esc', '?', 'q', 'enter'],
    help: 'close the help',
    category: 'Program',
    scope: 'help',
    hint: () => 'close',
    essential: true,
  },
  {
    id: 'help.open',
    keys: ['?'],
    help: 'all keys',
    category: 'Program',
    scope: 'screens',
    hint: () => 'help',
    essential: true,
  },
  {
    id: 'quit',
    keys: ['q'],
    help: 'leave the zoom, go back, or quit',
    category: 'Program',
    scope: 'screens',
    hint: (state) =>
      state.overlay.kind === 'search'
        ? null
        : (checking(state) && !wayIn(state)) || state.overlay.kind === 'events'
          ? 'close'
          : zoomed(state) || visiting(state)
            ? 'back'
            : 'quit',
    essential: true,
  },
  {
    id: 'quit.now',
    keys: ['ctrl-c'],
    help: 'quit at once',
    category: 'Program',
    scope: 'always',
  },
  {
    id: 'screen.redraw',
    keys: ['ctrl-l'],
    help: 'draw the screen anew',
    category: 'Screen',
    scope: 'always',
  },
  {
    id: 'screen.suspend',
    keys: ['ctrl-z'],
    help: 'suspend; fg brings it back',
    category: 'Program',
    scope: 'always',
  },
  {
    id: 'prompt.apply',
    keys: ['enter'],
    help: 'do it; an empty line removes the filter',
    category: 'While typing',
    scope: 'prompt',
    hint: ({ overlay }) =>
      overlay.kind === 'prompt' && overlay.prompt.kind === 'filter' ? 'apply' : 'go',
  },
  {
    id: 'prompt.complete',
    keys: ['tab'],
    help: 'complete; again: the next that fits',
    category: 'While typing',
    scope: 'prompt',
    hint: ({ overlay }) =>
      overlay.kind === 'prompt' && overlay.prompt.kind !== 'filter' ? 'complete' : null,
  },
  {
    id: 'prompt.completeBack',
    keys: ['shift-tab'],
    help: 'the one before that fits',
    category: 'While typing',
    scope: 'prompt',
  },
  {
    id: 'prompt.older',
    keys: ['up', 'ctrl-p'],
    help: 'what was typed before',
    category: 'While typing',
    scope: 'prompt',
  },
  {
    id: 'prompt.newer',
    keys: ['down', 'ctrl-n'],
    help: 'what was typed after that',
    category: 'While typing',
    scope: 'prompt',
  },
  {
    id: 'prompt.cancel',
    keys: ['esc'],
    help: 'leave it as it was',
    category: 'While typing',
    scope: 'prompt',
    hint: () => 'cancel',
  },
  {
    id: 'prompt.clear',
    keys: ['ctrl-u'],
    help: 'delete to the start of the line',
    category: 'While typing',
    scope: 'prompt',
    hint: () => 'clear',
  },
  {
    id: 'prompt.word',
    keys: ['ctrl-w'],
    help: 'delete the word before the cursor',
    category: 'While typing',
    scope: 'prompt',
  },
  {
    id: 'prompt.backspace',
    keys: ['backspace'],
    help: 'delete the character before the cursor',
    category: 'While typing',
    scope: 'prompt',
  },
  {
    id: 'prompt.delete',
    keys: ['delete', 'ctrl-d'],
    help: 'delete the character under the cursor',
    category: 'While typing',
    scope: 'prompt',
  },
  {
    id: 'prompt.left',
    keys: ['left', 'ctrl-b'],
    help: 'left',
    category: 'While typing',
    scope: 'prompt',
  },
  {
    id: 'prompt.right',
    keys: ['right', 'ctrl-f'],
    help: 'right',
    category: 'While typing',
    scope: 'prompt',
  },
  {
    id: 'prompt.start',
    keys: ['home', 'ctrl-a'],
    help: 'to the start',
    category: 'While typing',
    scope: 'prompt',
  },
  {
    id: 'prompt.end',
    keys: ['end', 'ctrl-e'],
    help: 'to the end',
    category: 'While typing',
    scope: 'prompt',
  },
] as const satisfies readonly KeySpec[];

export type KeyId = (typeof KEYS)[number]['id'];
