import type { Session } from '../../../src/model/session.js';
import type { Workspace } from '../../../src/model/workspace.js';
import { FakeSession } from './fake-session.js';

/** A workspace whose sessions are fakes. Its log records what was opened and closed. */
export class FakeWorkspace implements Workspace {
  readonly log: string[] = [];
  #session: Session | null;

  constructor(session: FakeSession | null = null) {
    this.#session = session;
  }

  session(): Session | null {
    return this.#session;
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
