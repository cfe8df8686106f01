import type { Rewrite } from './config.js';
import type { Found } from './layer.js';
import { badValue } from './value-error.js';

type Place = Rewrite['from'];

/** `FROM=TO,FROM=TO` → rewrites, in their order. Throws a ValueError on what can't be one. */
export function readRewrites(given: Found | undefined): Rewrite[] {
  if (given === undefined) return [];
  const key = given.origin.startsWith('flag') ? '--rewrite-broker' : 'rewrite_broker';
  const pairs = given.value
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  return pairs.map((pair) => {
    const [from, to, ...more] = pair.split('=').map((side) => side.trim());
    const places = [readPlace(from), readPlace(to)] as const;
    if (places[0] === null || places[1] === null || more.length > 0 || isAny(places[1])) {
      throw badValue(given, notARewrite(key, pair));
    }
    return { from: places[0], to: places[1] };
  });
}

function isAny({ host, port }: Place): boolean {
  return host === null && port === null;
}

function notARewrite(key: string, pair: string): string {
  return `${key} ${pair} can't be understood; write FROM=TO, as kafka:9092=localhost:19092 (FROM may be HOST, :PORT or *; TO may be HOST or :PORT)`;
}

/** `host:port`, `host`, `:port`, `*` or `*:port`; an IPv6 address stands in brackets. null for anything else. */
function readPlace(text: string | undefined): Place | null {
  const parts = /^(?:\*|([\w.-]+)|\[([0-9a-fA-F:.]+)\])?(?::(\d{1,5}))?$/.exec(text ?? '');
  if (!parts || text === undefined || text === '') return null;
  const port = parts[3] === undefined ? null : Number(parts[3]);
  if (port !== null && (port === 0 || port > 65_535)) return null;
  return { host: parts[1] ?? parts[2] ?? null, port };
}
