import type { DemoFlags } from './demo.js';

export interface Surroundings {
  readonly version: string;
  readonly stdoutIsTerminal: boolean;
}

/** What was given on the command line, as it was written. */
export interface Flags extends DemoFlags {
  topic?: string;
  file?: string;
  profile?: string;
  brokers?: string;
  rewriteBroker?: string[];
  partition?: string[];
  offset?: string[];
  exit?: true;
  max?: string;
  property: string[];
  json?: true;
  format?: string;
  filter?: string;
  partitioner?: string;
  count?: true;
  quiet?: true;
  write?: true;
  /** `-G` alone is true: the group is named elsewhere. */
  group?: string | true;
  commit?: string;
}

export type CommandLine =
  { readonly kind: 'print'; readonly text: string } | ({ readonly kind: 'flags' } & GivenFlags);

export interface GivenFlags {
  /** What is no option: the topic, or `config` or `doctor`. */
  readonly words: readonly string[];
  readonly flags: Flags;
}
