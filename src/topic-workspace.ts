import type { Inspector } from './inspector/inspector.js';
import type { Preferences } from './model/preferences.js';
import type { Session } from './model/session.js';
import type { Watch } from './model/watch.js';
import type { Workspace } from './model/workspace.js';

/** A session that runs. */
export interface Running {
  readonly inspector: Inspector;
  /** Resolves when reading is over; what was wrong, if anything was, is the inspector's `failure`. */
  readonly ended: Promise<void>;
}

/** One session at a time; the one before is closed, its reader with it, before the next one opens. */
export class TopicWorkspace implements Workspace {
  readonly preferences: Preferences;
  readonly #inspect: (topic: string) => Inspector;
  readonly #openWatch: () => Watch;
  #watch: Watch | null = null;
  readonly #ending = new Set<Promise<unknown>>();
  #running: Running | null = null;

  /** `inspect` makes the session of a topic; it does not run yet. `openWatch` is called once at most. */
  constructor(
    inspect: (topic: string) => Inspector,
    openWatch: () => Watch,
    preferences: Preferences,
  ) {
    this.preferences = preferences;
    this.#inspect = inspect;
    this.#openWatch = openWatch;
  }

  get running(): Running | null {
    return this.#running;
  }

  session(): Session | null {
    return this.#running?.inspector ?? null;
  }

  watch(): Watch {
    return (this.#watch ??= this.#openWatch());
  }

  open(topic: string): Running {
    this.leave();
    const inspector = this.#inspect(topic);
    const ended = inspector.run();
    this.#ending.add(ended);
    void ended.then(() => this.#ending.delete(ended));
    const running = { inspector, ended };
    this.#running = running;
    return running;
  }

  leave(): void {
    this.#running?.inspector.close();
    this.#running = null;
  }

  /** Stops all that is under way, at once. `ended` tells when it has. */
  close(): void {
    this.#running?.inspector.close();
    this.#watch?.close();
  }

  /** Resolves when nothing is read any more. */
  async ended(): Promise<void> {
    await Promise.all(this.#ending);
  }
}
