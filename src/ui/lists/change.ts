import { EXIT, KafkaTuiError } from '../../model/problem.js';
import type { ResetPlan } from '../../model/watch.js';
import type { Change, Deleting, Resetting } from '../../store/lists-slice.js';
import { listOf } from '../../store/lists/list-state.js';
import { type Motion, scrolled } from '../../store/motion.js';
import { placeOf } from '../../store/places.js';
import type { AppState } from '../../store/state.js';
import type { CommandOutcome } from '../commands/spec.js';
import type { Handler, KeyContext } from '../keys/context.js';
import { plural } from '../parts/numbers.js';
import { bodyRect } from './list-layout.js';
import { selectedName, selectedRow } from './looking.js';
import { planExtent } from './plan-lines.js';
import { parseResetTo } from './reset-to.js';

function tell({ store, program }: KeyContext, text: string): void {
  store.getState().tell({ at: program.now(), severity: 'odd', text });
}

/** Only what was started with `--write` may even prepare a change. */
function mayWrite(context: KeyContext, state: AppState, what: string): boolean {
  if (state.watch?.writable === true) return true;
  tell(context, `${what} needs --write: start kafka-tui with it; nothing was sent`);
  return false;
}

/** Begins a reset: of the topic under the cursor, or of the one partition. */
export function resetting(scope: 'topic' | 'partition'): Handler {
  return (context, state) => {
    const place = placeOf(state.places);
    if (place.kind !== 'group' || !mayWrite(context, state, 'resetting offsets')) return;
    const row = selectedRow(state, 'partitions', context.drawing.orders);
    if (row === undefined) {
      tell(context, 'there are no offsets here that could be reset');
      return;
    }
    const { topic } = row;
    const partition = scope === 'topic' ? null : row.partition;
    state.setChange({
      ...{ kind: 'reset', group: place.id, topic, partition },
      step: { kind: 'asked' },
    });
    state.openPrompt('reset', '');
  };
}

/** Begins to delete the group on screen, or the one under the cursor. */
export const deleteGroup: Handler = (context, state) => {
  const place = placeOf(state.places);
  const group =
    place.kind === 'group'
      ? place.id
      : listOf(state) === 'groups'
        ? selectedName(state, 'groups', context.drawing.orders)
        : undefined;
  if (group === undefined || !mayWrite(context, state, 'deleting a group')) return;
  state.setChange({ kind: 'delete', group, applying: false });
  state.openPrompt('confirm', '');
};

/** Takes the change off the screen. What has left the program already is told when it is answered. */
export const cancelChange: Handler = (_context, state) => {
  state.setChange(null);
};

function refused(message: string, next: string): KafkaTuiError {
  return new KafkaTuiError({ code: 'USAGE', message, next, exitCode: EXIT.usage });
}

/** Where to was typed: asks what that would do. Throws a KafkaTuiError on what is no place. */
export function submitReset(
  text: string,
  context: KeyContext,
): CommandOutcome | Promise<CommandOutcome> {
  const { change } = context.store.getState();
  if (change?.kind !== 'reset') return undefined;
  const to = parseResetTo(text, context.program.now());
  return plan(context, { ...change, step: { kind: 'planning', to } });
}

async function plan(context: KeyContext, change: Resetting): Promise<CommandOutcome> {
  const { store, screens } = context;
  if (change.step.kind !== 'planning') return undefined;
  const { group, topic, partition } = change;
  store.getState().setChange(change);
  try {
    const { commands } = screens.watch();
    const made = await commands.planReset(group, topic, partition, change.step.to);
    // Taken off the screen meanwhile.
    if (store.getState().change !== change) return undefined;
    if (made.rows.length === 0) {
      store.getState().setChange(null);
      return { severity: 'odd', text: nothingToReset(made) };
    }
    store.getState().setChange({ ...change, step: { kind: 'planned', plan: made, top: 0 } });
    store.getState().openPrompt('confirm', '');
    return undefined;
  } catch (error) {
    refusedBy(error, context, change);
    return undefined;
  }
}

/** Says it where the change stands; the footer says it where that was left meanwhile. */
function refusedBy(error: unknown, { store }: KeyContext, change: Change): void {
  const isShown = store.getState().change === change;
  if (!isShown || !(error instanceof KafkaTuiError)) throw error;
  store.getState().setChange({ kind: 'refused', group: change.group, problem: error });
}

function nothingToReset({ left }: ResetPlan): string {
  const [first] = left;
  return first === undefined
    ? 'there is nothing to reset'
    : `nothing to reset: ${first.topic}:${first.partition} ${first.why}`;
}

/** Goes through the rows of a preview, or of what came of it. */
export function scrollingPlan(motion: Motion): Handler {
  return (context, state) => {
    const { change } = state;
    if (change?.kind !== 'reset') return;
    const { step } = change;
    if (step.kind !== 'planned' && step.kind !== 'partly') return;
    const extent = planExtent(step, bodyRect(state.size), context.drawing.theme);
    const top = scrolled(step.top, motion, extent);
    state.setChange({ ...change, step: { ...step, top } });
  };
}

function takeOff({ store }: KeyContext, change: Change): void {
  if (store.getState().change === change) store.getState().setChange(null);
}

/** As far as it can be typed: control characters become blanks in a prompt. */
function typable(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
}

/** The group's name was typed: does it. Throws a KafkaTuiError on another name. */
export function submitConfirmation(
  text: string,
  context: KeyContext,
): CommandOutcome | Promise<CommandOutcome> {
  const { change } = context.store.getState();
  if (change === null || change.kind === 'refused') return undefined;
  if (change.group === '') {
    throw refused('a group without a name cannot be confirmed', 'leave with esc');
  }
  if (text !== typable(change.group)) {
    throw refused('this is not the name of the group', 'type it as it is, or leave with esc');
  }
  if (change.kind === 'delete') return remove(context, { ...change, applying: true });
  const { step } = change;
  if (step.kind !== 'planned') return undefined;
  return apply(context, { ...change, step: { kind: 'applying', plan: step.plan } }, step.plan);
}

async function apply(
  context: KeyContext,
  change: Resetting,
  wanted: ResetPlan,
): Promise<CommandOutcome> {
  const { store, screens } = context;
  store.getState().setChange(change);
  try {
    const refused = await screens.watch().commands.applyReset(wanted);
    const { length } = wanted.rows;
    const [first] = refused;
    if (first === undefined) {
      takeOff(context, change);
      return `${plural(length, 'offset')} of ${wanted.group} reset`;
    }
    if (store.getState().change === change) {
      const step = { kind: 'partly', plan: wanted, refused, top: 0 } as const;
      store.getState().setChange({ ...change, step });
    }
    const where = `${first.topic}:${first.partition} ${first.why}`;
    const some = `${refused.length} of ${plural(length, 'offset')}`;
    return { severity: 'bad', text: `${some} of ${wanted.group} not reset: ${where}` };
  } catch (error) {
    refusedBy(error, context, change);
    return undefined;
  }
}

async function remove(context: KeyContext, change: Deleting): Promise<CommandOutcome> {
  const { store, screens } = context;
  store.getState().setChange(change);
  try {
    await screens.watch().commands.deleteGroup(change.group);
    const place = placeOf(store.getState().places);
    if (place.kind === 'group' && place.id === change.group) screens.back();
    takeOff(context, change);
    return `group ${change.group} deleted`;
  } catch (error) {
    refusedBy(error, context, change);
    return undefined;
  }
}
