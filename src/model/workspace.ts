import type { Session } from './session.js';

/** What the screens look at: one topic at a time, through a session. Whoever made it closes it. */
export interface Workspace {
  /** Of the topic that is open; null while none is. */
  session(): Session | null;
  /** Closes the session there is, and opens one on this topic. */
  open(topic: string): unknown;
  /** Closes the session there is; without one it does nothing. */
  leave(): void;
}
