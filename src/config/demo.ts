import type { Command } from 'commander';
import type { DemoConfig } from './config.js';
import { ValueError } from './value-error.js';

/** What is looked at where no topic is named. */
export const DEMO_TOPIC = 'new_users';
const DEFAULT_SEED = 7;

export interface DemoFlags {
  demo?: true;
  demoPort?: string;
  demoSeed?: string;
  demoChaos?: true;
}

export function addDemoOptions(command: Command): Command {
  return command
    .option('--demo', 'look around without a Kafka: brings a small one with messages')
    .option('--demo-port <n>', 'the port it listens on (127.0.0.1), so that other tools can join')
    .option('--demo-seed <n>', `another number makes up other messages (default: ${DEFAULT_SEED})`)
    .option('--demo-chaos', 'three brokers, and what can go wrong goes wrong, by turns');
}

/** null without `--demo`. `brokersFrom` is the flag that named brokers, if one did. */
export function readDemo(flags: DemoFlags, brokersFrom: string | null): DemoConfig | null {
  if (flags.demo === undefined) {
    const lonely = Object.entries({
      '--demo-port': flags.demoPort,
      '--demo-seed': flags.demoSeed,
      '--demo-chaos': flags.demoChaos,
    }).find(([, value]) => value !== undefined);
    if (lonely !== undefined) throw new ValueError(`${lonely[0]} goes with --demo; add it`);
    return null;
  }
  if (brokersFrom !== null) {
    throw new ValueError(`--demo brings its own broker: leave out ${brokersFrom}, or --demo`);
  }
  return {
    port: flags.demoPort === undefined ? null : readPort(flags.demoPort),
    seed: flags.demoSeed === undefined ? DEFAULT_SEED : readSeed(flags.demoSeed),
    chaos: flags.demoChaos ?? false,
  };
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  throw new ValueError(`--demo-port ${text}: a port is a number from 1 to 65535`);
}

function readSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ValueError(`--demo-seed ${text}: a seed is a number from 0 to 999999999`);
}
