import { openPty, type PtyOptions, type PtyTerminal } from '../e2e/terminal.js';

/** What every figure is measured with. */
export interface Bench {
  readonly brokers: string;
  /** They are somebody else's: nothing is started. */
  readonly given: boolean;
  /** Filled with `messages` messages of 400 bytes in 5 partitions. */
  readonly topic: string;
  readonly messages: number;
  /** Filled with 5 M messages of the same kind. */
  readonly longTopic: string;
  readonly longMessages: number;
  readonly runs: number;
  /** Starts the program in a terminal of 120x40. */
  open(args: readonly string[], options?: Partial<PtyOptions>): PtyTerminal;
}

export function openOn(brokers: string): Bench['open'] {
  return (args, options = {}) =>
    openPty({ cols: 120, rows: 40, ...options, args: [...args, '-b', brokers] });
}

/** Messages seen, as the header has it; NaN before the first. */
export function seenOn(lines: readonly string[]): number {
  const match = /(\d[\d,. \u00A0\u2009\u202F'_]*) seen/.exec(lines[0] ?? '');
  return match === null ? NaN : Number((match[1] ?? '').replace(/\D/g, ''));
}
