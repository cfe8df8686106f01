import { MemoryPreferences } from '../../../src/model/preferences.js';
import type { Session } from '../../../src/model/session.js';
import type { Watch } from '../../../src/model/watch.js';
import type { Workspace } from '../../../src/model/workspace.js';
import { FakeSession } from './fake-session.js';
import { FakeWatch } from './fake-watch.js';

/** A workspace whose sessions are fakes. Its log records what was opened and closed. */
export class FakeWorkspace implements Workspace {
  readonly log: string[] = [];
  readonly preferences = new MemoryPreferences();
  readonly cluster: FakeWatch;
  #session: Session | null;

  constructor(session: FakeSession | null = null, cluster = new FakeWatch()) {
    this.cluster = cluster;
    this.#session = session;
  }

  session(): Session | null {
    return this.#session;
  }

  watch(): Watch {
    if (!this.log.includes('watch')) this.log.push('watch');
    return this.cluster;
  }

  open(topic: string): void {
    this.log.push(`open ${topic}`);
    this.#session = new FakeSession().set({ topic });
  }

  leave(): void {
    this.log.push('leave');
    this.#session = null;
  }
}
