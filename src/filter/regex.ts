import { createRequire } from 'node:module';
import type * as Re2 from 're2js';
import { QueryError } from './query-error.js';
import { quotedText } from './query-reader.js';

/** A regular expression that takes time in proportion to the text, whatever it is. */
export interface Regex {
  /** Whether it is found anywhere in the text. */
  readonly test: (text: string) => boolean;
  /** Where it is found, as [start, end), in order, without overlap; what is empty is left out. */
  readonly spans: (text: string) => [number, number][];
}

// With its tables of Unicode it takes as long to load as all else of the filters; few queries need it.
const load = createRequire(import.meta.url);
let library: typeof Re2 | undefined;

/** RE2's name of each flag; `u` has none, as characters are always whole ones. */
const FLAGS: Readonly<Record<string, 'CASE_INSENSITIVE' | 'MULTILINE' | 'DOTALL'>> = {
  i: 'CASE_INSENSITIVE',
  m: 'MULTILINE',
  s: 'DOTALL',
};

/** Instructions; each of them may be looked at for each character of a text. */
const MAX_PROGRAM = 1_200;

/**
 * Compiles with RE2's engine, which never backtracks: no pattern and no text can make it hang. `at` is where
 * the pattern begins in the query. Throws a QueryError for what it does not know, such as look-behind.
 */
export function compileRegex(pattern: string, flags: string, at: number): Regex {
  library ??= load('re2js') as typeof Re2;
  const { RE2JS, RE2JSException } = library;
  const bits = Array.from(flags).reduce((sum, flag) => {
    const name = FLAGS[flag];
    return name === undefined ? sum : sum | RE2JS[name];
  }, 0);
  try {
    const compiled = RE2JS.compile(translated(pattern), bits);
    if (compiled.programSize() > MAX_PROGRAM)
      throw new QueryError(at, 'this regular expression is too large', 'ask for fewer repetitions');
    return {
      test: (text) => compiled.test(text),
      spans: (text) => {
        const found: [number, number][] = [];
        const matcher = compiled.matcher(text);
        while (matcher.find()) {
          if (matcher.end() > matcher.start()) found.push([matcher.start(), matcher.end()]);
        }
        return found;
      },
    };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw syntaxError(error, pattern, at);
  }
}

/** `\u00eb` is JavaScript's; RE2 writes `\x{00eb}`. What stands behind two backslashes is no escape. */
function translated(pattern: string): string {
  return pattern.replace(
    /\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|[^])/g,
    (escape, four?: string, braced?: string) => {
      const code = four ?? braced;
      return code === undefined ? escape : `\\x{${code}}`;
    },
  );
}

const NEXT: readonly (readonly [RegExp, string])[] = [
  [
    /^\(\?<?[=!]/,
    'look-ahead and look-behind are not supported: use AND and NOT with two expressions',
  ],
  [/^\\[1-9k]/, 'back references are not supported: write out what repeats'],
];

function syntaxError(error: { readonly message: string }, pattern: string, at: number): QueryError {
  const { error: reason, input = '' } = error as {
    readonly error?: string;
    readonly input?: string;
  };
  const found = input === '' ? -1 : pattern.indexOf(input);
  const offset = found >= 0 ? found : 0;
  const next = NEXT.find(([what]) => what.test(pattern.slice(offset)))?.[1];
  return new QueryError(
    at + offset,
    `this regular expression can't be used: ${reason ?? 'bad syntax'}${input === '' ? '' : ` ${input}`}`,
    next ?? `correct it, or quote the text to look for: ${quotedText(pattern)}`,
  );
}
