import fc from 'fast-check';
import {
  type Asked,
  EACH,
  type Known,
  type Step,
  compareNumbers,
  holdsWord,
  isJsonNumber,
  reached,
  said,
  smart,
  textsOf,
} from './asked.js';
import { type Json, NAMES, numberSource, text } from './values.js';

/** What is asked of the scalars that a field leads to. A field that is null or not there gives null. */
interface Test {
  readonly text: string;
  readonly holds: (value: Json) => boolean;
}

/** As it is typed: in quotes, with backslashes, or as it is where nothing in it means anything else. */
function typed(of: string): fc.Arbitrary<{ readonly text: string; readonly quoted: boolean }> {
  const inQuotes = [
    { text: `"${of.replace(/["\\]/g, '\\$&')}"`, quoted: true },
    { text: `'${of.replace(/['\\]/g, '\\$&')}'`, quoted: true },
    { text: JSON.stringify(of), quoted: true },
  ];
  const isPlain = /^[\p{L}\p{N}]+$/u.test(of) && !['AND', 'OR', 'NOT', 'TO'].includes(of);
  const bare = isPlain ? of : of.replace(/[^\p{L}\p{N}]/gu, '\\$&');
  const mayBeBare = of !== '' && !['AND', 'OR', 'NOT', 'TO'].includes(of);
  return fc.constantFrom(
    ...inQuotes,
    ...(mayBeBare ? Array.from({ length: 6 }, () => ({ text: bare, quoted: false })) : []),
  );
}

const equal: fc.Arbitrary<Test> = fc
  .oneof(text, numberSource)
  .chain((of) => fc.record({ of: fc.constant(of), typed: typed(of), exact: fc.boolean() }))
  .map(({ of, typed: { text: shown, quoted }, exact }) => {
    // A minus that a backslash takes as it is, and one that is typed, are the same character.
    if (!quoted && of === 'null')
      return {
        text: `:${shown}`,
        holds: (value) => value.kind === 'word' && value.word === 'null',
      };
    const prepare = exact ? (other: string): string => other : smart(of);
    const asNumber = !quoted && isJsonNumber(of);
    return {
      text: `${exact ? ':=' : ':'}${shown}`,
      holds: (value) => {
        const own = said(value);
        if (own === null) return false;
        if (asNumber && value.kind !== 'word' && isJsonNumber(own)) {
          if (compareNumbers(own, of) === 0) return true;
        }
        return value.kind === 'string' ? prepare(own) === prepare(of) : own === of;
      },
    };
  });

const presence: fc.Arbitrary<Test> = fc.constantFrom(
  { text: ':*', holds: (value: Json) => value.kind !== 'word' || value.word !== 'null' },
  { text: ':null', holds: (value: Json) => value.kind === 'word' && value.word === 'null' },
);

const glob: fc.Arbitrary<Test> = fc
  .array(
    fc.oneof(
      fc.constantFrom('*', '?'),
      text.map((of) => ({ of })),
    ),
    { minLength: 2, maxLength: 4 },
  )
  .filter(
    (parts) =>
      parts.some((part) => typeof part === 'string') &&
      parts.some((part) => typeof part !== 'string' && part.of !== ''),
  )
  .map((parts) => {
    const asked = parts.map((part) => (typeof part === 'string' ? '' : part.of)).join('');
    const prepare = smart(asked);
    const source = parts
      .map((part) =>
        typeof part === 'string' ? (part === '*' ? '.*' : '.') : escaped(prepare(part.of)),
      )
      .join('');
    const pattern = new RegExp(`^(?:${source})$`, 'su');
    return {
      text: `:${parts.map((part) => (typeof part === 'string' ? part : part.of.replace(/[^\p{L}\p{N}]/gu, '\\$&'))).join('')}`,
      holds: (value) => {
        const own = said(value);
        return own !== null && pattern.test(prepare(own));
      },
    };
  });

