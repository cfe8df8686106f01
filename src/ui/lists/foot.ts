import type { Line } from '../../model/styled.js';
import type { ListId } from '../../store/lists/definitions.js';
import { groupOf, listingOf } from '../../store/lists/list-state.js';
import type { AppState } from '../../store/state.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { selectedRow } from './looking.js';
import type { Orders } from './orders.js';

/** What there is to say of the row under the cursor that has no column of its own, or not enough of one. */
function aboutRow(state: AppState, id: ListId, orders: Orders): string | null {
  switch (id) {
    case 'topics':
      return selectedRow(state, id, orders)?.trouble ?? null;
    case 'groups':
      return selectedRow(state, id, orders)?.trouble ?? null;
    case 'partitions':
      return selectedRow(state, id, orders)?.trouble ?? groupOf(state)?.row.trouble ?? null;
    case 'members':
    case 'brokers':
    case 'description':
      return null;
  }
}

/** What the column of values has room for on a narrow screen. */
const LONG_VALUE = 28;

/** In the lower border: why the last try failed, else what is odd about the row under the cursor, or all of its value. */
export function footOf(state: AppState, id: ListId, orders: Orders, { glyphs }: Theme): Line {
  const { problem, rows } = listingOf(state, id);
  if (problem !== null && rows.length > 0) {
    return [span(`${glyphs.failed} ${problem.message}`, 'bad'), span(`  ${problem.next}`)];
  }
  const line = id === 'description' ? selectedRow(state, id, orders) : undefined;
  // Too long for its column; here it has the whole width.
  if (line !== undefined && line.value.length > LONG_VALUE) return [span(line.value)];
  const about = aboutRow(state, id, orders);
  return about === null ? [] : [span(`${glyphs.warning} ${about}`, 'odd')];
}
