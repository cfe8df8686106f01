import { memo, type ReactElement } from 'react';
import { clampTop } from '../../store/motion.js';
import { useDrawing, useFrame } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxed, inside } from '../parts/box.js';
import { drawLine } from '../parts/draw.js';
import { Lines } from '../parts/lines.js';
import { span } from '../parts/segments.js';
import type { Theme } from '../theme.js';
import { HELP_GAP, helpPage } from './help-lines.js';

interface HelpPaneProps {
  readonly rect: Rect;
}

function helpBody(rect: Rect, top: number, theme: Theme): string[] {
  const { width, height } = inside(rect);
  const { columns, columnCells, count } = helpPage(width - 2, theme);
  return Array.from({ length: Math.min(height, count - top) }, (_, row) => {
    const cells = columns
      .map((lines) => drawLine(lines[top + row] ?? [], columnCells - HELP_GAP, theme))
      .map((line) => line + ' '.repeat(HELP_GAP))
      .join('');
    const rest = width - 1 - columns.length * columnCells;
    return ` ${cells}${' '.repeat(rest)}`;
  });
}

/** Every key, from the table of keys. Takes the place of the panes; scrolls where it is longer. */
export const HelpPane = memo(function HelpPane({ rect }: HelpPaneProps): ReactElement {
  const { theme } = useDrawing();
  const wanted = useFrame(({ overlay }) => (overlay.kind === 'help' ? overlay.top : 0));
  const { width, height } = inside(rect);
  const { count } = helpPage(width - 2, theme);
  const top = clampTop(wanted, { count, visible: height });
  const corner = count > height ? [span(`${Math.min(count, top + height)}/${count}`, 'dim')] : [];
  const look = { ...rect, title: 'Keys', corner, focused: true };
  return <Lines lines={boxed(look, helpBody(rect, top, theme), theme)} width={rect.width} />;
});
