/**
 * What a query is made of. Places are indexes into the text as it was typed, in UTF-16 units; `end` is the
 * index behind the last one.
 */
export interface Span {
  readonly at: number;
  readonly end: number;
}

export interface NameSegment {
  readonly kind: 'name';
  readonly name: string;
  readonly quoted: boolean;
}

export type PathSegment =
  NameSegment | { readonly kind: 'index'; readonly index: number } | { readonly kind: 'each' };

export interface FieldSyntax extends Span {
  readonly path: readonly PathSegment[];
  /** As it was typed. */
  readonly text: string;
}

export type Operator = ':' | ':=' | ':<' | ':<=' | ':>' | ':>=';

/** Any run of characters, and any one of them. */
export const ANY = Symbol('*');
export const ONE = Symbol('?');

export interface TextSyntax extends Span {
  readonly kind: 'text';
  /** With its quotes taken off and its escapes resolved. */
  readonly text: string;
  readonly quoted: boolean;
}

export type ValueSyntax =
  | TextSyntax
  | (Span & {
      readonly kind: 'wildcard';
      readonly parts: readonly (string | typeof ANY | typeof ONE)[];
    })
  | (Span & { readonly kind: 'regex'; readonly pattern: string; readonly flags: string })
  | (Span & {
      readonly kind: 'range';
      /** null is open. */
      readonly from: TextSyntax | null;
      readonly to: TextSyntax | null;
      readonly fromIncluded: boolean;
      readonly toIncluded: boolean;
    });

/** What is asked of a message in one place: a field and what it must hold, or a text anywhere. */
export interface TermSyntax extends Span {
  /** null: anywhere. */
  readonly field: FieldSyntax | null;
  readonly operator: Operator;
  readonly value: ValueSyntax;
}

export type Token =
  | (Span & { readonly kind: 'open' | 'close' | 'and' | 'or' | 'not' })
  | (Span & { readonly kind: 'term'; readonly term: TermSyntax });

/** A query as it is understood. `all` asks for nothing. */
export type QueryNode =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly of: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly of: QueryNode }
  | { readonly kind: 'term'; readonly term: TermSyntax };
