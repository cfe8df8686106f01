/** What an xterm sends for the keys that have a name. */
const SEQUENCES: Readonly<Record<string, string>> = {
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  home: '\u001B[H',
  end: '\u001B[F',
  pgup: '\u001B[5~',
  pgdn: '\u001B[6~',
  delete: '\u001B[3~',
  insert: '\u001B[2~',
  'shift-tab': '\u001B[Z',
  f1: '\u001BOP',
  enter: '\r',
  tab: '\t',
  esc: '\u001B',
  space: ' ',
  backspace: '\u007F',
};

/** Bytes of a key by its name: `j`, `pgdn`, `ctrl-c`, `alt-x`. */
export function sequenceOf(name: string): string {
  const sequence = SEQUENCES[name];
  if (sequence !== undefined) return sequence;
  if (name.startsWith('ctrl-')) {
    return String.fromCharCode(name.slice(5).toUpperCase().charCodeAt(0) & 0x1f);
  }
  if (name.startsWith('alt-')) return `\u001B${sequenceOf(name.slice(4))}`;
  return name;
}
