import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import type { SessionSnapshot } from '../../model/session.js';
import type { Line } from '../../model/styled.js';
import { clampTop } from '../../store/motion.js';
import { useDrawing, useFrame } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxBottom, boxed, boxSide, boxTop, inside, padded } from '../parts/box.js';
import { Lines } from '../parts/lines.js';
import { plural } from '../parts/numbers.js';
import { span } from '../parts/segments.js';
import { columnsFor, rowsOf, SPARK_CELLS } from './columns.js';
import { stretches } from './sparkline.js';
import { Table } from './table.js';

interface PartitionsPaneProps {
  readonly rect: Rect;
}

/** How many partitions there is room for: the heading takes a line, and so does the total of several. */
export function visiblePartitions(rect: Rect, partitions: number): number {
  return Math.max(1, inside(rect).height - (partitions > 1 ? 2 : 1));
}

function peakOf({ partitions }: SessionSnapshot): number {
  return partitions.reduce(
    (peak, { history }) => Math.max(peak, ...stretches(history, SPARK_CELLS)),
    0,
  );
}

function corner(count: number, top: number, visible: number): Line {
  if (count <= visible) return [];
  return [span(`${top + 1}-${Math.min(count, top + visible)} of ${count}`, 'dim')];
}

/** How many there are where they are not all in sight, and what a member has of them. */
function noteOf({ partitions, membership }: SessionSnapshot, isScrolling: boolean): Line {
  const count = isScrolling ? `${plural(partitions.length, 'partition')}  ` : '';
  if (membership === null) return count === '' ? [] : [span(count.trim(), 'dim')];
  if (membership.idle !== null) return [span(count, 'dim'), span(membership.idle, 'odd')];
  const ours = membership.partitions.filter(({ assigned }) => assigned).length;
  const words = `${count}${ours} of ${membership.partitions.length} here, commits ${membership.commits}`;
  return [span(words, 'dim')];
}

/** The counters of every partition; scrolls while it has the focus and they are many. */
export const PartitionsPane = memo(function PartitionsPane({
  rect,
}: PartitionsPaneProps): ReactElement {
  const { theme } = useDrawing();
  const session = useFrame((state) => state.session);
  const focused = useFrame((state) => state.focus === 'partitions');
  const wanted = useFrame((state) => state.partitionsTop);
  const { width, height } = inside(rect);
  const count = session.partitions.length;
  if (count === 0) {
    const look = { ...rect, title: 'Partitions', focused };
    const line = padded([span(`none known yet of ${session.topic}`, 'dim')], width, theme);
    return <Lines lines={boxed(look, [line], theme)} width={rect.width} />;
  }
  const visible = visiblePartitions(rect, count);
  const top = clampTop(wanted, { count, visible });
  const note = noteOf(session, count > visible);
  const look = { ...rect, title: 'Partitions', note, corner: corner(count, top, visible), focused };
  const sides = Array<string>(height).fill(boxSide(look, theme));
  return (
    <Box flexDirection="column" width={rect.width} height={rect.height}>
      <Lines lines={[boxTop(look, theme)]} width={rect.width} />
      <Box height={height}>
        <Lines lines={sides} width={1} />
        <Box width={width} height={height}>
          <Table
            rows={rowsOf(session, top, visible)}
            columns={columnsFor(width, session.membership)}
            context={{ theme, peak: peakOf(session), membership: session.membership }}
          />
        </Box>
        <Lines lines={sides} width={1} />
      </Box>
      <Lines lines={[boxBottom(look, theme)]} width={rect.width} />
    </Box>
  );
});
