import { vi } from 'vitest';
import type { ClusterSettings } from '../../src/kafka/settings.js';
import type { Look, Watch, WatchSnapshot } from '../../src/model/watch.js';
import { openWatch } from '../../src/watch/open-watch.js';
import { settingsFor } from '../support/reading.js';

export interface WatchingOptions {
  readonly write?: boolean;
  readonly settings?: Partial<ClusterSettings>;
}

/** A watch at work, and how to wait for what it shows. */
export class Watching {
  readonly watch: Watch;

  constructor(bootstrap: string, { write = false, settings }: WatchingOptions = {}) {
    this.watch = openWatch(settingsFor(bootstrap, settings), { name: 'lab', write });
  }

  get now(): WatchSnapshot {
    return this.watch.current();
  }

  look(at: Look): void {
    this.watch.commands.look(at);
  }

  async until(condition: (now: WatchSnapshot) => boolean): Promise<WatchSnapshot> {
    await vi.waitUntil(() => condition(this.now), { timeout: 20_000, interval: 10 });
    return this.now;
  }
}

/** Watches, and ends it whatever happens. */
export async function watching<T>(
  bootstrap: string,
  options: WatchingOptions,
  act: (watching: Watching) => Promise<T>,
): Promise<T> {
  const one = new Watching(bootstrap, options);
  try {
    return await act(one);
  } finally {
    one.watch.close();
  }
}
