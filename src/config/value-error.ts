import type { Found } from './layer.js';

/** A value that can't be used, with what may stand there; the caller names the option. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
  /** What to do about it; null where `--help` tells. */
  readonly next: string | null;

  constructor(message: string, next: string | null = null) {
    super(message);
    this.next = next;
  }
}

/** Says where a bad value stands; what is on the command line needs no address. */
export function badValue(found: Found, message: string): ValueError {
  if (found.where !== null) {
    return new ValueError(`${found.where}: ${message}`, 'correct that line and start again');
  }
  if (found.origin.startsWith('environment')) {
    return new ValueError(`${found.origin}: ${message}`, 'correct that variable and start again');
  }
  return new ValueError(message);
}

/** One of some words, in any case. */
export function readOne<T extends string>(key: string, given: Found, allowed: readonly T[]): T {
  const match = allowed.find((value) => value.toUpperCase() === given.value.toUpperCase());
  if (match !== undefined) return match;
  throw badValue(given, `${key}=${given.written} is not possible; write ${allowed.join(', ')}`);
}
