import type { Preferences } from './preferences.js';
import type { Session } from './session.js';
import type { Watch } from './watch.js';

/**
 * What the screens look at: one topic at a time through a session, and the cluster as a whole through a
 * watch. Whoever made it closes both.
 */
export interface Workspace {
  /** What was chosen for topics. */
  readonly preferences: Preferences;
  /** Of the topic that is open; null while none is. */
  session(): Session | null;
  /** The cluster. What it costs begins with the first call. */
  watch(): Watch;
  /** Closes the session there is, and opens one on this topic. */
  open(topic: string): unknown;
  /** Closes the session there is; without one it does nothing. */
  leave(): void;
}
