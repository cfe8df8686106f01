/**
 * The look of one cell in one integer, so that comparing two looks is comparing two numbers:
 * bits 0–4 foreground, bits 5–9 background (0 the terminal's default, 1–16 its own colours), then a
 * bit for each attribute. Only the 16 colours exist here; the terminal's theme decides what they are.
 */
export type Style = number;

export const DEFAULT_STYLE: Style = 0;

const BACKGROUND_SHIFT = 5;
const COLOUR_MASK = 31;

interface Attribute {
  readonly on: number;
  readonly off: number;
  readonly bit: number;
}

const BOLD: Attribute = { on: 1, off: 22, bit: 1 << 10 };
const DIM: Attribute = { on: 2, off: 22, bit: 1 << 11 };
const ITALIC: Attribute = { on: 3, off: 23, bit: 1 << 12 };
const UNDERLINE: Attribute = { on: 4, off: 24, bit: 1 << 13 };
const BLINK: Attribute = { on: 5, off: 25, bit: 1 << 14 };
const INVERSE: Attribute = { on: 7, off: 27, bit: 1 << 15 };
const HIDDEN: Attribute = { on: 8, off: 28, bit: 1 << 16 };
const STRIKE: Attribute = { on: 9, off: 29, bit: 1 << 17 };
const ATTRIBUTES = [BOLD, DIM, ITALIC, UNDERLINE, BLINK, INVERSE, HIDDEN, STRIKE];

/** What of a style can be seen on a space: background, underline, inverse, strike-through. */
const SEEN_ON_BLANK = (COLOUR_MASK << BACKGROUND_SHIFT) | UNDERLINE.bit | INVERSE.bit | STRIKE.bit;

/** The style of a space, without what cannot be seen on one; an inverse space shows its foreground. */
export function styleOfBlank(style: Style): Style {
  return (style & INVERSE.bit) !== 0 || (style & (UNDERLINE.bit | STRIKE.bit)) !== 0
    ? style
    : style & SEEN_ON_BLANK;
}

/** The style after the SGR sequence with these parameters (`1;31`). Unknown ones change nothing. */
export function applySgr(style: Style, parameters: string): Style {
  if (parameters === '') return DEFAULT_STYLE;
  const codes = parameters.split(';');
  let result = style;
  for (let index = 0; index < codes.length; index++) {
    const text = codes[index] ?? '';
    const code = Number(text.split(':', 1)[0]);
    if (code === 38 || code === 48) {
      // 256 and 24-bit colours are not let through; with semicolons their operands are codes of
      // their own that must not be taken for attributes.
      if (!text.includes(':')) index += codes[index + 1] === '5' ? 2 : 4;
    } else {
      result = applyCode(result, code);
    }
  }
  return result;
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return DEFAULT_STYLE;
  if (code === 6) return style | BLINK.bit;
  const colour = colourOf(code);
  if (colour !== undefined) {
    const mask = COLOUR_MASK << colour.shift;
    return (style & ~mask) | (colour.value << colour.shift);
  }
  let result = style;
  for (const attribute of ATTRIBUTES) {
    if (attribute.on === code) result |= attribute.bit;
    if (attribute.off === code) result &= ~attribute.bit;
  }
  return result;
}

function colourOf(code: number): { shift: number; value: number } | undefined {
  if (code >= 30 && code <= 37) return { shift: 0, value: code - 29 };
  if (code === 39) return { shift: 0, value: 0 };
  if (code >= 40 && code <= 47) return { shift: BACKGROUND_SHIFT, value: code - 39 };
  if (code === 49) return { shift: BACKGROUND_SHIFT, value: 0 };
  if (code >= 90 && code <= 97) return { shift: 0, value: code - 81 };
  if (code >= 100 && code <= 107) return { shift: BACKGROUND_SHIFT, value: code - 91 };
  return undefined;
}

function colourCode(value: number, base: number): number {
  if (value === 0) return base + 9;
  return value <= 8 ? base + value - 1 : base + 60 + value - 9;
}

/** The shortest SGR sequence that takes the pen from one style to another; '' when they are the same. */
export function sgrBetween(from: Style, to: Style): string {
  if (from === to) return '';
  if (to === DEFAULT_STYLE) return '\u001B[m';
  const changes = codesBetween(from, to);
  const anew = [0, ...codesBetween(DEFAULT_STYLE, to)];
  const a = changes.join(';');
  const b = anew.join(';');
  return `\u001B[${a.length <= b.length ? a : b}m`;
}

function codesBetween(from: Style, to: Style): number[] {
  const codes: number[] = [];
  const gone = ATTRIBUTES.filter(({ bit }) => (from & bit) !== 0 && (to & bit) === 0);
  const offs = new Set(gone.map(({ off }) => off));
  codes.push(...offs);
  for (const { bit, on, off } of ATTRIBUTES) {
    // Bold and dim share one code for "off": the one that stays has to be set again.
    if ((to & bit) !== 0 && ((from & bit) === 0 || offs.has(off))) codes.push(on);
  }
  const foreground = to & COLOUR_MASK;
  if (foreground !== (from & COLOUR_MASK)) codes.push(colourCode(foreground, 30));
  const background = (to >> BACKGROUND_SHIFT) & COLOUR_MASK;
  if (background !== ((from >> BACKGROUND_SHIFT) & COLOUR_MASK)) {
    codes.push(colourCode(background, 40));
  }
  return codes;
}
