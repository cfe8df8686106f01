import type { Config } from './config/config.js';
import { clusterSettings } from './cluster-settings.js';
import type { CheckConnection } from './inspector/connection-check.js';

/** How the way to a configuration's topic is checked. It is loaded when there is something to check. */
export function checkFor(config: Config): CheckConnection {
  return async function* check({ login, signal }) {
    const { probe } = await import('./kafka/checks/probe.js');
    yield* probe({
      settings: await clusterSettings(config),
      topic: config.topic,
      partitions: config.partitions,
      startsAtEnd: config.start.kind === 'end',
      group: null,
      team: null,
      login,
      signal,
      now: Date.now,
    });
  };
}
