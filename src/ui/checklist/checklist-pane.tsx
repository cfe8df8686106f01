import { memo, type ReactElement } from 'react';
import type { SessionSnapshot } from '../../model/session.js';
import type { Line } from '../../model/styled.js';
import { clampTop } from '../../store/motion.js';
import { useDrawing, useFrame } from '../drawing.js';
import type { Rect } from '../layout.js';
import { boxed, inside, padded } from '../parts/box.js';
import { Lines } from '../parts/lines.js';
import { span } from '../parts/segments.js';
import { checklistLines } from './checklist-lines.js';

interface ChecklistPaneProps {
  readonly rect: Rect;
}

function note({ cluster, checklist }: SessionSnapshot): Line {
  return [span(checklist?.done === true ? cluster : `${cluster}, checking`, 'dim')];
}

/** The way in, step by step. Takes the place of the panes; scrolls where it is longer. */
export const ChecklistPane = memo(function ChecklistPane({
  rect,
}: ChecklistPaneProps): ReactElement {
  const { theme } = useDrawing();
  const session = useFrame((state) => state.session);
  const wanted = useFrame(({ overlay }) => (overlay.kind === 'checklist' ? overlay.top : 0));
  const { width, height } = inside(rect);
  const lines = checklistLines(session, width - 2, theme);
  const top = clampTop(wanted, { count: lines.length, visible: height });
  const last = Math.min(lines.length, top + height);
  const corner = lines.length > height ? [span(`${last}/${lines.length}`, 'dim')] : [];
  const look = { ...rect, title: 'Connection', note: note(session), corner, focused: true };
  const body = lines.slice(top, top + height).map((line) => padded(line, width, theme));
  return <Lines lines={boxed(look, body, theme)} width={rect.width} />;
});
