/** Exit codes of the program: what a script can tell apart. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  unauthorised: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An error as a person reads it: what, why, and what to do next. Each is one line. */
export interface Problem {
  /** Stable name, for scripts and tests: `CONNECTION_REFUSED`. */
  readonly code: string;
  /** Names the thing and says why: `nothing listens on lab:9092 (connection refused)`. */
  readonly message: string;
  /** What to do next: `is Kafka running? does the address match the one you were given?` */
  readonly next: string;
}

/** The program's own error. Never carries a secret: facts are names, addresses and numbers. */
export class KafkaTuiError extends Error implements Problem {
  readonly code: string;
  readonly next: string;
  readonly exitCode: ExitCode;

  constructor(
    problem: Problem & { readonly exitCode?: ExitCode },
    options?: { readonly cause?: unknown },
  ) {
    super(problem.message, options);
    this.name = 'KafkaTuiError';
    this.code = problem.code;
    this.next = problem.next;
    this.exitCode = problem.exitCode ?? EXIT.failed;
  }
}

/** What is no problem that anybody foresaw, as one; `next` says what to do about it. */
export function asProblem(error: unknown, next: string): KafkaTuiError {
  if (error instanceof KafkaTuiError) return error;
  const what = error instanceof Error ? error.message : String(error);
  return new KafkaTuiError(
    { code: 'INTERNAL', message: `something went wrong inside kafka-tui: ${what}`, next },
    { cause: error },
  );
}
