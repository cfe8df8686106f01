import { memo, type ReactElement } from 'react';
import { groupDigits } from '../../decode/metadata.js';
import { placeOf, type Entry } from '../../model/message.js';
import type { Line } from '../../model/styled.js';
import type { AppState } from '../../store/state.js';
import { clampTop } from '../../store/motion.js';
import { detailScrollOf, selectedEntry } from '../../store/selectors.js';
import { useDrawing, useFrame } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxed, inside, padded } from '../parts/box.js';
import { drawLine, type Highlight } from '../parts/draw.js';
import { Lines } from '../parts/lines.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import type { Content } from './content.js';
import { type GapWords, gapWords } from './gap.js';

interface DetailPaneProps {
  readonly rect: Rect;
}

interface Scroll {
  readonly top: number;
  readonly left: number;
}

function visibleLines(
  content: Content,
  { top, left }: Scroll,
  rect: Rect,
  highlight: Highlight | undefined,
  theme: Theme,
): string[] {
  const { width, height } = inside(rect);
  return Array.from({ length: Math.min(height, content.count - top) }, (_, row) => {
    const line = drawLine(content.line(top + row), width - 2, theme, { from: left, highlight });
    return ` ${line} `;
  });
}

/** Where one is among the lines; nothing when all of them are visible. */
function corner(content: Content, top: number, height: number): Line {
  if (content.count <= height) return [];
  const last = Math.min(content.count, top + height);
  return [span(`${groupDigits(last)}/${groupDigits(content.count)}`, 'dim')];
}

function modes(wrap: boolean, hex: boolean): Line {
  const words = [...(hex ? ['hex'] : []), ...(wrap ? ['wrapped'] : [])];
  return words.length === 0 ? [] : [span(words.join(', '), 'dim')];
}

function useLook(entry: Entry | undefined) {
  const wrap = useFrame((state) => state.wrap);
  const hex = useFrame((state) => state.hex);
  const focused = useFrame((state) => state.focus === 'detail');
  const scroll = useFrame((state) => state.detail);
  const highlight = useFrame((state) => state.session.stream.filter?.highlight);
  return { wrap, hex, focused, scroll: detailScrollOf(scroll, entry), highlight };
}

/** As texts, each by itself: what is selected of a state must stay the same while nothing changes. */
function gapOnSide(side: keyof GapWords): (state: AppState) => string | null {
  return (state) => {
    const entry = selectedEntry(state);
    return entry === undefined ? null : gapWords(state.session, entry)[side];
  };
}

const gapBefore = gapOnSide('before');
const gapBehind = gapOnSide('behind');

/** The message under the cursor, decoded. */
export const DetailPane = memo(function DetailPane({ rect }: DetailPaneProps): ReactElement {
  const { theme, contents } = useDrawing();
  const entry = useFrame(selectedEntry);
  const gap = { before: useFrame(gapBefore), behind: useFrame(gapBehind) };
  const { wrap, hex, focused, scroll, highlight } = useLook(entry);
  const { width, height } = inside(rect);
  if (entry === undefined) {
    const hint = padded([span('the message under the cursor will be here', 'dim')], width, theme);
    const look = { ...rect, title: 'Message', focused };
    return <Lines lines={boxed(look, [hint], theme)} width={rect.width} />;
  }
  const content = contents.of(entry, { cells: width - 2, wrap, hex, gap });
  const top = clampTop(scroll.top, { count: content.count, visible: height });
  const left = wrap ? 0 : scroll.left;
  const look = {
    ...rect,
    title: placeOf(entry),
    note: modes(wrap, hex),
    corner: corner(content, top, height),
    focused,
  };
  const body = visibleLines(content, { top, left }, rect, highlight, theme);
  return <Lines lines={boxed(look, body, theme)} width={rect.width} />;
});
