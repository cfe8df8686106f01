import type { Checklist } from '../model/check.js';
import type { KafkaTuiError } from '../model/problem.js';

export interface CheckRequest {
  /** Settles with what the reader's own login came to; a refused one is not tried again. */
  readonly login: Promise<KafkaTuiError | null>;
  readonly signal: AbortSignal;
}

/** Goes the way in beside the reader, on connections of its own. */
export type CheckConnection = (request: CheckRequest) => AsyncIterable<Checklist>;

/** An answer that comes sooner needs no explanation. */
const SLOW_MS = 120;
/** While reconnecting fails again and again, the way in is not gone again at every try. */
const AGAIN_MS = 5_000;
/** A login that takes longer than this is not what is being waited for. */
const LOGIN_MS = 2_000;

/**
 * The checklist of a session: gone through while connecting takes its time, when it failed, when the connection
 * was lost, and when somebody asks.
 */
export class ConnectionCheck {
  readonly #check: CheckConnection | null;
  readonly #changed: () => void;
  #checklist: Checklist | null = null;
  #abort: AbortController | null = null;
  #slow: NodeJS.Timeout | null = null;
  #begunAt = -Infinity;
  #wasAsked = false;

  constructor(check: CheckConnection | null, changed: () => void) {
    this.#check = check;
    this.#changed = changed;
  }

  /** null while there is nothing to explain. */
  get checklist(): Checklist | null {
    return this.#checklist;
  }

  /** The reader opens; `outcome` settles with what kept it from that, or with null. */
  connecting(outcome: Promise<KafkaTuiError | null>): void {
    this.#stop();
    const late = new Promise<null>((resolve) => setTimeout(resolve, LOGIN_MS, null).unref());
    this.#slow = setTimeout(() => {
      this.#begin(Promise.race([outcome, late]));
    }, SLOW_MS);
  }

  /** It failed, or the connection broke. */
  failed(problem: KafkaTuiError | null, { again }: { readonly again: boolean }): void {
    if (again && performance.now() - this.#begunAt < AGAIN_MS) return;
    this.#begin(Promise.resolve(problem));
  }

  ready(): void {
    if (this.#wasAsked) return;
    this.#stop();
    if (this.#checklist === null) return;
    this.#checklist = null;
    this.#changed();
  }

  /** Somebody wants to see it. */
  asked(problem: KafkaTuiError | null): void {
    this.#wasAsked = true;
    this.#begin(Promise.resolve(problem));
  }

  close(): void {
    this.#stop();
  }

  #stop(): void {
    if (this.#slow !== null) clearTimeout(this.#slow);
    this.#slow = null;
    this.#abort?.abort();
    this.#abort = null;
  }

  #begin(login: Promise<KafkaTuiError | null>): void {
    if (this.#check === null) return;
    this.#stop();
    this.#begunAt = performance.now();
    const abort = new AbortController();
    this.#abort = abort;
    void this.#follow(this.#check({ login, signal: abort.signal }), abort.signal);
  }

  /** What failed before stays in sight until the new list has come as far. */
  async #follow(lists: AsyncIterable<Checklist>, signal: AbortSignal): Promise<void> {
    for await (const list of lists) {
      if (signal.aborted) return;
      const before = this.#checklist;
      const isBehind =
        before !== null && before.done && !list.done && list.steps.length < before.steps.length;
      if (isBehind) continue;
      this.#checklist = list;
      this.#changed();
    }
  }
}
