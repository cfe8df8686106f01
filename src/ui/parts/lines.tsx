import { Transform } from 'ink';
import { memo, useMemo, type ReactElement } from 'react';
import { useDrawing } from '../drawing.js';

interface LinesProps {
  /** Painted, and exactly `width` cells wide each. */
  readonly lines: readonly string[];
  readonly width: number;
}

/**
 * Lines as they are. Ink measures every text and remembers each one that it ever measured, without a
 * bound (`measure-text.js` in Ink 6.8): a stream of new texts would fill the memory. It is therefore
 * given a blank of the right size to measure, and the lines take its place when it is written: on a
 * terminal, once Ink has made the frame (see `Plates`).
 */
export const Lines = memo(function Lines({ lines, width }: LinesProps): ReactElement | null {
  const { plates } = useDrawing();
  const height = lines.length;
  const blank = useMemo(
    () => Array<string>(height).fill(' '.repeat(width)).join('\n'),
    [width, height],
  );
  if (height === 0) return null;
  const lineAt = (index: number): string => {
    const line = lines[index] ?? '';
    return plates?.take(line, width) ?? line;
  };
  return <Transform transform={(_blank, index) => lineAt(index)}>{blank}</Transform>;
});
