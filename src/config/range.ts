import type { Config, Output, StartAt } from './config.js';
import { type Found, type Layer, pick } from './layer.js';
import { parseStart, splitOffsets } from './start-at.js';
import { ValueError, badValue } from './value-error.js';

/** What one wants to see first: the newest messages of the topic, then those that come. */
export const DEFAULT_TAIL = 100;

/**
 * From where to where to read: `-o`, which may be given twice, then what other sources say. A member of a group
 * goes on where that is, which kcat calls `stored`: what it has instead is `reset`. Throws a ValueError.
 */
export function readRange(
  offsets: readonly string[],
  layers: readonly Layer[],
  output: Output,
  reset: StartAt | null,
): Pick<Config, 'start' | 'startGiven' | 'end'> {
  const { end } = splitOffsets(offsets);
  if (reset !== null && end !== null)
    throw new ValueError('an end in time and -G exclude each other: a member reads on');
  const found = startOf(layers, output, end);
  const given = reset !== null && !isReset(found) ? null : found;
  const start = given === null ? (reset ?? defaultStart(output, end)) : readStart(given);
  if (end !== null && start.kind === 'time' && start.timestamp >= end)
    throw new ValueError(`-o ${offsets.join(' -o ')}: the end has to be behind the start`);
  return { start, startGiven: given !== null || end !== null, end };
}

/** A count, or what lies before an end, is of the whole topic, wherever a profile likes to begin looking. */
function startOf(layers: readonly Layer[], output: Output, end: number | null): Found | null {
  const start = pick(layers, 'start') ?? null;
  const isWhole = output.kind === 'count' || end !== null;
  return isWhole && start?.origin !== 'flag -o' ? null : start;
}

/** What a profile likes to look at is not where a group begins. */
function isReset(found: Found | null): boolean {
  return found?.origin === 'flag -o' && found.value !== 'stored';
}

function defaultStart(output: Output, end: number | null): StartAt {
  const isWhole = output.kind === 'count' || end !== null;
  return isWhole ? { kind: 'beginning' } : { kind: 'tail', count: DEFAULT_TAIL };
}

function readStart(given: Found): StartAt {
  try {
    return parseStart(given.value);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    const message = error.message.replace(given.value, given.written);
    throw badValue(given, `${given.origin === 'flag -o' ? '-o' : 'start'} ${message}`);
  }
}
