import { parseTarget } from '../../model/parse-place.js';
import type { Completion } from '../../store/prompt.js';
import type { KeyContext } from '../keys/context.js';
import { goTo } from '../keys/seeking.js';
import type { CommandOutcome } from './spec.js';
import { completeWord } from './words.js';

const WORDS = ['beginning', 'end', 'today ', 'yesterday '];

export function completePlace(text: string, cursor: number): Completion {
  // Behind `1:` the same words fit.
  const from = text.slice(0, cursor).lastIndexOf(':') + 1;
  const inner = completeWord(text.slice(from), cursor - from, WORDS);
  return { ...inner, from: inner.from + from, to: inner.to + from };
}

/** Throws a KafkaTuiError that says what to type where that is no place. */
export function seekTo(context: KeyContext, text: string): Promise<CommandOutcome> {
  const { topic } = context.store.getState().session;
  return goTo(context, parseTarget(text, topic, context.program.now()));
}
