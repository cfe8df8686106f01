import type { NewRecord } from '../broker/batch-writer.js';
import type { Cast } from './cast.js';

/** What an odd turn of events consists of. */
export type Odd =
  | { readonly kind: 'records'; readonly records: readonly NewRecord[] }
  /** A transaction that is rolled back. */
  | { readonly kind: 'aborted'; readonly records: readonly NewRecord[] }
  /** Offsets that compaction has left out, and the record behind them. */
  | { readonly kind: 'gap'; readonly offsets: number; readonly records: readonly NewRecord[] };

const one = (record: NewRecord): Odd => ({ kind: 'records', records: [record] });

/** What comes by on purpose, so that one sees how it is shown. All of it can happen on any topic. */
export const ODDS: readonly ((cast: Cast) => Odd)[] = [
  function tombstone(cast) {
    return one({ key: cast.someone(), value: null });
  },
  function emptyValue(cast) {
    return one({ key: cast.someone(), value: '' });
  },
  function brokenJson(cast) {
    const whole = JSON.stringify(cast.user());
    return one({ key: cast.someone(), value: whole.slice(0, Math.floor(whole.length / 3)) });
  },
  function bytes(cast) {
    const size = cast.faker.number.int({ min: 24, max: 400 });
    const noise = Array.from({ length: size }, () => cast.faker.number.int(255));
    // How gzip begins; no text starts like this.
    return one({ key: 'bin', value: Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0xff, ...noise]) });
  },
  function hugeInteger(cast) {
    const user = JSON.stringify(cast.user());
    // More than a double holds: whoever parses this as a number shows …992.
    const value = user.replace(/"credit":-?\d+/, '"credit":9007199254740993');
    return one({ key: cast.someone(), value });
  },
  function escapeSequence() {
    return one({
      key: '\u001B[31mred\u001B[0m',
      value: '\u001B]0;owned\u0007\u001B[2J\u001B[Hthis would clear your screen\r\n',
    });
  },
  function wide(cast) {
    const user = { ...cast.user(), email: 'zoë.日本@example.org', name: 'Zoë 日本 山田' };
    return one({
      key: 'zoe_日本',
      value: JSON.stringify({ ...user, company_name: 'Müller & Söhne 株式会社' }),
    });
  },
  function rightToLeft(cast) {
    const user = { ...cast.user(), email: 'noor@example.org', name: 'نور الهدى שלום' };
    return one({ key: 'نور', value: JSON.stringify(user) });
  },
  function emoji(cast) {
    const user = { ...cast.user(), name: 'Ada 👩‍🚀 🚌🏳️‍🌈', company_slogan: 'e\u0301lan vital ☕️' };
    return one({ key: '👩‍🚀', value: JSON.stringify(user) });
  },
  function plainText(cast) {
    return one({ key: null, value: `${cast.someone()} called: please call back` });
  },
  function headers(cast) {
    const { value } = cast.userRecord();
    const headers: NewRecord['headers'] = [
      ['trace-id', cast.faker.string.hexadecimal({ length: 32, casing: 'lower', prefix: '' })],
      ['content-type', 'application/json'],
      ['retries', Buffer.from([0, 0, 0, 3])],
      ['source', null],
    ];
    return one({ key: cast.someone(), value, headers });
  },
  function abortedTransaction(cast) {
    const count = cast.faker.number.int({ min: 2, max: 5 });
    return { kind: 'aborted', records: Array.from({ length: count }, () => cast.userRecord()) };
  },
  function gap(cast) {
    const offsets = cast.faker.number.int({ min: 1, max: 9 });
    return { kind: 'gap', offsets, records: [cast.userRecord()] };
  },
];
