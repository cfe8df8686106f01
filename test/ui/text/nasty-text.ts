import fc from 'fast-check';

/** What terminals, segmenters and width tables have been seen to stumble over. */
const NASTY = [
  ...Array.from('aZ1#~ '),
  ...Array.from('\0\x07\t\n\r\x1b\x7f\u0085\u009b'),
  ...Array.from(
    '\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u202e\u2066\u2069\u2060\ufeff\ufff9',
  ),
  ...Array.from(
    '\u0300\u0301\u0336\u0344\u0489\u20dd\u20e3\u3099\u302e\ufe0e\ufe0f\u{e0101}\u{e0067}',
  ),
  ...Array.from('éß日本。ｱﾞﾟ한각ᅟㅤ\u{d7b0}\u{d7cb}\u{a960}'),
  ...Array.from(
    'कष्ािক্ষ\u09c7\u09be\u0bc6\u0bbe\u17d2ក\u0e19\u0e49\u0e33\u0eb3\u0d4e\u0600\u06dd\u110bd',
  ),
  ...Array.from('שלום\u05b0مرحبا\u0651'),
  ...Array.from('👩💻👍🚌❤🏳🏴©\u{1f3fd}\u{1f1e9}\u{1f1ea}'),
  ...Array.from('☰䷀\u{1d165}\u{16d67}\u{16ff0}\ue000\u0378\ufffe'),
  '\ud800',
  '\udc00',
  '👨‍👩‍👧‍👦',
  '👍🏽',
  '1\ufe0f\u20e3',
  '\u1112\u1161\u11ab',
];

/** Text made of the worst there is, and of anything else that is a string. */
export function nastyText(): fc.Arbitrary<string> {
  const unit = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...NASTY) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 }) },
  );
  return fc.array(unit, { maxLength: 12 }).map((units) => units.join(''));
}
