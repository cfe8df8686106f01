import { QueryError } from '../../filter/query-error.js';
import { KafkaTuiError } from '../../model/problem.js';
import type { Edit } from '../../store/line-edit.js';
import {
  ASKED,
  type Completion,
  type Prompt,
  type PromptKind,
  type PromptProblem,
} from '../../store/prompt.js';
import type { Handler, KeyContext } from '../keys/context.js';
import { tell } from '../keys/tell.js';
import { PROMPTS } from './prompts.js';

export function editing(change: Edit): Handler {
  return (context, state) => {
    state.edit(change);
    checkLine(context);
  };
}

export function recalling(step: 1 | -1): Handler {
  return (context, state) => {
    state.recall(step);
    checkLine(context);
  };
}

export function completing(step: 1 | -1): Handler {
  return (context, state) => {
    if (state.overlay.kind !== 'prompt') return;
    const { kind, line } = state.overlay.prompt;
    state.complete(() => {
      const completion = PROMPTS[kind].complete(line.text, line.cursor, context);
      if (!(completion instanceof Promise)) return completion;
      void completeLater(context, completion, { kind, line, step });
      return ASKED;
    }, step);
    checkLine(context);
  };
}

/** Puts what the cluster has answered into the line, unless something else was typed or opened meanwhile. */
async function completeLater(
  context: KeyContext,
  asked: Promise<Completion>,
  { kind, line, step }: Pick<Prompt, 'kind' | 'line'> & { readonly step: 1 | -1 },
): Promise<void> {
  const isWaiting = (): boolean => {
    const { overlay } = context.store.getState();
    return (
      overlay.kind === 'prompt' && overlay.prompt.kind === kind && overlay.prompt.line === line
    );
  };
  try {
    const completion = await asked;
    if (!isWaiting()) return;
    context.store.getState().complete(() => completion, step);
    checkLine(context);
  } catch (error) {
    if (!(error instanceof KafkaTuiError)) context.program.fail(error);
    else if (isWaiting()) context.store.getState().refuse(problemOf(error, line.text));
  }
  context.program.draw();
}

/** What is wrong so far is shown while it is typed, and stops nobody from typing on. */
function checkLine(context: KeyContext): void {
  const state = context.store.getState();
  const { overlay } = state;
  if (overlay.kind !== 'prompt') return;
  const { kind, line } = overlay.prompt;
  const mistake = PROMPTS[kind].check?.(line.text, context) ?? null;
  if (mistake !== null || overlay.prompt.unfinished !== null)
    state.doubt(mistake === null ? null : problemOf(mistake, line.text));
}

/** Does what was typed. What can't be done stays in the prompt, with the reason. */
export const submitPrompt: Handler = (context, state) => {
  if (state.overlay.kind !== 'prompt') return;
  const { kind, line } = state.overlay.prompt;
  submit(context, kind, line.text);
};

function submit(context: KeyContext, kind: PromptKind, text: string): void {
  const state = context.store.getState();
  const { overlay } = state;
  if (PROMPTS[kind].forgets !== true) state.remember(kind, text);
  try {
    const mistake = PROMPTS[kind].check?.(text, context) ?? null;
    if (mistake !== null) throw mistake;
    const outcome = PROMPTS[kind].submit(text, context);
    // What was typed may have opened something else in its place.
    if (context.store.getState().overlay === overlay) state.closeOverlay();
    tell(context, outcome);
  } catch (error) {
    if (!(error instanceof KafkaTuiError)) throw error;
    state.refuse(problemOf(error, text));
  }
}

/** A query may be a part of the line only: behind the command that it is for. */
function problemOf(error: KafkaTuiError, line: string): PromptProblem {
  const before = error instanceof QueryError ? line.indexOf(error.query) : -1;
  const at = error instanceof QueryError && before >= 0 ? before + error.column : null;
  return { message: error.message, next: error.next, at };
}
