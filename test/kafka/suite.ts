import { describe, inject } from 'vitest';
// Declares what is provided.
import type {} from './global-setup.js';

/** The addresses of the broker that all suites share; topics are each suite's own. */
export interface SharedKafka {
  readonly brokers: string;
  readonly saslBrokers: string;
}

/** A suite against the real Kafka; skipped where there is none. */
export function describeKafka(name: string, suite: (kafka: SharedKafka) => void): void {
  const kafka = inject('kafka');
  if (kafka.available) {
    describe(name, () => {
      suite(kafka);
    });
  } else {
    describe.skip(`${name} (${kafka.reason})`, () => {
      suite({ brokers: '', saslBrokers: '' });
    });
  }
}

let names = 0;

/** A topic name that no other test uses. */
export function freshTopic(word: string): string {
  return `${word}-${process.pid}-${++names}`;
}
