import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../src/filter/compile-query.js';
import type { Queried } from '../../src/model/query.js';

const NOW = Date.UTC(2026, 10, 21, 12);

function message(value: string | null, rest: Partial<Queried> = {}): Queried {
  return {
    partition: 1,
    offset: 42n,
    timestamp: Date.UTC(2026, 10, 20, 14, 3, 22, 481),
    key: Buffer.from('k12'),
    value: value === null ? null : Buffer.from(value),
    headers: [{ key: 'src', value: Buffer.from('signup') }],
    ...rest,
  };
}

const LARA = message(
  JSON.stringify({
    email: 'lara_atque@hotmail.com',
    name: 'Roslyn Dicki',
    premium: true,
    credit: -12.5,
    note: null,
    tags: ['red', 'Blue'],
    user: { address: { city: 'Paris' } },
    items: [{ sku: 'A1' }, { sku: 'B2', sizes: [[1, 2], [3]] }],
    größe: 'XL',
    'a.b': 'dotted',
    timestamp: 17,
  }),
);

const finds = (query: string, of: Queried = LARA): boolean =>
  compileQuery(query, { now: NOW }).matches(of);

describe('a query', () => {
  it.each([
    ['premium:true credit:<0', true],
    ['premium:true credit:>0', false],
    ['premium:true && credit:<0', true],
    ['premium:false || credit:<0', true],
    ['premium:false && nothing || key:k12', true],
    ['"&&"', false],
    ['+49', false],
    ['"_exists_":email', false],
    ['email:*@hotmail.com', true],
    ['email:lara', false],
    ['email:lara*', true],
    ['email:lara?atque@*', true],
    ['name:/ro[sz]/i', true],
    ['name:/ro[sz]/', false],
    ['name:roslyn*', true],
    ['name:ROSLYN*', false],
    ['name:"roslyn dicki"', true],
    ['name:=roslyn', false],
    ['key:k12', true],
    ['key:K12', false],
    ['key:k*', true],
    ['headers.src:signup', true],
    ['headers.src:SIGNUP', false],
    ['headers.none:*', false],
    ['headers:signup', true],
    ['partition:1', true],
    ['partition:2', false],
    ['offset:[40 TO 42]', true],
    ['offset:[40 TO 42}', false],
    ['offset:{42 TO *]', false],
    ['timestamp:>-5m', false],
    ['timestamp:>-1d', true],
    ['timestamp:>2026-11-20T10:00', true],
    ['timestamp:2026-11-20', true],
    ['timestamp:[2026-11-19 TO 2026-11-20]', true],
    ['timestamp:[2026-11-19 TO 2026-11-20}', false],
    ['"timestamp":17', true],
    ['value.timestamp:17', true],
    ['user.address.city:Paris', true],
    ['user.address.city:paris', true],
    ['user.city:Paris', false],
    ['items[*].sku:A1', true],
    ['items[0].sku:B2', false],
    ['items[1].sku:B2', true],
    ['items.sku:b2', true],
    ['items.sizes:3', true],
    ['items[1].sizes[0]:3', false],
    ['tags:red', true],
    ['tags:=blue', false],
    ['größe:xl', true],
    ['"a.b":dotted', true],
    ['a.b:dotted', false],
    ['note:null', true],
    ['note:*', false],
    ['user:*', true],
    ['missing:null', false],
    ['NOT missing:*', true],
    ['credit:-12.50', true],
    ['credit:"-12.50"', false],
    ['credit:[-13 TO -12]', true],
    ['hotmail Roslyn', true],
    ['hotmail roslyn -paris', false],
    ['nothing OR paris AND hotmail', true],
    ['(nothing OR paris) AND nothing', false],
    ['name:(lara OR ros* OR x)', true],
    ['credit:(>-13 AND <-12)', true],
    ['/ATQUE@hot/i', true],
    ['lara*hotmail', true],
    ['lara*paris', false],
    ['value:*', true],
    ['value:null', false],
    ['value:*hotmail*', true],
    ['*', true],
    ['', true],
  ])('%s: %s', (query, expected) => {
    expect(finds(query)).toBe(expected);
  });
});
