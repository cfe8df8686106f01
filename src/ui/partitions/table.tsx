import { Transform } from 'ink';
import { createContext, useContext, type PropsWithChildren, type ReactElement } from 'react';
import type { Tone } from '../../model/styled.js';
import { drawText } from '../parts/draw.js';
import type { Theme } from '../theme.js';
import { cellText, type CellContext, type Column, type Row } from './columns.js';
import { loadInkTable, type PartProps, type TableRow } from './ink-table.js';

const InkTable = loadInkTable();

/** Cells know their column and their text; what tone these have is looked up here. */
interface Tones {
  readonly theme: Theme;
  readonly of: ReadonlyMap<string, Tone>;
}

const TonesContext = createContext<Tones | null>(null);

function toneKey(column: number, text: string): string {
  return `${column} ${text.trim()}`;
}

/** Painted text of a known width, which Ink neither measures nor remembers (see `Lines`). */
function Painted({ text, painted }: { readonly text: string; readonly painted: string }) {
  return <Transform transform={() => painted}>{' '.repeat(text.length)}</Transform>;
}

function textOf({ children }: PropsWithChildren): string {
  return typeof children === 'string' ? children : '';
}

function Cell(props: PartProps): ReactElement {
  const tones = useContext(TonesContext);
  const text = textOf(props);
  const tone = tones?.of.get(toneKey(props.column, text)) ?? 'plain';
  return <Painted text={text} painted={tones?.theme.paint(text, tone) ?? text} />;
}

function Heading(props: PartProps): ReactElement {
  const tones = useContext(TonesContext);
  const text = textOf(props);
  return <Painted text={text} painted={tones?.theme.paint(text, 'dim') ?? text} />;
}

/** Lines between rows and columns would take half of a pane that has few lines. */
function Nothing(): null {
  return null;
}

interface TableProps {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly context: CellContext;
}

/**
 * A few rows of numbers as an ink-table. It measures texts by their length, so it is given only texts
 * that are as wide as their column already.
 */
export function Table({ rows, columns, context }: TableProps): ReactElement {
  const { theme } = context;
  const headings = columns.map(({ heading, width, align }) =>
    drawText(heading, width, theme, align),
  );
  const tones = new Map<string, Tone>();
  const data = rows.map((row) => {
    const cells = columns.map((column, index) => {
      const text = cellText(column, row, context);
      tones.set(toneKey(index, text), column.tone?.(row) ?? 'plain');
      return [headings[index] ?? '', text] as const;
    });
    return Object.fromEntries(cells) satisfies TableRow;
  });
  return (
    <TonesContext.Provider value={{ theme, of: tones }}>
      <InkTable
        data={data}
        columns={headings}
        padding={1}
        header={Heading}
        cell={Cell}
        skeleton={Nothing}
      />
    </TonesContext.Provider>
  );
}
