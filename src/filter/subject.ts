import type { Queried } from '../model/query.js';
import { type JsonTerm, JsonWalk } from './json-walk.js';

/** A message while a query looks at it; used again for the next one. */
export class Subject {
  readonly valueJson = new JsonDocument();
  readonly keyJson = new JsonDocument();
  message: Queried = NOBODY;
  value: Buffer | null = null;

  look(message: Queried): void {
    this.message = message;
    this.value = message.value;
    this.valueJson.isWalked = false;
    this.keyJson.isWalked = false;
  }
}

/** All that a query looks for in one JSON text, so that it is walked through once, and only if that decides. */
export class JsonDocument {
  isWalked = false;
  readonly #terms: JsonTerm[] = [];
  #walk: JsonWalk | null = null;

  /** Returns the term's number. */
  add(term: JsonTerm): number {
    return this.#terms.push(term) - 1;
  }

  holds(bytes: Buffer, term: number): boolean {
    const walk = (this.#walk ??= new JsonWalk(this.#terms));
    if (!this.isWalked) walk.run(bytes);
    this.isWalked = true;
    return walk.hits[term] === 1;
  }
}

const NOBODY: Queried = {
  partition: -1,
  offset: -1n,
  timestamp: -1,
  key: null,
  value: null,
  headers: [],
};
