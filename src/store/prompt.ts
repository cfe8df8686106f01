import { editLine, lineOf, type Edit, type LineEdit } from './line-edit.js';

/** What is being typed in the footer: of the stream, a command, of the events, or of a list and what changes in it. */
export type PromptKind =
  'filter' | 'command' | 'seek' | 'search' | 'events' | 'list' | 'reset' | 'confirm';

/** Why what was typed can't be done. It stays until the next edit. */
export interface PromptProblem {
  readonly message: string;
  readonly next: string;
  /** Where in the line it is, in UTF-16 units; null for the whole line. */
  readonly at: number | null;
}

/** What may stand in the line in place of [from, to), in UTF-16 units. */
export interface Completion {
  readonly from: number;
  readonly to: number;
  readonly candidates: readonly string[];
  /** What may stand there is being asked for: there is more to come. */
  readonly isAsked?: true;
}

export const NO_COMPLETION: Completion = { from: 0, to: 0, candidates: [] };
export const ASKED: Completion = { ...NO_COMPLETION, isAsked: true };

export interface Prompt {
  readonly kind: PromptKind;
  readonly line: LineEdit;
  readonly problem: PromptProblem | null;
  /** What is still wrong with what is being typed; nothing to worry about before it is submitted. */
  readonly unfinished: PromptProblem | null;
  /** What Tab goes through, and which of them stands in the line; -1 for what they have in common. */
  readonly completing: { readonly of: Completion; readonly index: number } | null;
  /** What was typed before somebody went through the history, and where in it they are. */
  readonly recalled: { readonly draft: string; readonly index: number } | null;
}

export function promptOf(kind: PromptKind, text: string): Prompt {
  return withLine(kind, lineOf(text));
}

function withLine(kind: PromptKind, line: LineEdit): Prompt {
  return { kind, line, problem: null, unfinished: null, completing: null, recalled: null };
}

export function edited(prompt: Prompt, edit: Edit): Prompt {
  return withLine(prompt.kind, editLine(prompt.line, afterCompletion(prompt, edit)));
}

/** Whoever has completed a field goes on with the colon that stands there already: it is not typed twice. */
function afterCompletion({ line, completing }: Prompt, edit: Edit): Edit {
  const isTwice =
    completing !== null &&
    edit.kind === 'insert' &&
    edit.text.startsWith(':') &&
    line.text[line.cursor - 1] === ':';
  return isTwice ? { kind: 'insert', text: edit.text.slice(1) } : edit;
}

/** A line of the history in place of what was typed: older with -1, newer with 1, and back to the draft. */
export function recalled(prompt: Prompt, history: readonly string[], step: 1 | -1): Prompt {
  const { draft, index } = prompt.recalled ?? { draft: prompt.line.text, index: history.length };
  const wanted = index + step;
  if (wanted < 0 || wanted > history.length) return prompt;
  const line = lineOf(history[wanted] ?? draft);
  return {
    ...promptOf(prompt.kind, ''),
    line,
    recalled: wanted === history.length ? null : { draft, index: wanted },
  };
}

/** The line with one of the candidates in it, and the cursor behind that. */
function withText({ text }: LineEdit, { from, to }: Completion, put: string): LineEdit {
  return { text: text.slice(0, from) + put + text.slice(to), cursor: from + put.length };
}

/** As much as all of them begin with. */
function commonPrefix(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  let length = first.length;
  for (const text of rest) {
    while (!text.startsWith(first.slice(0, length))) length--;
  }
  return first.slice(0, length);
}

/**
 * The first time what all candidates have in common, or the only one; from then on one candidate after the
 * other, as shells do.
 */
export function completed(prompt: Prompt, fresh: () => Completion, step: 1 | -1): Prompt {
  const current = prompt.completing;
  if (current === null) return begun(prompt, fresh(), step);
  const { candidates } = current.of;
  // A sole candidate stands in the line already: what can follow it is asked for anew.
  if (candidates.length < 2) return begun(prompt, fresh(), step);
  const before = current.index < 0 && step < 0 ? 0 : current.index;
  const index = (before + step + candidates.length) % candidates.length;
  return put(prompt, current.of, index);
}

function begun(prompt: Prompt, of: Completion, step: 1 | -1): Prompt {
  const typed = prompt.line.text.slice(of.from, of.to);
  const common = commonPrefix(of.candidates);
  if (of.candidates.length === 0) return { ...prompt, completing: { of, index: -1 } };
  if (of.candidates.length > 1 && common.length > typed.length) {
    const line = withText(prompt.line, of, common);
    const to = of.from + common.length;
    return { ...prompt, line, problem: null, completing: { of: { ...of, to }, index: -1 } };
  }
  return put(prompt, of, step > 0 ? 0 : of.candidates.length - 1);
}

function put(prompt: Prompt, of: Completion, index: number): Prompt {
  const candidate = of.candidates[index] ?? '';
  const line = withText(prompt.line, of, candidate);
  const to = of.from + candidate.length;
  return { ...prompt, line, problem: null, completing: { of: { ...of, to }, index } };
}

/** More than anybody goes back. */
const MAX_HISTORY = 100;

/** The history with one more line, the newest last; one that was there already moves to the end. */
export function remembered(history: readonly string[], text: string): readonly string[] {
  if (text.trim() === '') return history;
  return [...history.filter((other) => other !== text), text].slice(-MAX_HISTORY);
}
