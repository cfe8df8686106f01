import fc from 'fast-check';

/** A JSON value with everything that its text says: digits as they are, fields in order, twice if so. */
export type Json =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly source: string }
  | { readonly kind: 'word'; readonly word: 'true' | 'false' | 'null' }
  | { readonly kind: 'array'; readonly items: readonly Json[] }
  | { readonly kind: 'object'; readonly members: readonly (readonly [string, Json])[] };

export const NAMES = ['a', 'b', 'Key', 'c.d', 'größe', 'x"y', 'i/k', '日本', 'key', ''] as const;

const LETTERS = [
  ...Array.from('abkisAKIS019 -*?.:/\\"\'(){}[]<>=,_@'),
  ...['\n', '\t', '\u0001', '\u007f', 'ß', 'ẞ', 'σ', 'ς', 'Σ', 'İ', 'ı', '\u212a', 'ſ', 'é', 'É'],
  ...['日', '🚌', '\ufffd', '\u2028'],
];

/** Short texts of few letters, so that what is looked for is often there, or nearly. */
export const text = fc
  .oneof(
    { weight: 6, arbitrary: fc.array(fc.constantFrom(...LETTERS), { maxLength: 4 }) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom(
          'abba',
          'Abba',
          'kiosk',
          'true',
          'null',
          '1',
          '1.0',
          '-5',
          '010',
          '1e3',
          'bus stop',
          ...['abbak', 'abba\u212a', 'İkik', 'ikik', 'axxb', 'axb'],
        )
        .map((word) => [word]),
    },
  )
  .map((letters) => letters.join(''));

export const numberSource = fc.oneof(
  fc.constantFrom(
    ...['0', '-0', '1', '-1', '1.0', '10e-1', '0.1', '-5', '-5.00', '100', '1e2', '1E+2', '100.0'],
    ...['123456', '1.23456e5', '1234560e-1', '12345.6e1', '9007199254740992', '9007199254740993'],
    ...[
      '9007199254740993.0',
      '1e400',
      '1e401',
      '10e399',
      '1e-400',
      '-1e400',
      '0e9',
      '0.30000000000000004',
    ],
    ...[
      '0.3',
      '123456789012345678901234567890',
      '1e999999999999',
      '1e-999999999999',
      '0.0000001',
      '1e-7',
    ],
  ),
  fc.integer({ min: -12, max: 12 }).map(String),
  fc
    .tuple(fc.integer({ min: -999, max: 999 }), fc.nat(99))
    .map(([whole, part]) => `${whole}.${part}`),
);

const scalar: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: text.map((of): Json => ({ kind: 'string', text: of })) },
  { weight: 3, arbitrary: numberSource.map((source): Json => ({ kind: 'number', source })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('true', 'false', 'null')
      .map((word): Json => ({ kind: 'word', word })),
  },
);

export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }).map((items): Json => ({ kind: 'array', items })),
    fc
      .array(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 4 })
      .map((members): Json => ({ kind: 'object', members })),
  ),
})).value;

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/** Writes a JSON text; `dice` chooses among all legal ways to escape each character, and where space stands. */
export function written(value: Json, dice: () => number): string {
  const space = (): string => ['', '', '', ' ', '\n', '\t ', '\r\n'][dice() % 7] ?? '';
  const list = (parts: readonly string[], open: string, close: string): string =>
    open + space() + parts.join(`${space()},${space()}`) + space() + close;
  const build = (of: Json): string => {
    switch (of.kind) {
      case 'string':
        return quoted(of.text, dice);
      case 'number':
        return of.source;
      case 'word':
        return of.word;
      case 'array':
        return list(of.items.map(build), '[', ']');
      case 'object':
        return list(
          of.members.map(
            ([name, item]) => `${quoted(name, dice)}${space()}:${space()}${build(item)}`,
          ),
          '{',
          '}',
        );
    }
  };
  return space() + build(value) + space();
}

function quoted(of: string, dice: () => number): string {
  let out = '';
  for (let at = 0; at < of.length; at += 1) {
    const unit = of.charAt(at);
    const code = of.charCodeAt(at);
    const digits = code.toString(16).padStart(4, '0');
    const byNumber = `\\u${dice() % 2 === 0 ? digits : digits.toUpperCase()}`;
    const short = SHORT[unit];
    const ways = [...(short === undefined ? [] : [short, short]), byNumber];
    const mustEscape = code < 0x20 || unit === '"' || unit === '\\';
    // Half of a surrogate pair can only be escaped together with the other one.
    const isHalf = code >= 0xd800 && code <= 0xdfff;
    if (!mustEscape && !isHalf) ways.push(unit, unit, unit, unit, unit, unit);
    out += isHalf ? byNumber : (ways[dice() % ways.length] ?? unit);
  }
  return `"${out}"`;
}
