import type { Entry } from '../../model/message.js';
import type { Around, SeekTarget } from '../../model/seek.js';
import { left, spotOf, stepped, targetOf } from '../../store/jumps.js';
import { selectedEntry } from '../../store/selectors.js';
import { entriesOf } from '../../store/stream-slice.js';
import { streamRows } from '../app-layout.js';
import type { CommandOutcome } from '../commands/spec.js';
import type { Handler, KeyContext } from './context.js';
import { refresh } from './refresh.js';

/** What a journey is for, and what is said of it. */
interface Journey {
  readonly told?: (around: Around) => string;
  /** To a result of a search: from there the way back leads to the results. */
  readonly isResult?: true;
}

/** Goes to a place, and remembers where one was; resolves with what there is to say of it. */
export function goTo(context: KeyContext, target: SeekTarget): Promise<CommandOutcome> {
  return leave(context, target);
}

export function goToResult(context: KeyContext, target: SeekTarget): Promise<CommandOutcome> {
  return leave(context, target, { isResult: true });
}

async function leave(
  context: KeyContext,
  target: SeekTarget,
  journey: Journey = {},
): Promise<CommandOutcome> {
  const state = context.store.getState();
  const jumps = left(state.jumps, spotOf(state));
  const outcome = await seek(context, target, journey);
  // Only what can be read is a place one was at.
  state.setJumps(jumps);
  return outcome;
}

async function seek(
  context: KeyContext,
  target: SeekTarget,
  { told, isResult }: Journey = {},
): Promise<CommandOutcome> {
  const { store, session } = context;
  const outcome = await session.commands.seek(target);
  if (outcome === null) return undefined;
  if (isResult !== true) store.getState().forgetResult();
  store.getState().takeSnapshot(session.current(), context.program.now());
  const state = store.getState();
  if (outcome.select === null) state.followNewest();
  else state.select(outcome.select, streamRows(state));
  if (outcome.note !== null) return { severity: 'odd', text: outcome.note };
  return outcome.around ? told?.(outcome.around) : undefined;
}

/** One step through the places one was at; undefined where there is none that way. */
export function stepTo(context: KeyContext, step: 1 | -1): Promise<CommandOutcome> | undefined {
  const state = context.store.getState();
  const next = stepped(state.jumps, spotOf(state), step);
  if (next === null) return undefined;
  state.setJumps(next.jumps);
  return seek(context, targetOf(next.to));
}

/** Everything around a message by time, so many ms to both sides, in all partitions and whatever is filtered. */
export async function goAround(
  context: KeyContext,
  { partition, offset }: Pick<Entry, 'partition' | 'offset'>,
  around: number,
  told: (around: Around) => string,
): Promise<CommandOutcome> {
  const state = context.store.getState();
  const jumps = left(state.jumps, spotOf(state));
  if (state.session.stream.filter !== null) context.session.commands.filter(null);
  refresh(context);
  const target: SeekTarget = { partition, place: { kind: 'offset', offset }, around };
  const outcome = await seek(context, target, { told });
  context.store.getState().setJumps(jumps);
  return outcome;
}

/** Before going to one of the ends: the place that is left can be come back to. */
export const leaveMark: Handler = (_context, state) => {
  state.setJumps(left(state.jumps, spotOf(state)));
};

/**
 * Puts a filter in force, or none. Whoever stands on a message stays on it: where what is kept without the
 * filter does not hold it, the stream goes there.
 */
export function setFilter(
  context: KeyContext,
  text: string | null,
): Promise<CommandOutcome> | undefined {
  const before = context.store.getState();
  const entry = before.stream.following ? undefined : selectedEntry(before);
  context.session.commands.filter(text);
  before.forgetResult();
  refresh(context);
  if (text !== null || entry === undefined) return undefined;
  const entries = entriesOf(context.store.getState());
  const kept = entries.get(entries.indexOf(entry.arrival));
  if (kept?.partition === entry.partition && kept.offset === entry.offset) return undefined;
  const { partition, offset } = entry;
  return seek(context, { partition, place: { kind: 'offset', offset } });
}
