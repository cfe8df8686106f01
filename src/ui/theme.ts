import { ASCII_MARKS, UNICODE_MARKS, type Marks } from '../decode/marks.js';
import type { Colour } from '../model/colour.js';
import type { Tone } from '../model/styled.js';
import type { Glyphs as TextGlyphs } from './text/cluster.js';

/** The marks and lines that a terminal can show: Unicode where its locale has it, else plain ASCII. */
export interface Glyphs {
  readonly into: string;
  readonly cursor: string;
  readonly ready: string;
  readonly connecting: string;
  readonly failed: string;
  readonly passed: string;
  readonly warning: string;
  /** It came before. */
  readonly again: string;
  /** Something is missing right before it. */
  readonly gap: string;
  readonly dot: string;
  readonly ascending: string;
  readonly descending: string;
  readonly ellipsis: string;
  readonly openQuote: string;
  readonly closeQuote: string;
  /** From nothing to full. */
  readonly bars: readonly string[];
  readonly border: Border;
}

export interface Border {
  readonly horizontal: string;
  readonly vertical: string;
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
}

/** Looks of our own text that no tone of a message has. */
export type Emphasis = 'bold' | 'inverse';

export interface Theme {
  /** What texts of messages may be drawn with. */
  readonly text: TextGlyphs;
  readonly glyphs: Glyphs;
  /** What stands for values that are no text. */
  readonly marks: Marks;
  /** Dresses text in a tone; the text must be safe already. */
  readonly paint: (text: string, tone: Tone) => string;
  /** The same on the row under the cursor, which is shown inverse. */
  readonly paintSelected: (text: string, tone: Tone) => string;
  /** The same on the row under the cursor of a pane that has not the focus. */
  readonly paintMarked: (text: string, tone: Tone) => string;
  readonly emphasize: (text: string, emphasis: Emphasis) => string;
}

const UNICODE: Glyphs = {
  into: '▸',
  cursor: '▌',
  ready: '●',
  again: '↻',
  gap: '┆',
  connecting: '◌',
  failed: '✗',
  passed: '✓',
  warning: '⚠',
  dot: '·',
  ascending: '↑',
  descending: '↓',
  ellipsis: '…',
  openQuote: '“',
  closeQuote: '”',
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  border: {
    horizontal: '─',
    vertical: '│',
    topLeft: '╭',
    topRight: '╮',
    bottomLeft: '╰',
    bottomRight: '╯',
  },
};

const ASCII: Glyphs = {
  into: '>',
  cursor: '>',
  ready: '*',
  again: '~',
  gap: ':',
  connecting: 'o',
  failed: 'x',
  passed: '+',
  warning: '!',
  dot: '-',
  ascending: '^',
  descending: 'v',
  ellipsis: '~',
  openQuote: '"',
  closeQuote: '"',
  bars: ['_', '.', ':', '-', '=', '+', '*', '#'],
  border: {
    horizontal: '-',
    vertical: '|',
    topLeft: '+',
    topRight: '+',
    bottomLeft: '+',
    bottomRight: '+',
  },
};

/** SGR codes on and off. Only the terminal's own 16 colours, so that its theme holds. */
type Sgr = readonly (readonly [on: number, off: number])[];

const BOLD: Sgr = [[1, 22]];
const DIM: Sgr = [[2, 22]];
const INVERSE: Sgr = [[7, 27]];
const colour = (code: number): Sgr => [[code, 39]];

const COLOURED: Readonly<Record<Tone, Sgr>> = {
  plain: [],
  dim: DIM,
  odd: colour(33),
  bad: colour(31),
  good: colour(32),
  accent: colour(36),
  cluster: DIM,
  match: [...INVERSE, ...colour(33)],
  key: colour(36),
  string: colour(32),
  number: colour(35),
  boolean: colour(35),
  null: [...DIM, ...colour(35)],
  punctuation: DIM,
};

/** Without colour the weight of the letters says what it can; words and marks say the rest. */
const COLOURLESS: Readonly<Record<Tone, Sgr>> = {
  plain: [],
  dim: DIM,
  odd: BOLD,
  bad: BOLD,
  good: [],
  accent: BOLD,
  cluster: DIM,
  match: INVERSE,
  key: BOLD,
  string: [],
  number: [],
  boolean: [],
  null: DIM,
  punctuation: DIM,
};

const CODES: Readonly<Record<Colour, number>> = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  white: 37,
};

/** Inverse, so that a cluster that was given a colour is seen to be that one, also without colours. */
function clusterLook(wanted: Colour | null, isColoured: boolean): Sgr {
  if (wanted === null) return DIM;
  return [...INVERSE, ...(isColoured ? colour(CODES[wanted]) : BOLD)];
}

/** On the selected row everything is inverse; a hit stands out of that by being bold and underlined. */
const SELECTED: Sgr = INVERSE;
const SELECTED_MATCH: Sgr = [...INVERSE, ...BOLD, [4, 24]];

function dressed(text: string, sgr: Sgr): string {
  if (sgr.length === 0 || text === '') return text;
  const on = sgr.map(([code]) => `\u001b[${code}m`).join('');
  const off = sgr.map(([, code]) => `\u001b[${code}m`).join('');
  return `${on}${text}${off}`;
}

/** What the terminal can show, as its environment says; the Linux console has no glyph but ASCII's. */
function hasUnicode(env: NodeJS.ProcessEnv): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value);
  return env['TERM'] !== 'linux' && /utf-?8/i.test(locale ?? '');
}

/** `cluster` is the colour that the cluster's name is to be seen in. */
export function createTheme(env: NodeJS.ProcessEnv, cluster: Colour | null = null): Theme {
  const unicode = hasUnicode(env);
  // As https://no-color.org says: set and not empty, whatever it is set to.
  const isColoured = !env['NO_COLOR'];
  const tones = {
    ...(isColoured ? COLOURED : COLOURLESS),
    cluster: clusterLook(cluster, isColoured),
  };
  return {
    text: unicode ? 'unicode' : 'ascii',
    glyphs: unicode ? UNICODE : ASCII,
    marks: unicode ? UNICODE_MARKS : ASCII_MARKS,
    paint: (text, tone) => dressed(text, tones[tone]),
    paintSelected: (text, tone) => dressed(text, tone === 'match' ? SELECTED_MATCH : SELECTED),
    paintMarked: (text, tone) =>
      dressed(dressed(text, tones[tone === 'dim' ? 'plain' : tone]), BOLD),
    emphasize: (text, emphasis) => dressed(text, emphasis === 'bold' ? BOLD : INVERSE),
  };
}
