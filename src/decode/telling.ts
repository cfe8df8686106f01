/** The kinds of JSON values, by their first character. */
export type ValueKind = 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';

/**
 * How much a field says about its message in a stream of messages of the same shape; 0 says most.
 * Judged by what the name means, then by what the value looks like; never by topic.
 */
const RANK = {
  address: 0,
  name: 1,
  message: 2,
  state: 3,
  thing: 4,
  measure: 5,
  flag: 6,
  number: 7,
  who: 8,
  other: 9,
  id: 10,
  time: 11,
  long: 12,
  secret: 13,
  opaque: 14,
  nested: 15,
  nothing: 16,
} as const;

const BY_WORD: Readonly<Record<string, number>> = {
  ...all(RANK.address, 'email mail'),
  ...all(RANK.name, 'name title subject headline'),
  ...all(RANK.message, 'message msg text error reason summary description comment note'),
  ...all(
    RANK.state,
    'status state type kind event action level severity op operation result outcome',
  ),
  ...all(RANK.thing, 'item product article sku'),
  ...all(RANK.measure, 'quantity qty amount price total sum count currency balance score value'),
  ...all(RANK.who, 'user username login customer account author owner'),
  ...all(RANK.who, 'location place city country region host service'),
  ...all(RANK.id, 'id key ref code number phone uuid guid hash sequence seq version schema'),
  ...all(RANK.time, 'timestamp ts time date datetime at created updated'),
  ...all(RANK.secret, 'password passwd secret token card cvv iban ssn'),
  ...all(RANK.opaque, 'url uri href link avatar image photo agent'),
};

/** `user_name` names a user, `full_name` the thing itself, `company_name` something else. */
const OWN_NAME = new Set(['name', 'full_name', 'display_name', 'first_name', 'last_name']);
const URL = /^[a-z][a-z0-9+.-]*:\/\//i;
const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const USER_AGENT = /^Mozilla\/\d/;
const LONG = 120;

/** Rank of a field, one of RANK. `text` is a string's content, or the beginning of it. */
export function rankOf(field: string, kind: ValueKind, text: string): number {
  if (kind === 'object' || kind === 'array') return RANK.nested;
  if (kind === 'null' || (kind === 'string' && text === '')) return RANK.nothing;
  const words = wordsOf(field);
  const byName = rankOfName(words);
  if (byName === RANK.secret || byName === RANK.opaque) return byName;
  if (kind === 'boolean') return byName === RANK.state ? RANK.state : RANK.flag;
  if (kind === 'number')
    return byName >= RANK.who || byName <= RANK.message ? plainNumber(byName) : byName;
  if (URL.test(text) || UUID.test(text) || USER_AGENT.test(text)) return RANK.opaque;
  if (byName > RANK.message && text.length > LONG) return RANK.long;
  return byName;
}

/** Whether a string of this rank is understood without its field's name. */
export function speaksForItself(rank: number): boolean {
  return rank <= RANK.message || rank === RANK.thing;
}

function plainNumber(byName: number): number {
  return byName === RANK.id || byName === RANK.time ? byName : RANK.number;
}

function rankOfName(words: readonly string[]): number {
  if (words.some((word) => BY_WORD[word] === RANK.secret)) return RANK.secret;
  const last = words.at(-1) ?? '';
  if (last === 'name' && !OWN_NAME.has(words.join('_'))) {
    return BY_WORD[words[0] ?? ''] === RANK.who ? RANK.who : RANK.other;
  }
  return BY_WORD[last] ?? RANK.other;
}

/** `orderId`, `order_id` and `order-id` are the words `order` and `id`. */
function wordsOf(field: string): string[] {
  return field
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
}

function all(rank: number, words: string): Record<string, number> {
  return Object.fromEntries(words.split(' ').map((word) => [word, rank]));
}
