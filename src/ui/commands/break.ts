import type { KeyContext } from '../keys/context.js';
import { refresh } from '../keys/refresh.js';
import { usage } from './usage.js';

/** Stops reading at each message that comes in and matches, or removes that. Throws a KafkaTuiError. */
export function breakAt(context: KeyContext, text: string): string {
  const { stream, finished } = context.session.current();
  if (text === '') {
    if (stream.breakpoint === null) throw usage('no break is set', 'type :break and a query');
    context.session.commands.breakAt(null);
    refresh(context);
    return 'the break is removed';
  }
  if (finished) throw usage('all was read that was asked for', 'start without -e and -c to go on');
  context.session.commands.breakAt(text);
  refresh(context);
  const now = stream.paused ? 'reading is paused now, p goes on' : ':break alone removes it';
  return `stops at the next message that matches; ${now}`;
}
