import { QueryError } from './query-error.js';
import { QueryReader, quotedText } from './query-reader.js';
import type { FieldSyntax, Operator, TermSyntax, Token } from './query-syntax.js';
import { readField } from './read-field.js';
import { readValue } from './read-value.js';

const KEYWORDS: Readonly<Record<string, 'and' | 'or' | 'not'>> = {
  AND: 'and',
  OR: 'or',
  NOT: 'not',
  '&&': 'and',
  '||': 'or',
};

/** What a term can begin with; `--`, `->` and `!=` are texts. */
const NEGATABLE = /["'*?[/@$#_\\\p{L}\p{N}\u0080-\uffff]/u;

/** A number compared with a name, or with nothing. */
const COMPARISON = /^([\p{L}_][\p{L}\p{N}_.[\]*]*|)([<>]=?[+-]?\d.*)$/su;

/** Longer than anybody types; a text that is longer is not worth the time that parsing it takes. */
const MAX_LENGTH = 10_000;
const MAX_DEPTH = 50;
const MAX_TERMS = 500;

/** Takes a query apart into operators and terms. Throws a QueryError at the first mistake. */
export function queryTokens(text: string): Token[] {
  if (text.length > MAX_LENGTH)
    throw new QueryError(
      MAX_LENGTH,
      `a query has at most ${MAX_LENGTH} characters`,
      'ask for less at once',
    );
  return new Tokenizer(text).tokens();
}

class Tokenizer {
  readonly #reader: QueryReader;
  readonly #tokens: Token[] = [];
  /** The parentheses that are open, and the field that stands before each of them. */
  readonly #groups: { readonly at: number; readonly field: FieldSyntax | null }[] = [];

  #terms = 0;

  constructor(text: string) {
    this.#reader = new QueryReader(text);
  }

  tokens(): Token[] {
    const reader = this.#reader;
    reader.skipSpace();
    while (!reader.isAtEnd) {
      this.#next();
      reader.skipSpace();
    }
    const open = this.#groups.at(-1);
    if (open)
      throw new QueryError(
        open.at,
        'this parenthesis is never closed',
        'put ) at the end of what it groups',
      );
    return this.#tokens;
  }

  #next(): void {
    const reader = this.#reader;
    const at = reader.at;
    const field = this.#groups.at(-1)?.field ?? null;
    if (reader.peek() === '(') this.#open(at, field);
    else if (reader.peek() === ')') {
      if (this.#groups.pop() === undefined)
        throw new QueryError(
          at,
          'this parenthesis closes nothing',
          `take it out, or quote it: ")"`,
        );
      this.#push('close', 1);
    } else if (this.#isNegation()) this.#push('not', 1);
    else if (!this.#keyword()) this.#term(field);
  }

  #push(kind: 'open' | 'close' | 'and' | 'or' | 'not', length: number): void {
    const at = this.#reader.at;
    this.#reader.at += length;
    this.#tokens.push({ kind, at, end: at + length });
  }

  #open(at: number, field: FieldSyntax | null): void {
    if (this.#groups.length >= MAX_DEPTH)
      throw new QueryError(
        at,
        `parentheses are at most ${MAX_DEPTH} deep`,
        'leave out those that change nothing',
      );
    this.#groups.push({ at, field });
    this.#push('open', 1);
  }

  /** A minus or an exclamation mark right before what it excludes. */
  #isNegation(): boolean {
    const reader = this.#reader;
    const sign = reader.peek();
    const next = reader.peek(1);
    if (sign !== '-' && sign !== '!') return false;
    if (next === '(') return true;
    if (!NEGATABLE.test(next)) return false;
    const inField = this.#groups.at(-1)?.field ?? null;
    if (sign === '-' && /\d/.test(next)) {
      if (inField !== null) return false;
      const word = reader.restOfWord();
      throw new QueryError(
        reader.at,
        `${word} can be a text, or anything without ${word.slice(1)}`,
        `type ${quotedText(word)} for the text, NOT ${word.slice(1)} to exclude`,
      );
    }
    return true;
  }

  #keyword(): boolean {
    const word = this.#reader.restOfWord();
    const kind = KEYWORDS[word];
    if (kind === undefined) return false;
    this.#push(kind, word.length);
    return true;
  }

  #term(inherited: FieldSyntax | null): void {
    const reader = this.#reader;
    const at = reader.at;
    const field = inherited ?? (reader.peek() === '/' ? null : readField(reader));
    if (field !== null && inherited === null) expectOwnName(field, reader);
    const operator = field === null ? ':' : this.#operator(inherited !== null);
    if (field !== null) {
      reader.skipSpace();
      this.#expectValue(field);
      if (reader.peek() === '(' && inherited === null && operator === ':') {
        this.#open(reader.at, field);
        return;
      }
    }
    this.#terms += 1;
    if (this.#terms > MAX_TERMS)
      throw new QueryError(at, `a query has at most ${MAX_TERMS} terms`, 'ask for less at once');
    if (field === null) {
      this.#expectNoComparison();
      this.#expectNoPlus();
    }
    const value = readValue(reader, field !== null);
    const term: TermSyntax = { field, operator, value, at, end: reader.at };
    this.#tokens.push({ kind: 'term', term, at, end: reader.at });
  }

  #operator(isInherited: boolean): Operator {
    const reader = this.#reader;
    if (!isInherited) reader.at += 1;
    const found = /^(?:<=|>=|<|>|=)/.exec(reader.text.slice(reader.at, reader.at + 2))?.[0] ?? '';
    reader.at += found.length;
    return `:${found}` as Operator;
  }

  /** `credit<0` looks like a question, and as a text would be found nowhere. */
  #expectNoComparison(): void {
    const reader = this.#reader;
    const found = COMPARISON.exec(reader.restOfWord());
    if (!found) return;
    const [word, name = '', rest = ''] = found;
    throw new QueryError(
      reader.at + name.length,
      'a colon is missing before this comparison',
      `type ${name === '' ? 'field' : name}:${rest}, or quote the text: ${quotedText(word)}`,
    );
  }

  /** Elsewhere a plus demands what stands behind it; here that is so without one. `+49` is a text. */
  #expectNoPlus(): void {
    const reader = this.#reader;
    const word = reader.restOfWord();
    if (!/^\+["'\p{L}_]/u.test(word)) return;
    throw plusMistake(word, reader.at);
  }

  #expectValue(field: FieldSyntax): void {
    const reader = this.#reader;
    const word = reader.restOfWord();
    if (!reader.isAtEnd && reader.peek() !== ')' && KEYWORDS[word] === undefined) return;
    throw new QueryError(
      reader.at,
      `${field.text}: lacks what to look for`,
      `type a value, or ${field.text}:* for any`,
    );
  }
}

function plusMistake(word: string, at: number): QueryError {
  return new QueryError(
    at,
    'a plus demands nothing here: all terms must match that have no OR between them',
    `type ${word.slice(1)}, or quote the text: ${quotedText(word)}`,
  );
}

/** Ways of Lucene's to write what is written differently here: as names of fields they would find nothing. */
function expectOwnName({ text, at }: FieldSyntax, reader: QueryReader): void {
  if (text.startsWith('+')) throw plusMistake(reader.restOfWord(at), at);
  if (text !== '_exists_') return;
  const name = reader.restOfWord(reader.at + 1).trim();
  throw new QueryError(
    at,
    'whether a field is there is asked for by its name',
    `type ${name === '' ? 'email' : name}:*; for a field of this name: "_exists_":…`,
  );
}
