import { unescapeJson } from '../decode/json-text.js';
import { scanScalar, scanString, skipSpace } from '../decode/json-tokens.js';
import type { Queried } from '../model/query.js';
import { typedPath } from './field-names.js';
import type { PathSegment } from './query-syntax.js';

/** A field that was seen in messages. */
export interface KnownField {
  /** As it is typed in a query: `user.address.city`, `items[*].sku`, `headers.src`. */
  readonly path: string;
  /** What it held when it was first seen. */
  readonly type: 'text' | 'number' | 'boolean' | 'null';
}

interface Bounds {
  /** Fields that are remembered at most; later ones are not. */
  readonly fields: number;
  /** So much of each value is looked at, in bytes. */
  readonly bytes: number;
}

const BOUNDS: Bounds = { fields: 1_000, bytes: 32 * 1024 };
/** All of the first messages are looked at, then one of so many. */
const FIRST = 200;
const ONE_OF = 64;
const MAX_DEPTH = 12;
const MAX_NAME = 120;

/**
 * Learns which fields there are in a topic from the messages that come by. Looks at few of them, at a bounded
 * part of each, and remembers a bounded number of paths.
 */
export class FieldCatalogue {
  readonly #bounds: Bounds;
  readonly #fields = new Map<string, KnownField>();
  #seen = 0;
  #sorted: readonly KnownField[] | null = null;

  constructor(bounds: Bounds = BOUNDS) {
    this.#bounds = bounds;
  }

  /** By path. The same array as before while nothing new was seen. */
  get fields(): readonly KnownField[] {
    return (this.#sorted ??= Array.from(this.#fields.values()).sort((a, b) =>
      a.path < b.path ? -1 : 1,
    ));
  }

  /** Shows it a message; its bytes need to be valid only during the call. */
  see(message: Pick<Queried, 'key' | 'value' | 'headers'>): void {
    const count = this.#seen++;
    if (count >= FIRST && count % ONE_OF !== 0) return;
    if (this.#fields.size >= this.#bounds.fields) return;
    const { key, value } = message;
    for (const header of message.headers)
      this.#add('headers', [{ kind: 'name', name: header.key, quoted: false }], 'text');
    if (key !== null) this.#learn('key', key);
    if (value !== null) this.#learn('', value);
  }

  #add(prefix: string, path: readonly PathSegment[], type: KnownField['type']): void {
    if (this.#fields.size >= this.#bounds.fields) return;
    const typed = typedPath(prefix, path);
    // A field that was null so far tells what it holds once it does.
    const known = this.#fields.get(typed)?.type ?? 'null';
    if (known !== 'null' || (this.#fields.has(typed) && type === 'null')) return;
    this.#fields.set(typed, { path: typed, type });
    this.#sorted = null;
  }

  /** Goes through a JSON text as far as it is one; a text that ends too early has shown its first fields. */
  #learn(prefix: string, bytes: Buffer): void {
    const end = Math.min(bytes.length, this.#bounds.bytes);
    const path: PathSegment[] = [];
    let at = skipSpace(bytes, 0, end);
    if (bytes[at] !== 0x7b && bytes[at] !== 0x5b) return;
    while (at >= 0 && at < end) {
      const byte = bytes[at] ?? 0;
      if (byte === 0x7b || byte === 0x5b) {
        if (path.length >= MAX_DEPTH) return;
        path.push(byte === 0x5b ? { kind: 'each' } : { kind: 'name', name: '', quoted: false });
        at += 1;
      } else if (byte === 0x7d || byte === 0x5d) {
        path.pop();
        at += 1;
      } else if (byte === 0x2c) at += 1;
      else {
        const from = at;
        at = byte === 0x22 ? scanString(bytes, from + 1, end) : scanScalar(bytes, from, end);
        if (at < 0) return;
        at = this.#token(prefix, bytes, path, from, at, end);
      }
      if (path.length === 0) return;
      if (at >= 0) at = skipSpace(bytes, at, end);
    }
  }

  /** A name, when a colon follows, or a value; returns the place behind it. */
  #token(
    prefix: string,
    bytes: Buffer,
    path: PathSegment[],
    from: number,
    to: number,
    end: number,
  ): number {
    const next = skipSpace(bytes, to, end);
    if (bytes[from] === 0x22 && bytes[next] === 0x3a) {
      const name = unescapeJson(
        bytes.toString('utf8', from + 1, Math.min(to - 1, from + MAX_NAME)),
      );
      path[path.length - 1] = { kind: 'name', name, quoted: false };
      return next + 1;
    }
    if (path.some((segment) => segment.kind === 'name'))
      this.#add(prefix, path, typeOf(bytes[from] ?? 0));
    return to;
  }
}

function typeOf(byte: number): KnownField['type'] {
  if (byte === 0x22) return 'text';
  if (byte === 0x74 || byte === 0x66) return 'boolean';
  return byte === 0x6e ? 'null' : 'number';
}
