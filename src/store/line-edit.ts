/** A line being typed. The cursor counts UTF-16 units and is always between two graphemes. */
export interface LineEdit {
  readonly text: string;
  readonly cursor: number;
}

export type Edit =
  | { readonly kind: 'insert'; readonly text: string }
  | { readonly kind: 'left' | 'right' | 'start' | 'end' }
  | { readonly kind: 'backspace' | 'delete' | 'word' | 'clear' };

/** Longer than anybody types; a paste of a whole file is cut here. */
const MAX_LENGTH = 1000;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function lineOf(text: string): LineEdit {
  return { text, cursor: text.length };
}

function lengthBefore({ text, cursor }: LineEdit): number {
  let last = 0;
  for (const { segment } of graphemes.segment(text.slice(0, cursor))) last = segment.length;
  return last;
}

function lengthAfter({ text, cursor }: LineEdit): number {
  for (const { segment } of graphemes.segment(text.slice(cursor))) return segment.length;
  return 0;
}

/** Takes the text in [from, to) out and leaves the cursor there. */
function without({ text }: LineEdit, from: number, to: number): LineEdit {
  return { text: text.slice(0, from) + text.slice(to), cursor: from };
}

/** Line breaks and other control characters of a paste become spaces: this is one line. */
function insert(line: LineEdit, added: string): LineEdit {
  const room = MAX_LENGTH - line.text.length;
  const clean = added.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, Math.max(0, room));
  const text = line.text.slice(0, line.cursor) + clean + line.text.slice(line.cursor);
  return { text, cursor: line.cursor + clean.length };
}

export function editLine(line: LineEdit, edit: Edit): LineEdit {
  const { text, cursor } = line;
  switch (edit.kind) {
    case 'insert':
      return insert(line, edit.text);
    case 'left':
      return { text, cursor: cursor - lengthBefore(line) };
    case 'right':
      return { text, cursor: cursor + lengthAfter(line) };
    case 'start':
      return { text, cursor: 0 };
    case 'end':
      return { text, cursor: text.length };
    case 'backspace':
      return without(line, cursor - lengthBefore(line), cursor);
    case 'delete':
      return without(line, cursor, cursor + lengthAfter(line));
    case 'word':
      return without(line, text.slice(0, cursor).search(/\S*\s*$/), cursor);
    case 'clear':
      return without(line, 0, cursor);
  }
}
