import { parseDuration } from '../../model/times.js';
import type { Around } from '../../model/seek.js';
import { selectedEntry } from '../../store/selectors.js';
import type { KeyContext } from '../keys/context.js';
import { goAround } from '../keys/seeking.js';
import { plural } from '../parts/numbers.js';
import type { CommandOutcome } from './spec.js';
import { usage } from './usage.js';

const DEFAULT = '10s';

/**
 * Shows what the other partitions wrote at the time of the message under the cursor, and so much before and
 * behind it. Throws a KafkaTuiError that says what to type.
 */
export function showAround(context: KeyContext, typed: string): Promise<CommandOutcome> {
  const text = typed.replace(/^(±|\+\/?-|[+-])\s*/u, '') || DEFAULT;
  const around = parseDuration(text);
  if (around === null) throw usage(`"${typed}" is no span of time`, 'type :around 30s, 5m or 1h');
  const entry = selectedEntry(context.store.getState());
  if (entry === undefined) throw usage('there is no message here', 'go to one first');
  if (entry.kind === 'damage')
    throw usage('what could not be read has no time', 'go to a message next to it');
  if (entry.timestamp < 0)
    throw usage('this message has no timestamp', 'go to one that has: this one tells no time');
  return goAround(context, entry, around, (found) => said(found, text));
}

function said({ others, partitions, cut }: Around, span: string): string {
  const found =
    others === 0
      ? 'no other partition wrote anything'
      : `${plural(others, 'message')} of ${plural(partitions, 'other partition')}`;
  return `within ${span}: ${found}${cut ? ', and more than is kept' : ''}`;
}
