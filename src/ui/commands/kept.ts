import { KafkaTuiError } from '../../model/problem.js';
import type { CommandOutcome } from './spec.js';

/** What to say of a choice: that it holds, and where it is kept or why it is not. */
export async function kept(what: string, written: Promise<string>): Promise<CommandOutcome> {
  try {
    return `${what}; kept ${await written}`;
  } catch (error) {
    if (!(error instanceof KafkaTuiError)) throw error;
    return { severity: 'odd', text: `${what}; for this run only: ${error.message}; ${error.next}` };
  }
}
