import { formatBytes, groupDigits } from '../../decode/metadata.js';
import type { Theme } from '../theme.js';
import { perSecond } from './numbers.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `0 s`, `0.4 s`, `12 s`, `5 min`, `3 h`, `12 d`: at most 7 cells for a century. */
export function formatDuration(ms: number): string {
  if (ms <= 0) return '0 s';
  if (ms < SECOND) return `${Math.max(0.1, ms / SECOND).toFixed(1)} s`;
  if (ms < 2 * MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < 2 * HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${groupDigits(Math.floor(ms / DAY))} d`;
}

/** How old what is on screen is: `3 s ago`. */
export function formatAge(ms: number): string {
  return ms < SECOND ? 'now' : `${formatDuration(ms)} ago`;
}

/** What is not known has a mark of its own: it is never shown as nothing. */
function known<Value>(value: Value | null, words: (value: Value) => string, theme: Theme): string {
  return value === null ? theme.glyphs.ellipsis : words(value);
}

export function amount(value: number | bigint | null, theme: Theme): string {
  return known(value, groupDigits, theme);
}

export function bytesAmount(value: bigint | null, theme: Theme): string {
  return known(value, (bytes) => formatBytes(Number(bytes)), theme);
}

export function rateAmount(value: number | null, theme: Theme): string {
  return known(value, perSecond, theme);
}

export function durationAmount(value: number | null, theme: Theme): string {
  return known(value, formatDuration, theme);
}
