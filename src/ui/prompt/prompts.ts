import type { KafkaTuiError } from '../../model/problem.js';
import { NO_COMPLETION, type Completion, type PromptKind } from '../../store/prompt.js';
import { checkCommand, completeCommand, runCommand } from '../commands/command-line.js';
import type { CommandOutcome } from '../commands/spec.js';
import type { KeyContext } from '../keys/context.js';
import { submitConfirmation, submitReset } from '../lists/change.js';
import { applyListFilter } from '../lists/list-keys.js';
import { completeResetTo } from '../lists/reset-to.js';
import { checkQuery, completeFilter } from './fields.js';
import { rangeFromHere, startSearch } from '../finding/search-keys.js';
import { setFilter } from '../keys/seeking.js';
import { completePlace, seekTo } from '../commands/seek.js';

/** A kind of prompt: what stands before the line, and what is done with it. */
interface PromptSpec {
  readonly label: string;
  /** What is typed here is not offered again. */
  readonly forgets?: true;
  readonly complete: (
    text: string,
    cursor: number,
    context: KeyContext,
  ) => Completion | Promise<Completion>;
  /** What would be wrong with it if it were submitted; asked after every key. */
  readonly check?: (text: string, context: KeyContext) => KafkaTuiError | null;
  /** Throws a KafkaTuiError to stay open and say what is wrong. */
  readonly submit: (text: string, context: KeyContext) => CommandOutcome | Promise<CommandOutcome>;
}

export const PROMPTS: Readonly<Record<PromptKind, PromptSpec>> = {
  filter: {
    label: ' filter: ',
    complete: completeFilter,
    check: checkQuery,
    // The filter that is in force already: what is kept is known, the search goes on from there.
    submit: (text, context) => {
      const state = context.store.getState();
      if (text !== '' && text === state.session.stream.filter?.text) {
        startSearch(context, text, rangeFromHere(state));
        return undefined;
      }
      state.setJustFiltered(text !== '');
      return setFilter(context, text === '' ? null : text);
    },
  },
  search: {
    label: ' search: ',
    complete: completeFilter,
    check: checkQuery,
    submit: (text, context) => {
      if (text !== '') startSearch(context, text, rangeFromHere(context.store.getState()));
      return undefined;
    },
  },
  seek: {
    label: ' seek: ',
    complete: completePlace,
    submit: (text, context) => seekTo(context, text),
  },
  events: {
    label: ' events with: ',
    complete: () => NO_COMPLETION,
    submit: (text, { store }) => {
      store.getState().filterEvents(text);
      return undefined;
    },
  },
  command: { label: ' :', complete: completeCommand, check: checkCommand, submit: runCommand },
  list: { label: ' filter: ', complete: () => NO_COMPLETION, submit: applyListFilter },
  reset: { label: ' reset to: ', complete: completeResetTo, submit: submitReset },
  confirm: {
    label: ' name of the group: ',
    // Nothing helps to type it: that is what it is for.
    forgets: true,
    complete: () => NO_COMPLETION,
    submit: submitConfirmation,
  },
};
