import { ValueError } from './value-error.js';

export interface Entry {
  readonly name: string;
  readonly value: string;
  /** The line it begins on, from 1. */
  readonly line: number;
  /** Nothing sets its value off; Java takes a space for that, or no value at all. */
  readonly bare?: true;
}

/** `NAME=VALUE` lines as kcat and librdkafka read them: nothing in a value is special. */
export function parseKcatConf(text: string, file: string): Entry[] {
  const entries: Entry[] = [];
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) return;
    const equals = line.indexOf('=');
    if (equals < 1) {
      // What stands there is not said again: it may be a password that slipped into the next line.
      throw new ValueError(
        `${file}:${index + 1}: this line is no property; write NAME=VALUE, or # before a comment`,
        'correct that line and start again',
      );
    }
    const name = line.slice(0, equals).trim();
    entries.push({ name, value: line.slice(equals + 1).trim(), line: index + 1 });
  });
  return entries;
}

/** A Java property file, as `java.util.Properties` reads it: escapes, continued lines, three separators. */
export function parseJavaProperties(text: string): Entry[] {
  return logicalLines(text).map(({ text: line, line: number }) => {
    const [, name = '', mark, value = ''] =
      /^((?:\\[^]|[^\\=:\s])*)[ \t\f]*([=:]?)[ \t\f]*([^]*)$/.exec(line) ?? [];
    return {
      name: unescape(name),
      value: unescape(value),
      line: number,
      ...(mark === '' && { bare: true as const }),
    };
  });
}

/** Joins what a backslash at the end of a line continues; leaves out comments and empty lines. */
function logicalLines(text: string): { text: string; line: number }[] {
  const lines: { text: string; line: number }[] = [];
  let open: { text: string; line: number } | null = null;
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const part = raw.replace(/^[ \t\f]+/, '');
    if (open === null && (part === '' || /^[#!]/.test(part))) continue;
    const continues = (/\\*$/.exec(part)?.[0].length ?? 0) % 2 === 1;
    const kept = continues ? part.slice(0, -1) : part;
    const whole: { text: string; line: number } =
      open === null ? { text: kept, line: index + 1 } : { text: open.text + kept, line: open.line };
    open = continues ? whole : null;
    if (!continues) lines.push(whole);
  }
  return open === null ? lines : [...lines, open];
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', f: '\f' };

function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, hex?: string, char?: string) =>
    hex === undefined
      ? (ESCAPES[char ?? ''] ?? char ?? '')
      : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
