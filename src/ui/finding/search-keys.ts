import { existsSync } from 'node:fs';
import { KafkaTuiError, EXIT } from '../../model/problem.js';
import type { SearchRange } from '../../model/search.js';
import { parseTime } from '../../model/times.js';
import { clamp, rowsOf, type Motion } from '../../store/motion.js';
import type { AppState } from '../../store/state.js';
import { entriesOf } from '../../store/stream-slice.js';
import { locate } from '../../store/stream-view.js';
import { layoutFor, overlayRect } from '../app-layout.js';
import type { Handler, KeyContext } from '../keys/context.js';
import { refresh } from '../keys/refresh.js';
import { goToResult } from '../keys/seeking.js';
import { tell } from '../keys/tell.js';
import type { CommandOutcome } from '../commands/spec.js';
import { plural } from '../parts/numbers.js';
import { parseSearch } from './search-line.js';
import { searchRows } from './search-pane.js';

/** In the directory that the program was started in: the first of these names that is not taken. */
export function freeResultFile(isTaken: (path: string) => boolean = existsSync): string {
  let path = 'kafka-tui-results.jsonl';
  for (let number = 2; isTaken(path); number++) path = `kafka-tui-results-${number}.jsonl`;
  return path;
}

const WHOLE: SearchRange = { kind: 'topic' };

/** Throws a KafkaTuiError where the text is no query, or searching is not possible. */
export function startSearch(
  context: KeyContext,
  text: string,
  range: SearchRange,
  writeTo: string | null = null,
): void {
  context.session.commands.search(text, range, writeTo);
  refresh(context);
  context.store.getState().openSearch('first');
}

/**
 * From the message under the cursor on, in each partition from its next one on that is loaded, or from where
 * reading stands. Who follows the newest stands at the end, so that the whole topic is meant.
 */
export function rangeFromHere(state: AppState): SearchRange {
  if (state.stream.following) return WHOLE;
  const entries = entriesOf(state);
  const { cursor } = locate(state.stream, entries, 1);
  if (cursor < 0) return WHOLE;
  const offsets = new Map<number, bigint>();
  for (let index = cursor; index < entries.end; index++) {
    const entry = entries.get(index);
    if (entry && !offsets.has(entry.partition)) offsets.set(entry.partition, entry.offset);
  }
  for (const { partition, next } of state.session.partitions) {
    if (!offsets.has(partition)) offsets.set(partition, next);
  }
  return { kind: 'from', offsets };
}

/** Where searching is not possible the footer says so. */
function searchFor(context: KeyContext, text: string, range: SearchRange): void {
  try {
    startSearch(context, text, range);
  } catch (error) {
    if (!(error instanceof KafkaTuiError)) throw error;
    tell(context, { severity: 'bad', text: `${error.message}: ${error.next}` });
  }
}

/** On with the filter in force; without one, what was found before, or a prompt for what to search. */
export const searchOn: Handler = (context, state) => {
  const { search, stream } = state.session;
  if (stream.filter !== null) searchFor(context, stream.filter.text, rangeFromHere(state));
  else if (search !== null) state.openSearch();
  else state.openPrompt('search', '');
};

/**
 * `QUERY` in the whole topic, or `FROM..TO QUERY`, with every match written to a file where ` > FILE` ends it;
 * without anything, what was found before.
 */
export function searchCommand(context: KeyContext, typed: string): undefined {
  const { times, query, file } = parseSearch(typed);
  const state = context.store.getState();
  if (query === '') {
    if (state.session.search === null) throw wrong('nothing was searched yet', 'type a query');
    state.openSearch();
    return undefined;
  }
  const now = context.program.now();
  const range: SearchRange =
    times === null
      ? WHOLE
      : { kind: 'time', from: timeOf(times.from, now), to: timeOf(times.to, now) };
  startSearch(context, query, range, file);
  return undefined;
}

function timeOf(text: string, now: number): number | null {
  if (text === '') return null;
  const time = parseTime(text, now);
  if (time === null) throw wrong(`"${text}" is not a time`, 'type -1h.. or 2026-11-20..2026-11-21');
  return time;
}

function wrong(message: string, next: string): KafkaTuiError {
  return new KafkaTuiError({ code: 'USAGE', message, next, exitCode: EXIT.usage });
}

export function moveSearch(state: AppState, motion: Motion, cursor: number): void {
  const layout = layoutFor(state);
  const rect = layout.kind === 'panes' ? overlayRect(layout) : null;
  const count = state.session.search?.kept ?? 0;
  if (rect === null) return;
  const by = rowsOf(motion, { count, visible: searchRows(rect, state.columns) });
  state.scrollSearch(clamp(cursor + by, 0, Math.max(0, count - 1)));
}

/** The command with a name to begin with: where to is the user's to say. */
export const exportResults: Handler = (_context, state) => {
  if (state.session.search !== null) state.openPrompt('command', `save ${freeResultFile()}`);
};

/** `FILE`: writes what was found there; with more found than are kept, by searching again. */
export async function saveCommand(context: KeyContext, file: string): Promise<CommandOutcome> {
  const { session, store } = context;
  let written: number | null;
  try {
    if (file === '') throw wrong('where to?', 'name a file that is not there yet');
    written = await session.commands.exportSearch(file);
  } catch (error) {
    if (!(error instanceof KafkaTuiError) || !askAgain(store.getState(), file, error)) throw error;
    return undefined;
  }
  refresh(context);
  if (written === null) {
    store.getState().openSearch('first');
    return `searching again: every match goes to ${file}`;
  }
  const isUnderWay = UNDER_WAY.has(session.current().search?.state.state ?? '');
  const sofar = isUnderWay ? ', all that was found so far' : '';
  return `${plural(written, 'message')} written to ${file}${sofar}`;
}

/** Over the results the name can be put right where it was typed; says whether that is so. */
function askAgain(state: AppState, file: string, { message, next }: KafkaTuiError): boolean {
  if (state.overlay.kind !== 'search') return false;
  state.openPrompt('command', `save ${file}`);
  state.refuse({ message, next, at: null });
  return true;
}

/** Opens the stream around the result. The search goes on, and its results stay. */
export const openResult: Handler = (context, state) => {
  const { search } = state.session;
  if (state.overlay.kind !== 'search' || search === null) return;
  const entry = search.entries[clamp(state.searchCursor, 0, Math.max(0, search.kept - 1))];
  if (entry === undefined) return;
  state.leaveForResult();
  const { partition, offset } = entry;
  tell(context, goToResult(context, { partition, place: { kind: 'offset', offset } }));
};

const UNDER_WAY = new Set(['opening', 'searching', 'lost']);

/** Stops the search and keeps what it has found; once it is over, leads back to the stream. */
export const leaveSearch: Handler = (context, state) => {
  const { search } = state.session;
  if (search !== null && UNDER_WAY.has(search.state.state)) {
    context.session.commands.stopSearch();
    refresh(context);
  } else state.closeSearch();
};