function escaped(of: string): string {
  return of.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

export const PATTERNS = [
  'ab',
  'a.?b',
  '^k',
  's$',
  '[abk]+i',
  'a|B',
  '(?:ab)+',
  'k\\*?',
  'ß',
  '\\d+',
  'é.',
  'bus\\s',
  '^$',
  'k{2}',
  '1\\.0',
  'σ',
  'a\\/b',
  'i+k',
  '\\u00e9',
  'ax+b',
] as const;

const regex: fc.Arbitrary<Test> = fc
  .record({ pattern: fc.constantFrom(...PATTERNS), flags: fc.constantFrom('', 'i') })
  .map(({ pattern, flags }) => {
    const found = new RegExp(pattern, `${flags}u`);
    return {
      text: `:/${pattern}/${flags}`,
      holds: (value) => {
        const own = said(value);
        return own !== null && found.test(own);
      },
    };
  });

interface End {
  readonly typed: string;
  readonly of: string;
  readonly isNumber: boolean;
}

const end: fc.Arbitrary<End> = fc
  .oneof(
    { weight: 3, arbitrary: numberSource },
    { weight: 1, arbitrary: fc.constantFrom('ab', 'k', 'B', '010', '+5', '.5', '日', 'e5') },
  )
  .chain((of) => fc.record({ of: fc.constant(of), quoted: fc.nat(9).map((dice) => dice === 0) }))
  .map(({ of, quoted }) => ({
    typed: quoted ? `"${of}"` : of,
    of,
    isNumber: !quoted && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(of),
  }));

function inside(
  value: Json,
  low: End | null,
  high: End | null,
  lowIn: boolean,
  highIn: boolean,
): boolean {
  const own = said(value);
  if (own === null || value.kind === 'word') return false;
  const asNumbers = low?.isNumber !== false && high?.isNumber !== false;
  if (asNumbers && !isJsonNumber(own)) return false;
  if (!asNumbers && value.kind !== 'string') return false;
  const compare = asNumbers
    ? compareNumbers
    : (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  const overLow = low === null || compare(own, low.of) > (lowIn ? -1 : 0);
  const underHigh = high === null || compare(own, high.of) < (highIn ? 1 : 0);
  return overLow && underHigh;
}

const comparison: fc.Arbitrary<Test> = fc
  .record({ sign: fc.constantFrom('<', '<=', '>', '>='), to: end })
  .map(({ sign, to }) => {
    const isIn = sign.endsWith('=');
    return {
      text: `:${sign}${to.typed}`,
      holds: (value) =>
        sign.startsWith('<')
          ? inside(value, null, to, true, isIn)
          : inside(value, to, null, isIn, true),
    };
  });

const range: fc.Arbitrary<Test> = fc
  .record({ low: fc.option(end), high: fc.option(end), lowIn: fc.boolean(), highIn: fc.boolean() })
  .map(({ low, high, lowIn, highIn }) => ({
    text: `:${lowIn ? '[' : '{'}${low?.typed ?? '*'} TO ${high?.typed ?? '*'}${highIn ? ']' : '}'}`,
    holds: (value) =>
      // Open on both sides asks for any number there is.
      inside(value, low, high, lowIn, highIn),
  }));

export const test = fc.oneof(
  { weight: 4, arbitrary: equal },
  { weight: 1, arbitrary: presence },
  { weight: 2, arbitrary: glob },
  { weight: 2, arbitrary: regex },
  { weight: 3, arbitrary: comparison },
  { weight: 2, arbitrary: range },
);

const path = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom<Step>(...NAMES) },
    { weight: 1, arbitrary: fc.constantFrom<Step>(EACH, 0, 1) },
  ),
  { minLength: 1, maxLength: 3 },
);

function typedPath(steps: readonly Step[], prefix: string): string {
  let out = prefix;
  for (const step of steps) {
    if (step === EACH) out += '[*]';
    else if (typeof step === 'number') out += `[${step}]`;
    else {
      const isPlain = /^\p{L}+$/u.test(step) && step !== 'key';
      out += (out === '' ? '' : '.') + (isPlain ? step : JSON.stringify(step));
    }
  }
  return out;
}

const valueField: fc.Arbitrary<Asked> = fc
  .record({ steps: path, prefix: fc.constantFrom('', '', 'value'), of: test })
  .map(({ steps, prefix, of }) => ({
    text: typedPath(steps, prefix) + of.text,
    holds: ({ json }) => json !== null && reached(json, steps).some(of.holds),
  }));

/** A text of its own, or nothing. */
function asJson(bytes: Buffer | null): Json {
  return bytes === null
    ? { kind: 'word', word: 'null' }
    : { kind: 'string', text: bytes.toString() };
}

const headerField: fc.Arbitrary<Asked> = fc
  .record({ name: fc.constantFrom('src', 'trace.id', 'größe', null), of: test })
  .map(({ name, of }) => ({
    text: (name === null ? 'headers' : `headers.${name}`) + of.text,
    holds: ({ message }) =>
      message.headers.some(
        (header) => (name === null || header.key === name) && of.holds(asJson(header.value)),
      ),
  }));

const keyField: fc.Arbitrary<Asked> = fc.oneof(
  text
    .filter((of) => of !== 'null')
    .chain((of) =>
      typed(of).map(({ text: shown }) => ({
        text: `key:${shown}`,
        holds: ({ message }: Known) => message.key?.equals(Buffer.from(of)) ?? false,
      })),
    ),
  fc.oneof(presence, regex, comparison, range).map((of) => ({
    text: `key${of.text}`,
    holds: ({ message }: Known) => of.holds(asJson(message.key)),
  })),
);

const wholeValue: fc.Arbitrary<Asked> = test.map((of) => ({
  text: `value${of.text}`,
  holds: ({ message }) => of.holds(asJson(message.value)),
}));

const word: fc.Arbitrary<Asked> = text
  .filter((of) => of !== '')
  .chain((of) =>
    typed(of).map(({ text: shown }) => ({ text: shown, holds: (known) => holdsWord(known, of) })),
  );

