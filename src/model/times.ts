const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const DAY = 86_400_000;

/** `90s`, `15m`, `1h30m`, `2d` in ms; null for anything else. */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d{1,9}(?:ms|[smhdw]))+$/.test(text)) return null;
  let sum = 0;
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+)(ms|[smhdw])/g)) {
    sum += Number(count) * (UNITS[unit] ?? 0);
  }
  return sum;
}

/** `9:00`, `09:00:30.5` as ms into a day; null for anything else. */
function parseClock(text: string): number | null {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(text);
  if (found === null) return null;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = found;
  const parts = [Number(hours), Number(minutes), Number(seconds)] as const;
  if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return null;
  const ms = Number(fraction.padEnd(3, '0'));
  return ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + ms;
}

const DATE =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

function parseDate(text: string): number | null {
  const [, date, clock = '0:00', zone = 'Z'] = DATE.exec(text) ?? [];
  if (date === undefined) return null;
  // Date.parse takes the 30th of February for the 2nd of March.
  const day = Date.parse(`${date}T00:00Z`);
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(date)) return null;
  const time = parseClock(clock);
  return time === null ? null : day + time - zoneMs(zone);
}

function zoneMs(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/**
 * A point in time as people write it, in UTC unless it names a zone: `2026-11-20T10:00`, `2026-11-20 10:00 +01:00`,
 * `yesterday 9:00`, `today`, `now`, `-15m`, ms since the epoch. ms since the epoch, or null for anything else.
 */
export function parseTime(text: string, now: number): number | null {
  const clean = text.trim();
  if (/^\d{10,16}$/.test(clean)) return Number(clean);
  if (/^now$/i.test(clean)) return now;
  if (clean.startsWith('-')) {
    const back = parseDuration(clean.slice(1).toLowerCase());
    return back === null ? null : now - back;
  }
  const [, word, clock = '0:00'] = /^(today|yesterday)(?:\s+(?:at\s+)?(\S+))?$/i.exec(clean) ?? [];
  if (word === undefined) return parseDate(clean);
  const time = parseClock(clock);
  if (time === null) return null;
  const midnight = Math.floor(now / DAY) * DAY;
  return midnight - (word.toLowerCase() === 'yesterday' ? DAY : 0) + time;
}
