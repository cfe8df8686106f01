import { createRequire } from 'node:module';
import type * as Liqe from 'liqe';
import type { LogicalExpressionToken, ParserAst, TagToken } from 'liqe';
import { QueryError } from './query-error.js';
import type { QueryNode, TermSyntax, Token } from './query-syntax.js';
import { queryTokens } from './query-tokens.js';

// Its grammar is made ready when it is loaded: the first query waits for that, and not the first row.
const load = createRequire(import.meta.url);
let library: typeof Liqe | undefined;

/**
 * Parses a query. liqe knows how terms, operators and parentheses go together, but stumbles over much that
 * may stand inside a term (`timestamp:>-5m`, `items[*].sku`, times, names in other scripts). So the terms are
 * read first, and liqe is given the query with short names in their places: `f0:v0 OR NOT f1:<v1`.
 * Throws a QueryError whose column is in the text as it was typed.
 */
export function parseQuery(text: string): QueryNode {
  const tokens = queryTokens(text);
  checkOrder(tokens, text.length);
  const prepared = prepare(tokens);
  if (prepared.terms.length === 0) return { kind: 'all' };
  library ??= load('liqe') as typeof Liqe;
  const { parse, SyntaxError: LiqeSyntaxError } = library;
  try {
    return nodeOf(parse(prepared.text), prepared.terms);
  } catch (error) {
    if (error instanceof QueryError) throw error;
    const offset = error instanceof LiqeSyntaxError ? error.offset : 0;
    const next = 'write terms such as name:lara, with AND, OR, NOT and parentheses between them';
    throw new QueryError(placeOf(prepared, offset), 'this query makes no sense from here on', next);
  }
}

/** Says what is missing where operators and terms do not take turns. */
function checkOrder(tokens: readonly Token[], length: number): void {
  let previous: Token | null = null;
  for (const token of tokens) {
    const isOperand = token.kind === 'term' || token.kind === 'open' || token.kind === 'not';
    if (!isOperand && needsOperand(previous)) throw operandMissing(previous, token, token.at);
    previous = token;
  }
  if (previous !== null && needsOperand(previous)) throw operandMissing(previous, null, length);
}

function needsOperand(previous: Token | null): boolean {
  return previous === null || (previous.kind !== 'term' && previous.kind !== 'close');
}

function operandMissing(previous: Token | null, token: Token | null, column: number): QueryError {
  if (token?.kind === 'close' && previous?.kind === 'open')
    return new QueryError(
      previous.at,
      'there is nothing in these parentheses',
      'put a term in them, or quote them: "()"',
    );
  const named = previous === null || previous.kind === 'open' ? token : previous;
  const word =
    named?.kind === 'and' || named?.kind === 'or' || named?.kind === 'not'
      ? named.kind.toUpperCase()
      : 'this';
  const side = named === token ? 'before' : 'behind';
  return new QueryError(
    column,
    `${word} needs a term ${side} it`,
    `type one, or quote the word to look for it: "${word}"`,
  );
}

interface Prepared {
  readonly text: string;
  readonly terms: readonly TermSyntax[];
  /** Where each token begins, in the prepared text and in the one that was typed. */
  readonly places: readonly { readonly prepared: number; readonly typed: number }[];
}

function prepare(tokens: readonly Token[]): Prepared {
  const terms: TermSyntax[] = [];
  const places: { prepared: number; typed: number }[] = [];
  let text = '';
  let negated = false;
  for (const token of tokens) {
    if (token.kind === 'not') {
      negated = !negated;
      continue;
    }
    places.push({ prepared: text.length, typed: token.at });
    // liqe takes one NOT only, and a minus before terms alone; twice is not at all.
    if (negated) text += 'NOT ';
    negated = false;
    if (token.kind === 'term') {
      text += `${preparedTerm(token.term, terms.length)} `;
      terms.push(token.term);
    } else if (token.kind === 'open') text += '(';
    else text += token.kind === 'close' ? ') ' : `${token.kind.toUpperCase()} `;
  }
  return { text: text.trimEnd(), terms, places };
}

function preparedTerm({ field, operator, value }: TermSyntax, index: number): string {
  const asked = value.kind === 'range' ? `[${index} TO ${index}]` : `v${index}`;
  return field === null ? asked : `f${index}${operator}${asked}`;
}

function placeOf({ places }: Prepared, offset: number): number {
  return places.findLast(({ prepared }) => prepared <= offset)?.typed ?? 0;
}

function nodeOf(ast: ParserAst, terms: readonly TermSyntax[]): QueryNode {
  switch (ast.type) {
    case 'EmptyExpression':
      return { kind: 'all' };
    case 'ParenthesizedExpression':
      return nodeOf(ast.expression, terms);
    case 'UnaryOperator':
      return { kind: 'not', of: nodeOf(ast.operand, terms) };
    case 'LogicalExpression':
      return chainOf(ast, terms);
    case 'Tag':
      return { kind: 'term', term: termOf(ast, terms) };
  }
}

function termOf({ expression }: TagToken, terms: readonly TermSyntax[]): TermSyntax {
  let index = -1;
  if (expression.type === 'RangeExpression') index = expression.range.min;
  if (expression.type === 'LiteralExpression') index = Number(String(expression.value).slice(1));
  const term = terms[index];
  if (!term) throw new Error('a term that was not asked for');
  return term;
}

/**
 * liqe joins from left to right without regard to the operator; AND binds more than OR, as everywhere else.
 * What was in parentheses is a node of its own and stays together.
 */
function chainOf(ast: LogicalExpressionToken, terms: readonly TermSyntax[]): QueryNode {
  const groups: QueryNode[][] = [[]];
  let left: ParserAst = ast;
  const links: LogicalExpressionToken[] = [];
  for (; left.type === 'LogicalExpression'; left = left.left) links.push(left);
  groups.at(-1)?.push(nodeOf(left, terms));
  for (const { operator, right } of links.reverse()) {
    if (operator.operator === 'OR') groups.push([]);
    groups.at(-1)?.push(nodeOf(right, terms));
  }
  const alternatives = groups.map((of) => joined('and', of));
  return joined('or', alternatives);
}

function joined(kind: 'and' | 'or', of: readonly QueryNode[]): QueryNode {
  const [only] = of;
  return of.length === 1 && only ? only : { kind, of };
}
