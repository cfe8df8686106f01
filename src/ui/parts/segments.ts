import type { Line, Span, Tone } from '../../model/styled.js';
import type { Theme } from '../theme.js';
import { drawLine, lineWidth } from './draw.js';

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** A part of a one-line bar. */
export interface Segment {
  readonly line: Line;
  /** What has the lowest rank goes first when room is scarce. */
  readonly rank: number;
  /** At most so many cells, where it could be any length. */
  readonly most?: number;
  /** Rather than that something goes it is cut to so many. */
  readonly least?: number;
  /** Drawn inverse: a state that must not be overlooked. */
  readonly loud?: boolean;
}

const GAP = 2;

function widthOfOne({ line, most = Infinity }: Segment, theme: Theme): number {
  return Math.min(most, lineWidth(line, theme));
}

function leastOfOne(segment: Segment, theme: Theme): number {
  return Math.min(segment.least ?? Infinity, widthOfOne(segment, theme));
}

function leastOfAll(segments: readonly Segment[], theme: Theme): number {
  const cells = segments.reduce((sum, segment) => sum + leastOfOne(segment, theme), 0);
  return cells + GAP * Math.max(0, segments.length - 1);
}

/** As many segments as fit, by rank, in their own order; one at least. */
function fitting(segments: readonly Segment[], cells: number, theme: Theme): readonly Segment[] {
  let kept = segments;
  while (kept.length > 1 && leastOfAll(kept, theme) > cells) {
    const lowest = Math.min(...kept.map(({ rank }) => rank));
    const drop = kept.findLastIndex(({ rank }) => rank === lowest);
    kept = kept.filter((_segment, index) => index !== drop);
  }
  return kept;
}

function painted(segments: readonly Segment[], cells: number, theme: Theme): string {
  let room = cells;
  let spare = Math.max(0, cells - leastOfAll(segments, theme));
  const parts = segments.map((segment, index) => {
    const gap = index === 0 ? 0 : Math.min(GAP, room);
    const least = leastOfOne(segment, theme);
    const wanted = Math.min(widthOfOne(segment, theme), least + spare);
    const width = Math.min(wanted, room - gap);
    spare -= wanted - least;
    room -= gap + width;
    const text = drawLine(segment.line, width, theme);
    return ' '.repeat(gap) + (segment.loud === true ? theme.emphasize(text, 'inverse') : text);
  });
  return parts.join('') + ' '.repeat(room);
}

/** A bar of exactly `cells`: some segments from the left, some against the right edge. */
export function bar(
  left: readonly Segment[],
  right: readonly Segment[],
  cells: number,
  theme: Theme,
): string {
  const room = cells - 2;
  const kept = new Set(fitting([...left, ...right], room, theme));
  const onLeft = left.filter((segment) => kept.has(segment));
  const onRight = right.filter((segment) => kept.has(segment));
  const rightWidth = Math.min(room, leastOfAll(onRight, theme));
  const between = onLeft.length > 0 && onRight.length > 0 ? Math.min(GAP, room - rightWidth) : 0;
  const leftWidth = room - rightWidth - between;
  return ` ${painted(onLeft, leftWidth, theme)}${' '.repeat(between)}${painted(onRight, rightWidth, theme)} `;
}
