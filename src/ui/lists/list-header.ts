import type { Line, Tone } from '../../model/styled.js';
import { groupDigits } from '../../decode/metadata.js';
import { groupOf } from '../../store/lists/list-state.js';
import { placeOf, topicOf, type Place } from '../../store/places.js';
import type { AppState } from '../../store/state.js';
import { unverifiedSegment } from '../header/header-line.js';
import { lineWidth } from '../parts/draw.js';
import { plural } from '../parts/numbers.js';
import { bar, span, type Segment } from '../parts/segments.js';
import { singular } from './titles.js';
import { shortened } from '../text/fit-middle.js';
import type { Theme } from '../theme.js';

function placeWords(place: Place): readonly [string, string] {
  switch (place.kind) {
    case 'stream':
      return ['', place.topic];
    case 'list':
      return ['', place.of];
    case 'group':
      return ['group ', place.id];
    case 'description':
      return [`${singular(place.of)} `, place.name];
  }
}

/** What a group is and does, as far as it is known. */
function groupSegments(state: AppState): Segment[] {
  const row = groupOf(state)?.row;
  if (row === undefined) return [];
  const segment = (text: string | null, rank: number, tone: Tone = 'plain'): Segment[] =>
    text === null ? [] : [{ line: [span(text, tone)], rank }];
  const { kind, state: word, protocol, members, lag, coordinator } = row;
  return [
    ...segment(word, 9, word === 'Stable' ? 'good' : 'odd'),
    ...segment(kind === 'unknown' ? null : kind, 3, 'dim'),
    ...segment(protocol, 4, 'dim'),
    ...segment(members === null ? null : plural(members, 'member'), 6),
    ...segment(lag === null ? null : `lag ${groupDigits(lag)}`, 7),
    ...segment(coordinator === null ? null : `coordinator ${coordinator}`, 1, 'dim'),
  ];
}

/** The session that goes on underneath. */
function sessionSegment({ places, session }: AppState): Segment[] {
  const topic = topicOf(places);
  if (topic === null) return [];
  const rate = `${groupDigits(Math.round(session.totals.rate))}/s`.padStart(8);
  const line: Line = [span('reading ', 'dim'), span(topic), span(rate, 'dim')];
  return [{ line, rank: 2, most: 40 }];
}

/** Cells that are left to what else is to be said, however long the name of a group or topic is. */
const BESIDE_NAME = 22;
/** A name is never shorter than this. */
const LEAST_NAME = 12;

/** One line: where one is, and what goes on elsewhere. That things can be changed is said aloud. */
export function listHeader(state: AppState, theme: Theme): string {
  const place = placeOf(state.places);
  const [kind, name] = placeWords(place);
  const cluster = state.watch?.cluster ?? state.session.cluster;
  const before = [span(cluster, 'cluster'), span(` ${theme.glyphs.into} ${kind}`, 'dim')];
  const room = state.size.columns - lineWidth(before, theme) - BESIDE_NAME;
  const where = [
    ...before,
    span(shortened(name, Math.max(LEAST_NAME, room), theme.text), 'accent'),
  ];
  const left: Segment[] = [
    { line: where, rank: 10 },
    ...unverifiedSegment(state.watch?.unverified ?? state.session.unverified),
    ...groupSegments(state),
  ];
  const write: Segment[] =
    state.watch?.writable === true ? [{ line: [span(' WRITE ', 'odd')], rank: 8, loud: true }] : [];
  return bar(left, [...sessionSegment(state), ...write], state.size.columns, theme);
}
