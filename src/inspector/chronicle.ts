import type { Notice } from '../model/session.js';
import type { Happening, Timeline } from '../model/timeline.js';
import { TimelineLog } from '../model/timeline-log.js';

const MAX_NOTICES = 200;
const MAX_EVENTS = 2_000;

interface ChronicleOptions {
  /** The group whose member the session is; null for none. */
  readonly group: string | null;
  /** ms since the epoch. */
  readonly now: () => number;
  readonly changed: () => void;
}

/** What happened in a session: notices, to be told now, and events, to be looked up later. Both are bounded. */
export class Chronicle {
  readonly #options: ChronicleOptions;
  readonly #notices: Notice[] = [];
  readonly #timeline = new TimelineLog(MAX_EVENTS);

  constructor(options: ChronicleOptions) {
    this.#options = options;
  }

  /** Newest last. */
  get notices(): readonly Notice[] {
    return this.#notices;
  }

  get timeline(): Timeline {
    return this.#timeline.current();
  }

  notice(severity: Notice['severity'], text: string): void {
    this.#notices.push({ at: this.#options.now(), severity, text });
    if (this.#notices.length > MAX_NOTICES) this.#notices.shift();
    this.#options.changed();
  }

  happened(kind: Happening['kind'], severity: Happening['severity'], text: string): void {
    this.add({ kind, severity, text, group: this.#options.group });
  }

  add(event: Happening): void {
    this.#timeline.add(event, this.#options.now());
    this.#options.changed();
  }

  /** What the reader has to say. What a member tells of its group it has told as an event already. */
  said(severity: Notice['severity'], text: string): void {
    if (this.#timeline.newest !== text) this.happened('note', severity, text);
    this.notice(severity, text);
  }
}
