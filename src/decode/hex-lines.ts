import type { Line } from '../model/styled.js';
import { hex } from './binary.js';

const WIDTH = 16;

/** Lines of a hex dump, 16 bytes each. */
export function hexLineCount(bytes: Buffer): number {
  return Math.ceil(bytes.length / WIDTH);
}

/** `00000000  7b 22 65 6d 61 69 6c 22  3a 22 …  |{"email":"…|`; an empty line behind the end. */
export function hexLine(bytes: Buffer, index: number): Line {
  const start = index * WIDTH;
  const row = bytes.subarray(start, start + WIDTH);
  if (row.length === 0) return [];
  const digits = Array.from(row, hex);
  const columns = `${digits.slice(0, 8).join(' ').padEnd(23)}  ${digits.slice(8).join(' ').padEnd(23)}`;
  const text = Array.from(row, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.',
  );
  return [
    { text: `${start.toString(16).padStart(8, '0')}  `, tone: 'dim' },
    { text: columns, tone: 'plain' },
    { text: `  |${text.join('')}|`, tone: 'dim' },
  ];
}

/** Lines `from` to `to` (not included) of a hex dump. */
export function hexLines(bytes: Buffer, options: { from?: number; to?: number } = {}): Line[] {
  const from = Math.max(0, options.from ?? 0);
  const to = Math.min(hexLineCount(bytes), options.to ?? Infinity);
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => hexLine(bytes, from + at));
}
