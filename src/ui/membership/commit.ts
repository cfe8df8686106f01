import { KafkaTuiError } from '../../model/problem.js';
import type { CommitAnswer } from '../../model/membership.js';
import type { Notice } from '../../model/session.js';
import { slotWords } from '../../model/slot.js';
import { selectedEntry } from '../../store/selectors.js';
import type { AppState } from '../../store/state.js';
import type { Handler, KeyContext } from '../keys/context.js';

/** A member that may commit when it is told to. */
export function canCommit({ session }: AppState): boolean {
  const { membership } = session;
  return membership !== null && membership.commits !== 'none';
}

/**
 * Commits up to the message under the cursor, or all that was shown while the newest is followed, or where commits
 * go by themselves. Says at once that it was asked for, and then what the broker said.
 */
export const commitShown: Handler = (context, state) => {
  const { membership } = state.session;
  if (membership === null) return;
  const isSelected = membership.commits === 'manual' && !state.stream.following;
  const arrival = isSelected ? (selectedEntry(state)?.arrival ?? null) : null;
  tell(context, 'info', 'committing: waiting for the broker');
  void context.session.commands
    .commit(arrival)
    .then(
      (answer) => {
        const isGood = answer.refused.length === 0;
        tell(context, isGood ? 'info' : 'bad', answerWords(answer, membership.topics));
      },
      (error: unknown) => {
        if (error instanceof KafkaTuiError) tell(context, 'bad', error.message);
        else context.program.fail(error);
      },
    )
    .then(() => {
      context.program.draw();
    });
};

/** `committed 0 at 42, 1 at 17 in 3 ms` */
export function answerWords(
  { committed, refused, tookMs }: CommitAnswer,
  topics: readonly string[],
): string {
  const done = committed.map(
    ({ partition, offset }) => `${slotWords(partition, topics)} at ${offset.toString()}`,
  );
  const not = refused.map(
    ({ partition, reason }) => `${slotWords(partition, topics)} was refused: ${reason}`,
  );
  if (done.length + not.length === 0) return 'nothing to commit yet';
  const words =
    done.length === 0 ? [] : [`committed ${done.join(', ')} in ${Math.round(tookMs)} ms`];
  return [...words, ...not].join('; ');
}

function tell({ store, program }: KeyContext, severity: Notice['severity'], text: string): void {
  store.getState().tell({ at: program.now(), severity, text });
}
