import { wordPlace } from '../../model/parse-place.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { parseTime } from '../../model/times.js';
import type { ResetTo } from '../../model/watch.js';
import type { Completion } from '../../store/prompt.js';
import { completeWord } from '../commands/words.js';

const MAX_OFFSET = 0x7fff_ffff_ffff_ffffn;

/** What may be typed for where a reset leads, and what it means. */
export const RESET_WORDS = [
  ['earliest', 'the first message that the log has'],
  ['latest', 'the end: only what comes from now on'],
  ['-15m', 'the first message since then; s, m, h, d and w'],
  ['@2026-11-20T10:00', 'the first message since that time (UTC)'],
  ['+100, -100', 'so many messages further, or back'],
  ['4242', 'this offset'],
] as const;

function bounded(digits: string): bigint {
  const value = BigInt(digits.replace(/[_,]/g, ''));
  if (value > MAX_OFFSET) throw refused(`${digits} is larger than any offset can be`);
  return value;
}

export function completeResetTo(text: string, cursor: number): Completion {
  return completeWord(text, cursor, ['earliest', 'latest']);
}

/**
 * Where to, as it is typed: the words and times of places, and a number, which with a sign is a distance from what is
 * committed. `now` is in ms since the epoch. Throws a KafkaTuiError that says what may be typed.
 */
export function parseResetTo(typed: string, now: number): ResetTo {
  const text = typed.trim();
  if (text === '') throw refused('nothing was typed');
  const word = wordPlace(text);
  if (word !== null) return { kind: word.kind === 'beginning' ? 'earliest' : 'latest' };
  const [, sign, digits] = /^([+-]?)(\d[\d_,]{0,30})$/.exec(text) ?? [];
  if (digits !== undefined) {
    const value = bounded(digits);
    if (sign === '') return { kind: 'offset', offset: value };
    return { kind: 'shift', by: sign === '-' ? -value : value };
  }
  const timestamp = parseTime(text.replace(/^@\s*/, ''), now);
  if (timestamp === null) throw refused(`"${text}" is not a place to reset to`);
  if (timestamp < 0) throw refused(`"${text}" is before 1970`);
  return { kind: 'time', timestamp };
}

function refused(message: string): KafkaTuiError {
  return new KafkaTuiError({
    code: 'USAGE',
    message,
    next: 'earliest, latest, -15m, @2026-11-20T10:00, +100, -100, or an offset',
    exitCode: EXIT.usage,
  });
}
