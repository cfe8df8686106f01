import type { Queried } from '../model/query.js';
import { type JsonTerm, JsonWalk, isJson } from './json-walk.js';

/** A message while a query looks at it; used again for the next one. */
export class Subject {
  readonly valueJson = new JsonDocument();
  readonly keyJson = new JsonDocument();
  message: Queried = NOBODY;
  value: Buffer | null = null;

  look(message: Queried): void {
    this.message = message;
    this.value = message.value;
    this.valueJson.reset();
    this.keyJson.reset();
  }

  /** Takes back what was found in a key or value that is not JSON; says whether that was anything. */
  retract(): boolean {
    const inValue = this.valueJson.retract();
    return this.keyJson.retract() || inValue;
  }
}

/** All that a query looks for in one JSON text, so that it is walked through once, and only if that decides. */
export class JsonDocument {
  readonly #terms: JsonTerm[] = [];
  #walk: JsonWalk | null = null;
  /** What was walked through for the message that is looked at. */
  #walked: Buffer | null = null;

  /** Returns the term's number. */
  add(term: JsonTerm): number {
    return this.#terms.push(term) - 1;
  }

  reset(): void {
    this.#walked = null;
  }

  /** Whether a term holds if the bytes are JSON. */
  holds(bytes: Buffer, term: number): boolean {
    const walk = (this.#walk ??= new JsonWalk(this.#terms));
    if (this.#walked === null) walk.run(bytes);
    this.#walked = bytes;
    return walk.hits[term] === 1;
  }

  /** Takes back what held in bytes that are not JSON; says whether there was anything to take back. */
  retract(): boolean {
    const hits = this.#walk?.hits;
    if (this.#walked === null || !hits?.includes(1) || isJson(this.#walked)) return false;
    hits.fill(0);
    return true;
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
