/** A time as it was typed: the instant it begins, and the one where its day, minute or second is over; ms since the epoch. */
export interface TypedTime {
  readonly from: number;
  readonly until: number;
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

const RELATIVE = /^([+-])(\d{1,12})(ms|s|m|h|d|w)$/;
const DATE =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(:\d{2})?(\.\d{1,3})?)?(Z|z|[+-]\d{2}:?\d{2})?$/;
/** The furthest that a date can be away from the epoch. */
const MAX_TIME = 8.64e15;

/** `-5m` and the like. */
export function isRelativeTime(text: string): boolean {
  return RELATIVE.test(text);
}

/**
 * `now`, `-5m` (ago; ms s m h d w), ms since the epoch, or a date as ISO 8601 writes it, in UTC unless it names its
 * zone; null where the text is none of them. `now`: ms since the epoch.
 */
export function typedTime(text: string, now: number): TypedTime | null {
  if (text === 'now') return instant(now);
  const relative = RELATIVE.exec(text);
  if (relative) {
    const [, sign, count = '', unit = ''] = relative;
    return instant(now + (sign === '-' ? -1 : 1) * Number(count) * (UNITS[unit] ?? 0));
  }
  if (/^\d{1,16}$/.test(text)) return instant(Number(text));
  const date = DATE.exec(text);
  return date === null ? null : dateTime(date);
}

function instant(at: number): TypedTime | null {
  return Math.abs(at) > MAX_TIME ? null : { from: at, until: at + 1 };
}

function dateTime([
  ,
  date = '',
  minutes,
  seconds = '',
  fraction = '',
  zone = 'Z',
]: RegExpExecArray): TypedTime | null {
  if (fraction !== '' && seconds === '') return null;
  const day = Date.parse(`${date}T00:00Z`);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(date)) return null;
  const from = Date.parse(
    `${date}T${minutes ?? '00:00'}${seconds}${fraction}${zone.toUpperCase()}`,
  );
  if (Number.isNaN(from)) return null;
  return { from, until: from + precision(minutes, seconds, fraction) };
}

function precision(minutes: string | undefined, seconds: string, fraction: string): number {
  if (minutes === undefined) return 86_400_000;
  if (seconds === '') return 60_000;
  return 1000 / 10 ** Math.max(0, fraction.length - 1);
}
