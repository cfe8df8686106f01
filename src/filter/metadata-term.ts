import { ANYWHERE, type Queried, type Range, type Region } from '../model/query.js';
import { QueryError } from './query-error.js';
import { type Known, NOTHING_KNOWN, type QueryPart } from './query-part.js';
import { NO, YES } from './query-test.js';
import { ANY, type TermSyntax, type TextSyntax } from './query-syntax.js';
import { typedTime } from './time.js';

type Metadata = 'partition' | 'offset' | 'timestamp';

export function isMetadata(name: string): name is Metadata {
  return name === 'partition' || name === 'offset' || name === 'timestamp';
}

/** A term on where or when a message is. `now`: ms since the epoch. Throws a QueryError. */
export function metadataPart(field: Metadata, term: TermSyntax, now: number): QueryPart {
  const { value } = term;
  const isPresent = present(field);
  if (value.kind === 'wildcard' && value.parts.every((part) => part === ANY)) {
    return partOf((message) => isPresent(message), NOTHING_KNOWN, NOTHING_KNOWN);
  }
  if (value.kind === 'text' && !value.quoted && value.text === 'null') {
    return partOf((message) => !isPresent(message), NOTHING_KNOWN, NOTHING_KNOWN);
  }
  const range = rangeOf(field, term, now);
  // A message without a timestamp is neither before nor after, so nothing follows from a no.
  const ifNo: Known =
    field === 'timestamp'
      ? NOTHING_KNOWN
      : { hint: null, bounds: outside(range).map((one) => regionOf(field, one)) };
  return partOf(
    (message) => isPresent(message) && isWithin(range, message[field]),
    { hint: null, bounds: [regionOf(field, range)] },
    ifNo,
  );
}

function partOf(test: (message: Queried) => boolean, ifYes: Known, ifNo: Known): QueryPart {
  return {
    test: {
      cost: 1,
      quick: ({ message }) => (test(message) ? YES : NO),
      sure: ({ message }) => test(message),
    },
    ifYes,
    ifNo,
    spans: [],
  };
}

function present(field: Metadata): (message: Queried) => boolean {
  return field === 'timestamp' ? ({ timestamp }) => timestamp >= 0 : () => true;
}

function isWithin({ from, to }: Range<bigint>, value: number | bigint): boolean {
  return (from === null || value >= from) && (to === null || value <= to);
}

/** What is not in a range: before it, and behind it. */
function outside({ from, to }: Range<bigint>): Range<bigint>[] {
  return [
    ...(from === null ? [] : [{ from: null, to: from - 1n }]),
    ...(to === null ? [] : [{ from: to + 1n, to: null }]),
  ];
}

function regionOf(field: Metadata, range: Range<bigint>): Region {
  switch (field) {
    case 'partition':
      return { ...ANYWHERE, partitions: inNumbers(range) };
    case 'offset':
      return { ...ANYWHERE, offsets: range };
    case 'timestamp':
      return { ...ANYWHERE, timestamps: inNumbers(range) };
  }
}

function inNumbers({ from, to }: Range<bigint>): Range<number> {
  return { from: from === null ? null : Number(from), to: to === null ? null : Number(to) };
}

const EXAMPLES: Readonly<Record<Metadata, string>> = {
  partition: 'partition:2 or partition:[0 TO 3]',
  offset: 'offset:42, offset:>100 or offset:[100 TO 200]',
  timestamp: 'timestamp:>-5m, timestamp:>2026-11-20T10:00 (UTC) or ms since the epoch',
};

function rangeOf(field: Metadata, term: TermSyntax, now: number): Range<bigint> {
  const { operator, value } = term;
  const bound = (text: TextSyntax): Range<bigint> => boundOf(field, text, now);
  if (value.kind === 'range') {
    const from = value.from && bound(value.from);
    const to = value.to && bound(value.to);
    return {
      from: from && after(from, value.fromIncluded),
      to: to && before(to, value.toIncluded),
    };
  }
  if (value.kind !== 'text') throw noBound(field, value.at, 'this');
  const asked = bound(value);
  switch (operator) {
    case ':':
    case ':=':
      return asked;
    case ':<':
    case ':<=':
      return { from: null, to: before(asked, operator === ':<=') };
    case ':>':
    case ':>=':
      return { from: after(asked, operator === ':>='), to: null };
  }
}

/** A day or a minute begins with its first instant, and `>` is anything behind that. */
function after({ from }: Range<bigint>, included: boolean): bigint | null {
  return from === null || included ? from : from + 1n;
}

/** … and ends with its last, where the end belongs to the range. */
function before({ from, to }: Range<bigint>, included: boolean): bigint | null {
  return included || from === null ? to : from - 1n;
}

function boundOf(field: Metadata, { text, at }: TextSyntax, now: number): Range<bigint> {
  if (field === 'timestamp') {
    const time = typedTime(text, now);
    if (time) return { from: BigInt(Math.ceil(time.from)), to: BigInt(Math.ceil(time.until)) - 1n };
  } else if (/^[+-]?\d{1,30}$/.test(text)) {
    const number = BigInt(text.replace('+', ''));
    return { from: number, to: number };
  }
  throw noBound(field, at, text);
}

function noBound(field: Metadata, at: number, text: string): QueryError {
  const kind = field === 'timestamp' ? 'a time' : 'a whole number';
  return new QueryError(
    at,
    `${text} is not ${kind}, and ${field} takes one`,
    `type ${EXAMPLES[field]}; for a field of the value: "${field}":…`,
  );
}
