import type { Subject } from './subject.js';

/** What is known of a message after the quick look. */
export const NO = 0;
export const YES = 1;
/** Only walking through the JSON tells. */
export const MAYBE = 2;
export type Verdict = typeof NO | typeof YES | typeof MAYBE;

/** A part of a query at work. */
export interface QueryTest {
  /** How much a quick look takes; what is cheap is asked first. */
  readonly cost: number;
  readonly quick: (subject: Subject) => Verdict;
  /** The answer where the quick look at the same message, right before, did not give it. */
  readonly sure: (subject: Subject) => boolean;
}

/** Nothing is asked: everything matches. */
export const EVERYTHING: QueryTest = { cost: 0, quick: () => YES, sure: () => true };

export function negated(test: QueryTest): QueryTest {
  return {
    cost: test.cost,
    quick: (subject) => {
      const verdict = test.quick(subject);
      return verdict === MAYBE ? MAYBE : verdict === YES ? NO : YES;
    },
    sure: (subject) => !test.sure(subject),
  };
}

/** All of them (`and`) or one of them (`or`). */
export function joined(kind: 'and' | 'or', tests: readonly QueryTest[]): QueryTest {
  const ordered = [...tests].sort((a, b) => a.cost - b.cost);
  // One that gives this verdict decides for all.
  const decides = kind === 'and' ? NO : YES;
  const isAnd = kind === 'and';
  const open: boolean[] = ordered.map(() => false);
  return {
    cost: ordered.reduce((sum, { cost }) => sum + cost, 0),
    quick: (subject) => {
      let result: Verdict = isAnd ? YES : NO;
      for (let index = 0; index < ordered.length; index += 1) {
        const verdict = ordered[index]?.quick(subject);
        if (verdict === decides) return decides;
        open[index] = verdict === MAYBE;
        if (verdict === MAYBE) result = MAYBE;
      }
      return result;
    },
    sure: (subject) => {
      for (let index = 0; index < ordered.length; index += 1) {
        if (open[index] === true && ordered[index]?.sure(subject) !== isAnd) return !isAnd;
      }
      return isAnd;
    },
  };
}
