import type { Line } from '../../model/styled.js';
import type { ListId } from '../../store/lists/definitions.js';
import { listingOf, viewOf } from '../../store/lists/list-state.js';
import type { AppState } from '../../store/state.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import { wrapLine } from '../text/wrap-line.js';
import type { Theme } from '../theme.js';

const NOTHING: Readonly<Record<ListId, readonly [string, string]>> = {
  topics: ['no topics that you may see', 'i shows the internal ones too'],
  groups: ['no groups', 'a consumer that joins one, or commits, makes one'],
  brokers: ['no brokers', ''],
  members: ['no members', 'nobody reads for this group now; its offsets stay'],
  partitions: ['no offsets', 'this group has committed nothing, and nothing is assigned to it'],
  description: ['nothing to tell', ''],
};

function reason(state: AppState, id: ListId, { glyphs }: Theme): Line[] {
  const { problem, rows, at } = listingOf(state, id);
  if (problem !== null && rows.length === 0) {
    return [[span(problem.message, 'bad')], [span(problem.next)]];
  }
  if (at === null) return [[span(`asking the cluster${glyphs.ellipsis}`, 'dim')]];
  const { filter } = viewOf(state, id);
  if (filter !== '' && rows.length > 0) {
    const { openQuote, closeQuote } = glyphs;
    return [
      [span(`nothing of ${plural(rows.length, 'row')} has ${openQuote}${filter}${closeQuote}`)],
      [span('esc removes the filter', 'dim')],
    ];
  }
  const [what, next] = NOTHING[id];
  return [[span(what)], [span(next, 'dim')]];
}

/** Why there are no rows, and what would bring some. */
export function emptyList(state: AppState, id: ListId, cells: number, theme: Theme): Line[] {
  return reason(state, id, theme).flatMap((line) => wrapLine(line, cells, 8, theme.text));
}
