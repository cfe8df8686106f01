import { EXIT, KafkaTuiError } from '../model/problem.js';

/** A query that can't be understood: where in the text as it was typed, why, and what to type instead. */
export class QueryError extends KafkaTuiError {
  /** Index into the text, in UTF-16 units; its length where something is missing at the end. */
  readonly column: number;

  constructor(column: number, message: string, next: string) {
    super({ code: 'QUERY', message, next, exitCode: EXIT.usage });
    this.name = 'QueryError';
    this.column = column;
  }
}
