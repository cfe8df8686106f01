import type { Config, DemoConfig } from './config/config.js';
import { startDemo, type Demo } from './demo/demo.js';
import { EXIT, type ExitCode, KafkaTuiError } from './model/problem.js';
import type { ReaderFor } from './reader-for.js';

interface Face {
  /** How the topics of a cluster are read. */
  readonly readersOf: (config: Config) => Promise<ReaderFor>;
  /** The screen or pipe mode. */
  readonly run: (config: Config, readerFor: ReaderFor) => Promise<ExitCode>;
}

/** Runs the program on a Kafka of its own, which ends with it. */
export async function runDemo(config: Config, wanted: DemoConfig, face: Face): Promise<ExitCode> {
  // Told where the reader's own notices are told; there is nobody to tell before it is opened.
  let announce: (text: string) => void = () => undefined;
  const demo = await start(wanted, config.topic, (text) => {
    announce(text);
  });
  try {
    const onDemo: Config = { ...config, brokers: demo.brokers };
    const readerFor = await face.readersOf(onDemo);
    return await face.run(onDemo, (topic, instead) => (events) => {
      announce = (text) => {
        events.notice('odd', text);
      };
      return readerFor(topic, instead)(events);
    });
  } finally {
    announce = () => undefined;
    await demo.close();
  }
}

async function start(
  { port, seed, chaos }: DemoConfig,
  topic: string,
  announce: (text: string) => void,
): Promise<Demo> {
  try {
    return await startDemo({
      port: port ?? 0,
      seed,
      chaos: chaos ? { topic, announce } : null,
      // Another consumer is loaded when it is due, not before the first row.
      join: async (options) => (await import('./kafka/demo-members.js')).joinGroup(options),
    });
  } catch (cause) {
    const code = codeOf(cause);
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause;
    throw new KafkaTuiError(
      {
        code: 'DEMO_PORT',
        message: `the demo can't listen on port ${port ?? 0} (${code === 'EACCES' ? 'not allowed' : 'it is taken'})`,
        next: 'choose a free port above 1023 with --demo-port N, or leave it out to take any',
        exitCode: EXIT.usage,
      },
      { cause },
    );
  }
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
}
