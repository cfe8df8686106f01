import { NO_COMPLETION, type Completion } from '../../store/prompt.js';

/** Candidates for the word under the cursor, of those that begin with what stands before it. */
export function completeWord(
  text: string,
  cursor: number,
  candidates: readonly string[],
): Completion {
  const from = text.slice(0, cursor).search(/\S*$/);
  const typed = text.slice(from, cursor).toLowerCase();
  const fitting = candidates.filter((candidate) => candidate.toLowerCase().startsWith(typed));
  return fitting.length === 0 ? NO_COMPLETION : { from, to: cursor, candidates: fitting };
}
