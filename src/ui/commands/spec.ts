import type { KafkaTuiError } from '../../model/problem.js';
import type { Notice } from '../../model/session.js';
import type { Completion } from '../../store/prompt.js';
import type { KeyContext } from '../keys/context.js';

/** What came of a command, for the footer; nothing where the panes show it. */
export type CommandOutcome = string | Pick<Notice, 'severity' | 'text'> | undefined;

/** One command of the `:` line. */
export interface CommandSpec {
  /** Without the colon. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What may follow it, as the help shows it: `PLACE`, `[QUERY]`; empty where nothing may. */
  readonly argument: string;
  /** It means something on every screen; the others are for the messages of a topic. */
  readonly anywhere?: true;
  /** A line for the help. */
  readonly help: string;
  /**
   * What may stand in the argument: `text` is all of it, the cursor is at `cursor`; offsets count in `text`. A
   * promise where the cluster has to be asked; it rejects with a KafkaTuiError.
   */
  readonly complete?: (
    text: string,
    cursor: number,
    context: KeyContext,
  ) => Completion | Promise<Completion>;
  /** What is wrong with the argument as far as it is typed; null where nothing is. */
  readonly check?: (text: string, context: KeyContext) => KafkaTuiError | null;
  /**
   * Does it. A KafkaTuiError thrown at once keeps the prompt open and is shown there, its `next` saying what to
   * type; what a promise rejects with is shown in the footer, as the prompt is closed by then.
   */
  readonly run: (context: KeyContext, argument: string) => CommandOutcome | Promise<CommandOutcome>;
}
