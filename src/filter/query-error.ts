import { EXIT, KafkaTuiError } from '../model/problem.js';

/** A query that can't be understood: where in the text as it was typed, why, and what to type instead. */
export class QueryError extends KafkaTuiError {
  /** Index into the text, in UTF-16 units; its length where something is missing at the end. */
  readonly column: number;

  /** The query as it was typed; empty until the query as a whole is known. */
  readonly query: string;

  constructor(column: number, message: string, next: string, query = '') {
    super({ code: 'QUERY', message, next, exitCode: EXIT.usage });
    this.name = 'QueryError';
    this.column = column;
    this.query = query;
  }

  /** The same mistake, with the query that it is in. */
  inQuery(query: string): QueryError {
    return new QueryError(this.column, this.message, this.next, query);
  }
}
