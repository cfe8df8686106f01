import { decode } from '../../decode/decode.js';
import { hexLine, hexLineCount } from '../../decode/hex-lines.js';
import { formatBytes } from '../../decode/metadata.js';
import { prettyLines } from '../../decode/pretty.js';
import type { Entry } from '../../model/message.js';
import type { Line } from '../../model/styled.js';
import { span } from '../parts/segments.js';
import { wrapLine } from '../text/wrap-line.js';
import type { Theme } from '../theme.js';
import { type GapWords, sameWords } from './gap.js';
import { damageMetadata, gapLines, messageMetadata } from './metadata.js';

/** Lines that are made when they are looked at. */
export interface Content {
  readonly count: number;
  /** Empty outside 0 <= index < count. */
  line(index: number): Line;
}

/** How an entry is to be shown. */
export interface ContentLook {
  readonly cells: number;
  readonly wrap: boolean;
  readonly hex: boolean;
  /** Which offsets are missing beside it, and why. */
  readonly gap: GapWords;
}

/** More of a value than this is there in hex only, which needs no memory for it. */
const MAX_PRETTY_BYTES = 256 * 1024;
/** A line of a minified document can be megabytes long; so many pieces of one are shown. */
const MAX_PIECES = 20_000;

function ofLines(lines: readonly Line[]): Content {
  return { count: lines.length, line: (index) => lines[index] ?? [] };
}

function ofHex(bytes: Buffer): Content {
  return { count: hexLineCount(bytes), line: (index) => hexLine(bytes, index) };
}

function joined(first: Content, second: Content): Content {
  return {
    count: first.count + second.count,
    line: (index) => (index < first.count ? first.line(index) : second.line(index - first.count)),
  };
}

function prettyValue(value: Buffer | null, wrap: (content: Content) => Content): Content {
  const decoded = decode(value);
  if (decoded.kind === 'binary') {
    const why: Line[] = [[span(decoded.reason, 'odd')], []];
    return joined(wrap(ofLines(why)), ofHex(decoded.bytes));
  }
  const { lines, truncated } = prettyLines(decoded, { maxBytes: MAX_PRETTY_BYTES });
  if (truncated === null) return wrap(ofLines(lines));
  const rest = formatBytes(truncated.total - truncated.shown);
  return wrap(ofLines([...lines, [], [span(`${rest} more: x shows all bytes in hex`, 'odd')]]));
}

function wrapped(content: Content, cells: number, theme: Theme): Content {
  const lines: Line[] = [];
  for (let index = 0; index < content.count; index += 1) {
    lines.push(...wrapLine(content.line(index), cells, MAX_PIECES, theme.text));
  }
  return ofLines(lines);
}

/** A line of a hex dump says where it is; wrapped, it would not be one. */
function build(entry: Entry, { cells, wrap, hex, gap }: ContentLook, theme: Theme): Content {
  const fold = (content: Content): Content => (wrap ? wrapped(content, cells, theme) : content);
  if (entry.kind === 'damage') {
    const metadata = ofLines([...damageMetadata(entry, theme), ...gapLines(gap, cells, theme), []]);
    const known = fold(metadata);
    return entry.bytes === null ? known : joined(known, ofHex(entry.bytes));
  }
  const metadata = ofLines([
    ...messageMetadata(entry, cells, theme),
    ...gapLines(gap, cells, theme),
    [],
  ]);
  const known = fold(metadata);
  if (hex && entry.value !== null && entry.value.length > 0)
    return joined(known, ofHex(entry.value));
  return joined(known, prettyValue(entry.value, fold));
}

/** Contents of the detail pane. Remembers the last one: keys and frames ask for the same one again. */
export class DetailContents {
  readonly #theme: Theme;
  #last: { readonly entry: Entry; readonly look: ContentLook; readonly content: Content } | null =
    null;

  constructor(theme: Theme) {
    this.#theme = theme;
  }

  of(entry: Entry, look: ContentLook): Content {
    const last = this.#last;
    if (last?.entry === entry && sameLook(last.look, look)) return last.content;
    const content = build(entry, look, this.#theme);
    this.#last = { entry, look, content };
    return content;
  }
}

function sameLook(one: ContentLook, other: ContentLook): boolean {
  return (
    one.cells === other.cells &&
    one.wrap === other.wrap &&
    one.hex === other.hex &&
    sameWords(one.gap, other.gap)
  );
}
