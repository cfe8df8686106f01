import { nearestNames } from './nearest.js';
import { EXIT, KafkaTuiError } from './problem.js';
import type { Place, SeekTarget } from './seek.js';
import { parseTime } from './times.js';

/** What can be typed, shortest first; shown while somebody types. */
export const PLACE_EXAMPLES = [
  'beginning',
  'end',
  '-500',
  '1:42',
  '1:end',
  '-15m',
  'yesterday 9:00',
  '@2026-11-20T10:00',
] as const;

const WORDS: Readonly<Record<string, Place>> = {
  beginning: { kind: 'beginning' },
  earliest: { kind: 'beginning' },
  start: { kind: 'beginning' },
  first: { kind: 'beginning' },
  end: { kind: 'end' },
  latest: { kind: 'end' },
  newest: { kind: 'end' },
  last: { kind: 'end' },
};
const MAX_OFFSET = 2n ** 63n - 1n;
const MAX_PARTITION = 2 ** 31 - 1;

/**
 * A place as people write it: `beginning`, `end`, `-500`, `42`, `1:42`, `new_users:1:42`, `1:end`, `-15m`,
 * `@2026-11-20T10:00`, `yesterday 9:00`. `topic` is the one that is looked at; `now` is in ms since the epoch.
 * Throws a KafkaTuiError whose `next` says what to type.
 */
export function parseTarget(text: string, topic: string, now: number): SeekTarget {
  const clean = text.trim();
  if (clean === '') throw wrong('nothing was typed', 'type a place');
  const inTopic = /^([^\s:]+):(\d+:.*)$/.exec(clean);
  if (inTopic && !/^\d+$/.test(inTopic[1] ?? '')) {
    const [, named = '', rest = ''] = inTopic;
    if (named !== topic) {
      throw wrong(
        `"${named}" is another topic: this is "${topic}"`,
        `type ${rest}, or open it first`,
      );
    }
    return parseTarget(rest, topic, now);
  }
  const one = /^(\d+):(.*)$/s.exec(clean);
  if (one === null) return { partition: null, place: parsePlace(clean, now) };
  const [, number = '', rest = ''] = one;
  if (number.length > 10 || Number(number) > MAX_PARTITION) {
    throw wrong(`there is no partition ${number}`, 'type PARTITION:OFFSET, such as 1:42');
  }
  if (rest.trim() === '') {
    throw wrong('the offset is missing', `type ${number}:42, ${number}:end or ${number}:-500`);
  }
  return { partition: Number(number), place: parsePlace(rest.trim(), now) };
}

/** The place that a word is for: `earliest`, `end`, …; null for anything else. */
export function wordPlace(text: string): Place | null {
  const word = text.toLowerCase();
  return Object.hasOwn(WORDS, word) ? (WORDS[word] ?? null) : null;
}

function parsePlace(text: string, now: number): Place {
  const word = wordPlace(text);
  if (word !== null) return word;
  if (/^-?\d{1,19}$/.test(text)) return ofOffset(BigInt(text), text);
  const timestamp = parseTime(text.replace(/^s?@\s*/, ''), now);
  if (timestamp === null) throw notAPlace(text);
  if (timestamp < 0) throw wrong(`"${text}" is before 1970`, 'type a later time');
  return { kind: 'time', timestamp };
}

function ofOffset(offset: bigint, text: string): Place {
  if (offset > MAX_OFFSET) throw wrong(`${text} is larger than any offset`, 'type a smaller one');
  // `-0` is the end, as it is 0 before that.
  if (text.startsWith('-')) return { kind: 'before-end', count: -offset };
  return { kind: 'offset', offset };
}

function notAPlace(text: string): KafkaTuiError {
  const [near] = nearestNames(text, [...Object.keys(WORDS), 'yesterday', 'today']);
  const examples =
    'type an offset (1:42), a time (-15m, yesterday 9:00, @2026-11-20T10:00), beginning or end';
  return wrong(`"${text}" is not a place`, near === undefined ? examples : `did you mean ${near}?`);
}

function wrong(message: string, next: string): KafkaTuiError {
  return new KafkaTuiError({ code: 'PLACE', message, next, exitCode: EXIT.usage });
}
