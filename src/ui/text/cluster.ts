import { cellsOf, KIND, kindOf, REGIONAL_A, ZWJ, ZWNJ } from './code-points.js';

/** `ascii` is for terminals whose locale is not UTF-8: nothing but printable ASCII is drawn. */
export type Glyphs = 'unicode' | 'ascii';

/** The smallest piece of text that is drawn or left out whole. */
interface Cluster {
  /** Index behind it in the text, in UTF-16 units. */
  readonly end: number;
  /** What is drawn for it; empty for what is dropped. */
  readonly drawn: string;
  /** Cells that `drawn` takes. */
  readonly width: number;
}

/** More marks than any language stacks on a letter are not language. */
const MAX_MARKS = 4;
/** Code points looked at for one cluster: a megabyte of marks must not cost more than a few cells. */
const MAX_RUN = 256;
const ODD = '\ufffd';
const DOTTED_CIRCLE = '◌';

/** The cluster that starts at `index`, which must be 0 or the end of another cluster. */
export function clusterAt(text: string, index: number, glyphs: Glyphs = 'unicode'): Cluster {
  const code = text.charCodeAt(index);
  if (code >= 0x20 && code <= 0x7e) {
    // Nothing below U+0300 joins the character before it.
    const next = text.charCodeAt(index + 1);
    if (!(next >= 0x300)) return { end: index + 1, drawn: text.charAt(index), width: 1 };
  }
  const cluster = code < 0xa0 ? controlOrLetter(text, index, glyphs) : compose(text, index);
  return glyphs === 'ascii' ? inAscii(cluster) : cluster;
}

/** Where the run of characters from `index` ends that are one cell each and drawn as they are. */
export function plainRunEnd(text: string, index: number, limit: number): number {
  const stop = Math.min(text.length, index + limit);
  let end = index;
  while (end < stop) {
    const code = text.charCodeAt(end);
    if (code < 0x20 || code > 0x7e) break;
    end += 1;
  }
  return end > index && text.charCodeAt(end) >= 0x300 ? end - 1 : end;
}

function controlOrLetter(text: string, index: number, glyphs: Glyphs): Cluster {
  const code = text.charCodeAt(index);
  if (code >= 0x20 && code <= 0x7e) return compose(text, index);
  const drawn = controlMark(code, glyphs);
  return { end: index + 1, drawn, width: drawn.length };
}

function controlMark(code: number, glyphs: Glyphs): string {
  if (code >= 0x80) return `<${code.toString(16)}>`;
  if (glyphs === 'ascii') return `^${String.fromCharCode(code ^ 0x40)}`;
  return code === 0x7f ? '␡' : String.fromCharCode(0x2400 + code);
}

function compose(text: string, index: number): Cluster {
  const first = codePointAt(text, index);
  const kind = kindOf(first);
  if (kind === KIND.dropped) return skipDropped(text, index);
  if (kind === KIND.odd || kind === KIND.modifier || kind === KIND.jamo) {
    return { end: index + lengthOf(first), drawn: ODD, width: 1 };
  }
  const leads = kind === KIND.mark || kind === KIND.linker || kind === KIND.spacing;
  if (leads || kind === KIND.am) return collect(text, index, DOTTED_CIRCLE, false);
  const base =
    kind === KIND.flag
      ? String.fromCharCode(0x41 + first - REGIONAL_A)
      : String.fromCodePoint(first);
  return collect(text, index + lengthOf(first), base, kind === KIND.pictograph);
}

/** Gathers what belongs to `base` from `index` on. */
function collect(text: string, index: number, base: string, isPictograph: boolean): Cluster {
  let raw = base;
  let tail = '';
  let signs = 0;
  let at = index;
  for (let seen = 0; seen < MAX_RUN && at < text.length && tail === ''; seen += 1) {
    const code = codePointAt(text, at);
    const kind = kindOf(code);
    if (kind === KIND.dropped) {
      at += isPictograph && code === ZWJ ? joinedLength(text, at) : lengthOf(code);
      continue;
    }
    if (kind === KIND.modifier && isPictograph) {
      at += lengthOf(code);
      continue;
    }
    if (kind === KIND.spacing && (signs += 1) > MAX_MARKS) break;
    if (kind === KIND.am) {
      raw += String.fromCharCode(code + 0x1a);
      tail = String.fromCharCode(code - 1);
    } else if (isPart(kind) || (kind === KIND.jamo && composes(raw, code))) {
      raw += String.fromCodePoint(code);
    } else break;
    at += lengthOf(code);
  }
  return drawCluster(raw, tail, at);
}

function isPart(kind: number): boolean {
  return kind === KIND.mark || kind === KIND.linker || kind === KIND.spacing;
}

/** Length of a joiner and of the pictograph that it joins to the one before. */
function joinedLength(text: string, at: number): number {
  if (at + 1 >= text.length) return 1;
  const next = codePointAt(text, at + 1);
  return kindOf(next) === KIND.pictograph ? 1 + lengthOf(next) : 1;
}

/** Whether a vowel or final completes the modern Hangul syllable in `raw`. */
function composes(raw: string, code: number): boolean {
  const syllable = raw.normalize('NFC');
  return (
    syllable.length === 1 && (syllable + String.fromCharCode(code)).normalize('NFC').length === 1
  );
}

function drawCluster(raw: string, tail: string, end: number): Cluster {
  let drawn = '';
  let width = 0;
  let marks = 0;
  let linked = false;
  for (const character of raw.normalize('NFC')) {
    const code = codePointAt(character, 0);
    const kind = kindOf(code);
    if (kind === KIND.mark || kind === KIND.linker) {
      marks += 1;
      if (marks > MAX_MARKS) continue;
      linked ||= kind === KIND.linker;
    }
    drawn += character;
    width += cellsOf(code);
  }
  // Without it the next letter would share this one's cell in some terminals and not in others.
  if (linked) drawn += String.fromCharCode(ZWNJ);
  return { end, drawn: drawn + tail, width: width + tail.length };
}

function skipDropped(text: string, index: number): Cluster {
  let end = index;
  for (let seen = 0; seen < MAX_RUN; seen += 1) {
    if (end >= text.length) return { end, drawn: '', width: 0 };
    const code = codePointAt(text, end);
    if (kindOf(code) !== KIND.dropped) return { end, drawn: '', width: 0 };
    end += lengthOf(code);
  }
  return { end, drawn: ODD, width: 1 };
}

function inAscii(cluster: Cluster): Cluster {
  if (/^[ -~]*$/.test(cluster.drawn)) return cluster;
  return { end: cluster.end, drawn: '?', width: 1 };
}

function codePointAt(text: string, index: number): number {
  return text.codePointAt(index) ?? 0;
}

function lengthOf(code: number): number {
  return code > 0xffff ? 2 : 1;
}
