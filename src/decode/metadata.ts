import type { Span } from '../model/styled.js';
import { binaryReason, characterStart, hex } from './binary.js';

const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `381 B`, `1.2 KiB`, `10.0 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let size = bytes;
  let unit = '';
  for (const next of UNITS) {
    if (size < 1023.95) break;
    size /= 1024;
    unit = next;
  }
  return `${size.toFixed(1)} ${unit}`;
}

/** `2026-11-20 14:03:22.481 UTC`; in words where there is no such time. */
export function formatTimestamp(ms: number): string {
  const iso = isoOf(ms);
  return iso === null ? missing(ms) : `${iso.slice(0, -1).replace('T', ' ')} UTC`;
}

/** `14:03:22.481` UTC; always 12 cells, `-` and blanks where there is no such time. */
export function formatClock(ms: number): string {
  const iso = isoOf(ms);
  return iso === null ? '-'.padEnd(12) : iso.slice(-13, -1);
}

function isoOf(ms: number): string | null {
  const date = new Date(ms);
  return ms === -1 || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

function missing(ms: number): string {
  return ms === -1 ? 'no timestamp' : `no date: ${ms} ms`;
}

/** `1,234,567`: thousands apart, exact for any size. */
export function groupDigits(count: bigint | number): string {
  const [whole = '', fraction] = count.toString().split('.');
  if (!/^-?\d+$/.test(whole)) return count.toString();
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

const MAX_HEADER = 4096;

/** The value of a header: its text, or hex with `0x` where it is no text. At most 4 KiB of it. */
export function headerText(value: Buffer | null): Span[] {
  if (value === null) return [{ text: 'null', tone: 'null' }];
  if (value.length === 0) return [{ text: 'empty', tone: 'dim' }];
  const end = characterStart(value, MAX_HEADER);
  const rest: Span[] =
    end < value.length ? [{ text: ` (${formatBytes(value.length)} in all)`, tone: 'dim' }] : [];
  if (binaryReason(value) === null) {
    return [{ text: value.toString('utf8', 0, end), tone: 'plain' }, ...rest];
  }
  const digits = Array.from(value.subarray(0, end), hex).join('');
  return [{ text: `0x${digits}`, tone: 'plain' }, ...rest];
}
