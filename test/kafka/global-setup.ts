import type { TestProject } from 'vitest/node';
import { kafkaAvailable, startRealKafka, type RealKafka } from './real-kafka.js';

/** What the tests are given of the broker that is started once a run. */
export type ProvidedKafka =
  | { readonly available: true; readonly brokers: string; readonly saslBrokers: string }
  | { readonly available: false; readonly reason: string };

declare module 'vitest' {
  interface ProvidedContext {
    kafka: ProvidedKafka;
  }
}

let running: RealKafka | null = null;

export async function setup(project: TestProject): Promise<void> {
  const { available, reason } = kafkaAvailable();
  if (!available) {
    if (process.env['KAFKA_TUI_REQUIRE_KAFKA'] === '1') {
      throw new Error(`the suite against a real Kafka must run here, and cannot: ${reason}`);
    }
    process.stderr.write(`\nSKIPPED: the suite against a real Kafka: ${reason}\n\n`);
    project.provide('kafka', { available: false, reason });
    return;
  }
  running = await startRealKafka();
  const { brokers, saslBrokers } = running;
  project.provide('kafka', { available: true, brokers, saslBrokers });
}

export async function teardown(): Promise<void> {
  await running?.close();
  running = null;
}
