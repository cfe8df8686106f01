import type { CheckId, CheckProblem, CheckStep, Checklist } from '../../model/check.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';

/** How a step came out. */
export type Outcome =
  | { readonly state: 'passed'; readonly found: string }
  | { readonly state: 'odd'; readonly found: string; readonly hints: readonly string[] }
  | { readonly state: 'skipped'; readonly found: string }
  | { readonly state: 'failed'; readonly found: string; readonly problem: CheckProblem };

export const passed = (found: string): Outcome => ({ state: 'passed', found });
export const skipped = (found: string): Outcome => ({ state: 'skipped', found });

/** Passed where there is nothing to hint at. */
export function passedWith(found: string, hints: readonly string[]): Outcome {
  return hints.length === 0 ? passed(found) : { state: 'odd', found, hints };
}

export function failed(error: unknown, found = ''): Outcome {
  return { state: 'failed', found, problem: problemOf(error) };
}

/** The steps so far; every change is a new checklist. */
export class ChecklistBuilder {
  #steps: readonly CheckStep[] = [];

  get steps(): readonly CheckStep[] {
    return this.#steps;
  }

  current(done: boolean): Checklist {
    return { steps: this.#steps, done };
  }

  /** Gives the list while the step runs, and when it came out; returns that. */
  async *step(
    id: CheckId,
    look: () => Outcome | Promise<Outcome>,
  ): AsyncGenerator<Checklist, Outcome> {
    const before = this.#steps;
    this.#steps = [...before, { id, state: 'running' }];
    yield this.current(false);
    const startedAt = performance.now();
    const outcome = await settled(look);
    const ms = performance.now() - startedAt;
    const step: CheckStep =
      outcome.state === 'skipped' ? { id, ...outcome } : { id, ms, ...outcome };
    this.#steps = [...before, step];
    yield this.current(false);
    return outcome;
  }

  /** Shows one running step in place of many, until `add` tells what came of them. */
  running(id: CheckId): Checklist {
    return { steps: [...this.#steps, { id, state: 'running' }], done: false };
  }

  add(...steps: readonly CheckStep[]): Checklist {
    this.#steps = [...this.#steps, ...steps];
    return this.current(false);
  }
}

async function settled(look: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await look();
  } catch (error) {
    return failed(error);
  }
}

function problemOf(error: unknown): CheckProblem {
  if (error instanceof KafkaTuiError) {
    const { code, message, next, exitCode } = error;
    return { code, message, next, exitCode };
  }
  return {
    code: 'CHECK_FAILED',
    message: `the check itself failed: ${error instanceof Error ? error.message : String(error)}`,
    next: 'start it again; if it stays, report it',
    exitCode: EXIT.failed,
  };
}

/** `1 broker`, `1,200 messages`. */
export function plural(count: number | bigint, word: string): string {
  return `${count.toLocaleString('en-US')} ${word}${count === 1 || count === 1n ? '' : 's'}`;
}
