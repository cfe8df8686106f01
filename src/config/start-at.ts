import type { StartAt } from './config.js';
import { ValueError } from './value-error.js';

const ALLOWED =
  'write beginning, end, -N (N before the end), N (an offset) or s@TIME (ms since the epoch, or 2026-11-20T10:00)';

/** What `-o` was given, once for a start and once for an end, in kcat's words. Throws a ValueError. */
export function splitOffsets(given: readonly string[]): {
  readonly start: string | undefined;
  readonly end: number | null;
} {
  const isEnd = (text: string): boolean => text.startsWith('e@');
  const [ends, starts] = [given.filter(isEnd), given.filter((text) => !isEnd(text))];
  for (const [kind, texts] of [['end', ends] as const, ['start', starts] as const]) {
    if (texts.length < 2) continue;
    throw new ValueError(`-o ${texts.join(' -o ')}: only one ${kind} can be given`);
  }
  const [end] = ends;
  return { start: starts[0], end: end === undefined ? null : parseTime(end.slice(2)) };
}

/** One place to start, in kcat's words. Throws a ValueError. */
export function parseStart(text: string): StartAt {
  if (text === 'beginning' || text === 'earliest') return { kind: 'beginning' };
  if (text === 'end' || text === 'latest') return { kind: 'end' };
  if (/^-\d+$/.test(text)) return { kind: 'before-end', count: -bounded(text) };
  if (/^\d+$/.test(text)) return { kind: 'offset', offset: bounded(text) };
  if (text.startsWith('s@')) return { kind: 'time', timestamp: parseTime(text.slice(2)) };
  if (text.startsWith('e@')) {
    throw new ValueError(`"${text}" is an end, and a start is wanted here; write s@TIME`);
  }
  if (text === 'stored') {
    throw new ValueError('"stored" needs a group: name it with -G, or ' + ALLOWED);
  }
  throw new ValueError(`"${text}" is not a place to start; ${ALLOWED}`);
}

const MAX_OFFSET = 0x7fff_ffff_ffff_ffffn;

function bounded(text: string): bigint {
  const value = BigInt(text);
  if (value > MAX_OFFSET || value < -MAX_OFFSET) {
    throw new ValueError(`"${text}" is larger than any offset can be`);
  }
  return value;
}

/** A point in time: ms since the epoch as kcat writes it, or an ISO date; without a zone it is UTC. */
export function parseTime(text: string): number {
  if (/^\d{1,16}$/.test(text)) return Number(text);
  const iso =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?(Z|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    );
  if (iso) {
    const [, date, time, zone] = iso;
    // Date.parse takes the 30th of February for the 2nd of March.
    const day = Date.parse(`${date ?? ''}T00:00Z`);
    const isDay = !Number.isNaN(day) && new Date(day).toISOString().startsWith(date ?? '');
    const parsed = Date.parse(`${date ?? ''}T${time ?? '00:00'}${zone ?? 'Z'}`);
    if (isDay && !Number.isNaN(parsed)) return parsed;
  }
  throw new ValueError(
    `"${text}" is not a time; write ms since the epoch, or a date such as 2026-11-20T10:00 (UTC)`,
  );
}
