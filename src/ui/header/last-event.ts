import { formatClock } from '../../decode/metadata.js';
import type { SessionSnapshot } from '../../model/session.js';
import { span, type Segment } from '../parts/segments.js';
import type { Theme } from '../theme.js';

/** What happened last to the group that this session is a member of, and when. */
export function lastEvent(
  { membership, timeline }: SessionSnapshot,
  place: Pick<Segment, 'rank' | 'most' | 'least'>,
  { glyphs }: Theme,
): Segment[] {
  if (membership === null) return [];
  // Why there is nothing to read is told for as long as that is so.
  const newest = timeline.events.findLast(
    ({ group, text }) => group !== null && text !== membership.idle,
  );
  if (newest === undefined) return [];
  const { at, text, severity } = newest;
  const tone = severity === 'info' ? 'dim' : severity;
  const when = span(`${glyphs.dot} ${formatClock(at).slice(0, 8)} `, 'dim');
  return [{ ...place, line: [when, span(text, tone)] }];
}
