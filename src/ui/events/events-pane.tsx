import { memo, type ReactElement } from 'react';
import { groupDigits } from '../../decode/metadata.js';
import type { Line } from '../../model/styled.js';
import { listedEvents, timelineOf } from '../../store/events-slice.js';
import { useDrawing, useFrame } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxed, inside, padded } from '../parts/box.js';
import { Lines } from '../parts/lines.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import { eventsInSight } from './event-lines.js';

interface EventsPaneProps {
  readonly rect: Rect;
}

/** How many there are, how many the filter lets through, and what the bound has dropped. */
function noteOf(all: number, listed: number, dropped: number, filter: string): Line {
  const words = [span(plural(all, 'event'), 'dim')];
  if (filter !== '') words.push(span(`  FILTER ${filter}  ${groupDigits(listed)}`, 'accent'));
  if (dropped > 0) words.push(span(`  ${groupDigits(dropped)} older ones dropped`, 'dim'));
  return words;
}

/** What happened, with its time: connection, group, commits. Takes the place of the panes. */
export const EventsPane = memo(function EventsPane({ rect }: EventsPaneProps): ReactElement {
  const { theme } = useDrawing();
  const session = useFrame((state) => state.session);
  const watch = useFrame((state) => state.watch);
  const filter = useFrame((state) => state.eventsFilter);
  const top = useFrame(({ overlay }) => (overlay.kind === 'events' ? overlay.top : null));
  const { width, height } = inside(rect);
  const events = listedEvents({ session, watch, eventsFilter: filter });
  const timeline = timelineOf({ session, watch });
  const note = noteOf(timeline.events.length, events.length, timeline.dropped, filter);
  const corner = [span(top === null ? 'newest below' : `${top + 1} of ${events.length}`, 'dim')];
  const look = { ...rect, title: 'Events', note, corner, focused: true };
  const empty: Line = [
    span(filter === '' ? 'nothing has happened yet' : 'none with this in it', 'dim'),
  ];
  const lines =
    events.length === 0
      ? [empty]
      : eventsInSight(events, top, { cells: width - 2, lines: height }, theme);
  const body = lines.map((line) => padded(line, width, theme));
  return <Lines lines={boxed(look, body, theme)} width={rect.width} />;
});