const anyRegex: fc.Arbitrary<Asked> = fc
  .record({ pattern: fc.constantFrom(...PATTERNS), flags: fc.constantFrom('', 'i') })
  .map(({ pattern, flags }) => {
    const found = new RegExp(pattern, `${flags}u`);
    return {
      text: `/${pattern}/${flags}`,
      holds: (known) => textsOf(known).some((other) => found.test(other)),
    };
  });

const anyGlob: fc.Arbitrary<Asked> = fc
  .tuple(text, text)
  .filter(([a, b]) => a !== '' && b !== '')
  .map(([a, b]) => {
    const prepare = smart(a + b);
    const found = new RegExp(
      `${escaped(prepare(a))}[^\\t\\n\\f\\r "]*${escaped(prepare(b))}`,
      'su',
    );
    const bare = (of: string): string => of.replace(/[^\p{L}\p{N}]/gu, '\\$&');
    return {
      text: `${bare(a)}*${bare(b)}`,
      holds: (known) => textsOf(known).some((other) => found.test(prepare(other))),
    };
  });

const number = fc.integer({ min: -2, max: 12 });

const place: fc.Arbitrary<Asked> = fc
  .record({
    field: fc.constantFrom('partition', 'offset', 'timestamp'),
    sign: fc.constantFrom(':', ':=', ':<', ':<=', ':>', ':>=', '[', '{'),
    low: number,
    high: number,
    close: fc.constantFrom(']', '}'),
  })
  .map(({ field, sign, low, high, close }) => {
    const of = ({ message }: Known): number =>
      field === 'partition'
        ? message.partition
        : field === 'offset'
          ? Number(message.offset)
          : message.timestamp;
    const isThere = (known: Known): boolean =>
      field !== 'timestamp' || known.message.timestamp >= 0;
    // A time is never negative, and a minus before one counts from now.
    const from = field === 'timestamp' ? Math.abs(low) : low;
    const to = field === 'timestamp' ? Math.abs(high) : high;
    if (sign === '[' || sign === '{')
      return {
        text: `${field}:${sign}${from} TO ${to}${close}`,
        holds: (known) =>
          isThere(known) &&
          of(known) >= (sign === '[' ? from : from + 1) &&
          of(known) <= (close === ']' ? to : to - 1),
      };
    const holds: Readonly<Record<string, (value: number) => boolean>> = {
      ':': (value) => value === from,
      ':=': (value) => value === from,
      ':<': (value) => value < from,
      ':<=': (value) => value <= from,
      ':>': (value) => value > from,
      ':>=': (value) => value >= from,
    };
    return {
      text: `${field}${sign}${from}`,
      holds: (known) => isThere(known) && holds[sign]?.(of(known)) === true,
    };
  });

const term = fc.oneof(
  { weight: 8, arbitrary: valueField },
  { weight: 2, arbitrary: headerField },
  { weight: 2, arbitrary: keyField },
  { weight: 1, arbitrary: wholeValue },
  { weight: 2, arbitrary: word },
  { weight: 1, arbitrary: anyRegex },
  { weight: 1, arbitrary: anyGlob },
  { weight: 2, arbitrary: place },
);

/** How strongly a query's outermost operator binds: OR least, then AND, then NOT and terms. */
type Bound = Asked & { readonly binds: 0 | 1 | 2 };

function grouped(of: Bound, atLeast: number, extra: boolean): string {
  return of.binds < atLeast || extra ? `(${of.text})` : of.text;
}

/** Queries with everything in them, with no more parentheses than needed, and with more. */
export const query: fc.Arbitrary<Bound> = fc.letrec<{ query: Bound }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    term.map((of): Bound => ({ ...of, binds: 2 })),
    fc
      .record({
        a: tie('query'),
        b: tie('query'),
        kind: fc.constantFrom('AND', ' ', 'OR'),
        extra: fc.boolean(),
      })
      .map(({ a, b, kind, extra }): Bound => {
        const binds = kind === 'OR' ? 0 : 1;
        const between = kind === ' ' ? ' ' : ` ${kind} `;
        return {
          text: grouped(a, binds, extra) + between + grouped(b, binds, false),
          holds: (known) =>
            kind === 'OR' ? a.holds(known) || b.holds(known) : a.holds(known) && b.holds(known),
          binds,
        };
      }),
    fc
      .record({ of: tie('query'), sign: fc.constantFrom('NOT ', '-', '!') })
      .map(({ of, sign }): Bound => {
        const isTerm = of.binds === 2 && /^[\p{L}]/u.test(of.text) && !of.text.startsWith('NOT ');
        return {
          text:
            sign === 'NOT ' ? `NOT ${grouped(of, 2, false)}` : `${sign}${grouped(of, 2, !isTerm)}`,
          holds: (known) => !of.holds(known),
          binds: 2,
        };
      }),
  ),
})).query;
