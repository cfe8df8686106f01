import { EXIT, KafkaTuiError } from '../../model/problem.js';
import type { ResetTo } from '../../model/watch.js';
import type { Completion } from '../../store/prompt.js';
import { completeWord } from '../commands/words.js';

const MAX_OFFSET = 0x7fff_ffff_ffff_ffffn;

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** What may be typed for where a reset leads, and what it means. */
export const RESET_WORDS = [
  ['earliest', 'the first message that the log has'],
  ['latest', 'the end: only what comes from now on'],
  ['-15m', 'the first message since then; s, m, h and d'],
  ['@2026-11-20T10:00', 'the first message since that time (UTC)'],
  ['+100, -100', 'so many messages further, or back'],
  ['4242', 'this offset'],
] as const;

function bounded(digits: string): bigint {
  const value = BigInt(digits.replace(/[_,]/g, ''));
  if (value > MAX_OFFSET) throw refused(`${digits} is larger than any offset can be`);
  return value;
}

function timeOf(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const [, date = '', clock = '00:00', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?))?(Z|[+-]\d{2}:?\d{2})?$/.exec(text) ?? [];
  const timestamp = Date.parse(`${date}T${clock}${zone}`);
  // Date.parse takes the 30th of February for the 2nd of March.
  const day = new Date(`${date}T00:00Z`);
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
  if (date === '' || Number.isNaN(timestamp) || !isDay) throw refused(`"${text}" is not a time`);
  return timestamp;
}

export function completeResetTo(text: string, cursor: number): Completion {
  return completeWord(text, cursor, ['earliest', 'latest']);
}

/** `now` is in ms since the epoch. Throws a KafkaTuiError that says what may be typed. */
export function parseResetTo(typed: string, now: number): ResetTo {
  const text = typed.trim();
  if (text === 'earliest' || text === 'beginning') return { kind: 'earliest' };
  if (text === 'latest' || text === 'end') return { kind: 'latest' };
  if (text.startsWith('@')) return { kind: 'time', timestamp: timeOf(text.slice(1)) };
  const [, count, unit] = /^-(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) {
    const ago = Number(count) * UNITS[unit as keyof typeof UNITS];
    return { kind: 'time', timestamp: Math.max(0, now - ago) };
  }
  const [, sign, digits] = /^([+-]?)(\d[\d_,]{0,30})$/.exec(text) ?? [];
  if (digits === undefined) {
    throw refused(text === '' ? 'nothing was typed' : `"${text}" is not a place to reset to`);
  }
  const value = bounded(digits);
  if (sign === '') return { kind: 'offset', offset: value };
  return { kind: 'shift', by: sign === '-' ? -value : value };
}

function refused(message: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'USAGE',
    message,
    next: 'earliest, latest, -15m, @2026-11-20T10:00, +100, -100, or an offset',
    exitCode: EXIT.usage,
  });
}
