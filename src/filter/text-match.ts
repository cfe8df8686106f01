import { fold } from './fold.js';
import { QueryError } from './query-error.js';
import { ANY, ONE, type ValueSyntax } from './query-syntax.js';
import { type Regex, compileRegex } from './regex.js';
import { requiredLiterals } from './regex-literals.js';

/** How a whole text is compared with what was asked for. */
export interface TextMatch {
  readonly test: (text: string) => boolean;
  /** Where a text shows what was asked for, anywhere in it. */
  readonly spans: (text: string) => [number, number][];
  /** Every text that matches holds each of these, in some case where `anyCase`. */
  readonly literals: readonly string[];
  readonly anyCase: boolean;
  /** Every text that matches begins with this and ends with that, in some case where `anyCase`. */
  readonly prefix: string;
  readonly suffix: string;
  /** What else there may be in a text: nothing but the prefix; anything between prefix and suffix; or it depends. */
  readonly between: 'nothing' | 'anything' | 'depends';
}

/** Smart case: it counts where the text has a capital. */
export function ignoresCase(text: string): boolean {
  return text.toLowerCase() === text;
}

/** The whole text, no more and no less. */
export function equalTo(text: string, anyCase: boolean): TextMatch {
  const wanted = anyCase ? fold(text) : text;
  const prepare = anyCase ? fold : same;
  return {
    test: (other) => other.length === wanted.length && prepare(other) === wanted,
    spans: (other) => occurrences(prepare(other), wanted),
    literals: [wanted],
    anyCase,
    prefix: wanted,
    suffix: '',
    between: 'nothing',
  };
}

type Parts = (ValueSyntax & { readonly kind: 'wildcard' })['parts'];

/** The whole text, with wildcards: `*` any run of characters, `?` any one. */
export function wildcard(parts: Parts, anyCase: boolean): TextMatch {
  const prepare = anyCase ? fold : same;
  const wanted = parts.map((part) => (typeof part === 'string' ? prepare(part) : part));
  const literals = wanted.filter((part) => typeof part === 'string');
  const shown = lazily(() => shownPattern(wanted));
  const test = wanted.includes(ONE)
    ? compileRegex(`^(?:${patternOf(wanted, '.')})$`, 's', 0).test
    : glob(wanted);
  const [first] = wanted;
  const last = wanted.at(-1);
  return {
    test: (text) => test(prepare(text)),
    spans: (text) => shown()?.spans(prepare(text)) ?? [],
    literals,
    anyCase,
    prefix: typeof first === 'string' ? first : '',
    suffix: typeof last === 'string' ? last : '',
    between:
      wanted.filter((part) => typeof part !== 'string').length === 1 && wanted.includes(ANY)
        ? 'anything'
        : 'depends',
  };
}

/** RE2 takes patterns apart by calling itself, as deep as they are. */
const MAX_PATTERN = 1_000;

/** Found anywhere in the text. `at` is where the pattern stands in the query. */
export function regex(pattern: string, flags: string, at: number): TextMatch {
  if (pattern.length > MAX_PATTERN)
    throw new QueryError(
      at,
      `a regular expression has at most ${MAX_PATTERN} characters`,
      'ask for less at once',
    );
  const { test, spans } = compileRegex(pattern, flags, at);
  const anyCase = flags.includes('i');
  const literals = requiredLiterals(pattern);
  return { test, spans, literals, anyCase, prefix: '', suffix: '', between: 'depends' };
}

/** A pattern with wildcards found anywhere in a text; they stop at white space and quotes, to stay within one word or value. */
export function wordPattern(parts: Parts, anyCase: boolean): TextMatch {
  const prepare = anyCase ? fold : same;
  const wanted = parts.map((part) => (typeof part === 'string' ? prepare(part) : part));
  const shown = shownPattern(wanted);
  return {
    test: (text) => shown?.test(prepare(text)) ?? true,
    spans: (text) => shown?.spans(prepare(text)) ?? [],
    literals: wanted.filter((part) => typeof part === 'string'),
    anyCase,
    prefix: '',
    suffix: '',
    between: 'depends',
  };
}

/** Most queries that are typed never show anything. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function same(text: string): string {
  return text;
}

/** What a text shows of a pattern; null where that is anything. Wildcards at the ends show nothing. */
function shownPattern(parts: Parts): Regex | null {
  const from = parts.findIndex((part) => part !== ANY);
  if (from < 0) return null;
  const end = parts.findLastIndex((part) => part !== ANY) + 1;
  return compileRegex(patternOf(parts.slice(from, end), '[^\\s"]'), 's', 0);
}

function patternOf(parts: Parts, any: string): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
      return part === ANY ? `${any}*` : any;
    })
    .join('');
}

/** Without `?`: what lies between the stars is found from left to right, each at its first place. */
function glob(parts: Parts): (text: string) => boolean {
  const texts = parts.filter((part) => typeof part === 'string');
  const prefix = typeof parts[0] === 'string' ? parts[0] : '';
  const last = parts.at(-1);
  const suffix = typeof last === 'string' ? last : '';
  const middle = texts.slice(prefix === '' ? 0 : 1, suffix === '' ? undefined : -1);
  return (text) => {
    if (text.length < prefix.length + suffix.length) return false;
    if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    const end = text.length - suffix.length;
    let at = prefix.length;
    for (const part of middle) {
      at = text.indexOf(part, at);
      if (at < 0) return false;
      at += part.length;
      if (at > end) return false;
    }
    return true;
  };
}

/** Where `wanted` occurs, as [start, end), without overlap. */
export function occurrences(text: string, wanted: string): [number, number][] {
  const found: [number, number][] = [];
  if (wanted === '') return found;
  let at = text.indexOf(wanted);
  while (at >= 0) {
    found.push([at, at + wanted.length]);
    at = text.indexOf(wanted, at + wanted.length);
  }
  return found;
}
