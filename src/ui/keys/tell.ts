import { KafkaTuiError } from '../../model/problem.js';
import type { Notice } from '../../model/session.js';
import type { CommandOutcome } from '../commands/spec.js';
import type { KeyContext } from './context.js';

/** Says in the footer what came of something, at once or when it is done. */
export function tell(context: KeyContext, outcome: CommandOutcome | Promise<CommandOutcome>): void {
  if (outcome instanceof Promise) void tellLater(context, outcome);
  else if (typeof outcome === 'string') say(context, 'info', outcome);
  else if (outcome !== undefined) say(context, outcome.severity, outcome.text);
}

async function tellLater(context: KeyContext, outcome: Promise<CommandOutcome>): Promise<void> {
  try {
    tell(context, await outcome);
  } catch (error) {
    if (error instanceof KafkaTuiError) say(context, 'bad', `${error.message}: ${error.next}`);
    else context.program.fail(error);
  }
  context.program.draw();
}

function say({ store, program }: KeyContext, severity: Notice['severity'], text: string): void {
  store.getState().tell({ at: program.now(), severity, text });
}
