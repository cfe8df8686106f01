import { EXIT, type ExitCode, type Problem } from './problem.js';

/** The way in, step by step, and what is to be found there. */
export type CheckId =
  /** A bootstrap address that did not answer; the next one is tried. */
  | 'address'
  | 'name'
  | 'port'
  | 'tls'
  | 'login'
  | 'cluster'
  | 'brokers'
  | 'topic'
  | 'read'
  | 'messages'
  | 'group';

/** What a step asks for, as it is shown. */
export const CHECK_TITLES: Readonly<Record<CheckId, string>> = {
  address: 'address tried',
  name: 'name resolved',
  port: 'port open',
  tls: 'TLS agreed',
  login: 'logged in',
  cluster: 'cluster found',
  brokers: 'brokers reachable',
  topic: 'topic there',
  read: 'allowed to read',
  messages: 'messages there',
  group: 'group looked at',
};

/** What is wrong, and what the program leaves with because of it. */
export interface CheckProblem extends Problem {
  readonly exitCode: ExitCode;
}

/** One step. Its text may come from a broker, and is made safe where it is printed. */
export type CheckStep =
  | { readonly id: CheckId; readonly state: 'running' }
  /** `ms` is how long it took. */
  | {
      readonly id: CheckId;
      readonly state: 'passed';
      readonly found: string;
      readonly ms: number;
    }
  /** Nothing that keeps anybody from reading, but worth knowing. */
  | {
      readonly id: CheckId;
      readonly state: 'odd';
      readonly found: string;
      readonly ms: number;
      /** What it is about, and what helps. */
      readonly hints: readonly string[];
    }
  | {
      readonly id: CheckId;
      readonly state: 'failed';
      /** What was found out nevertheless: whose certificate it is that nobody trusts. */
      readonly found: string;
      readonly ms: number;
      readonly problem: CheckProblem;
    }
  /** It does not apply: `no TLS asked for`. */
  | { readonly id: CheckId; readonly state: 'skipped'; readonly found: string };

/** The steps that were begun, in order; what comes behind a failed one is not tried. */
export interface Checklist {
  readonly steps: readonly CheckStep[];
  /** No step will change or come any more. */
  readonly done: boolean;
}

/** The first step that failed, which is the one that says what to do. */
export function firstFailure({ steps }: Checklist): CheckProblem | null {
  const failed = steps.find((step) => step.state === 'failed');
  return failed?.state === 'failed' ? failed.problem : null;
}

export function exitCodeOf(checklist: Checklist): ExitCode {
  return firstFailure(checklist)?.exitCode ?? EXIT.done;
}

/** What is to be read behind a step's title: what was found, the cause, what to do next, what helps. */
export interface CheckRemark {
  readonly kind: 'found' | 'cause' | 'next' | 'hint';
  readonly text: string;
}

export function remarksOf(step: CheckStep): readonly CheckRemark[] {
  switch (step.state) {
    case 'running':
      return [];
    case 'passed':
    case 'skipped':
      return [{ kind: 'found', text: step.found }];
    case 'odd':
      return [
        { kind: 'found', text: step.found },
        ...step.hints.map((text): CheckRemark => ({ kind: 'hint', text })),
      ];
    case 'failed':
      return [
        { kind: 'cause', text: step.problem.message },
        ...(step.found === '' ? [] : [{ kind: 'found', text: step.found } as const]),
        { kind: 'next', text: step.problem.next },
      ];
  }
}

/** `12 ms`, `10.0 s`; nothing for what took no time of its own. */
export function tookWords(step: CheckStep): string {
  if (!('ms' in step)) return '';
  return step.ms < 9_950 ? `${Math.round(step.ms)} ms` : `${(step.ms / 1000).toFixed(1)} s`;
}

/** What everybody goes through, in this order; the other steps are there for some alone. */
export const CHECK_ORDER: readonly CheckId[] = [
  'name',
  'port',
  'tls',
  'login',
  'cluster',
  'brokers',
  'topic',
  'read',
  'messages',
];
