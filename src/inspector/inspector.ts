import type { OpenPages } from '../kafka/pages.js';
import type { Opening, Reader } from '../kafka/reader.js';
import { type KafkaTuiError, asProblem } from '../model/problem.js';
import type { Session, SessionCommands, SessionSnapshot } from '../model/session.js';
import { placeWords } from '../model/slot.js';
import { Chronicle } from './chronicle.js';
import { commandsOf } from './commands.js';
import { ConnectionCheck } from './connection-check.js';
import { ConnectionState } from './connection-state.js';
import { Explorer } from './explorer.js';
import { Intake } from './intake.js';
import { Keeper } from './keeper.js';
import type { InspectorOptions } from './inspector-options.js';
import { Pause } from './pause.js';
import { readerEvents } from './reader-events.js';
import { SearchDesk } from './search-desk.js';
import { buildSnapshot } from './snapshot.js';

/** Where nothing but what is read can be looked at. */
const FIXED_WINDOW = {
  ...{ live: true, below: 0n, begins: true, loading: null, looked: 0, cleanupPolicy: null },
} as const;

const TICK_MS = 1000;
const AGAIN = 'start it again; if it stays, report it';

/**
 * One topic under inspection: pulls slices from the reader, counts, filters and keeps them, and tells its
 * listeners that something changed. Pausing stops the pulling, so that nothing is lost and nothing moves.
 */
export class Inspector implements Session {
  readonly commands: SessionCommands;
  /** Resolves when the topic is open and its newest messages are there; never when it can't be. */
  readonly opened: Promise<void>;
  readonly #options: InspectorOptions;
  readonly #listeners = new Set<() => void>();
  readonly #startedAt: number;
  readonly #check: ConnectionCheck;
  readonly #connection: ConnectionState;
  readonly #chronicle: Chronicle;
  readonly #keeper: Keeper;
  readonly #intake: Intake;
  readonly #explorer: Explorer | null;
  readonly #searches: SearchDesk;
  readonly #pause: Pause;
  #reader: Reader;
  /** Out of the group, where there was one. */
  #left: Promise<void> | null = null;
  #version = 0;
  #openAgain: (() => void) | null = null;
  #finished = false;
  #closed = false;
  #tellOpened: () => void = () => undefined;
  #wasQuiet = true;
  #snapshot: SessionSnapshot | null = null;

  constructor(options: InspectorOptions) {
    const { now, membership = null } = options;
    const changed = (): void => {
      this.#changed();
    };
    const topics = membership?.topics ?? [options.topic];
    this.opened = new Promise((resolve) => (this.#tellOpened = resolve));
    this.#options = options;
    this.#startedAt = now();
    this.#check = new ConnectionCheck(options.check, changed);
    this.#connection = new ConnectionState({ check: this.#check, now, changed });
    this.#chronicle = new Chronicle({ group: membership?.group ?? null, now, changed });
    this.#keeper = new Keeper(topics, options.keep, () => this.#intake.reading);
    this.#intake = this.#takeIn();
    this.#explorer = this.#explore(options.openPages);
    this.#searches = new SearchDesk(changed);
    this.#pause = new Pause({
      watermarks: () => this.#reader.watermarks(),
      tell: (marks) => {
        for (const mark of marks) this.#intake.tallies.get(mark.partition)?.watermarks(mark);
        changed();
      },
      now,
      changed,
    });
    this.#reader = this.#openReader();
    this.commands = commandsOf({
      pause: this.#pause,
      retry: () => {
        this.#retry();
      },
      keeper: this.#keeper,
      explorer: this.#explorer,
      searches: this.#searches,
      beginSearch: options.startSearch,
      compileFilter: options.compileFilter,
      chronicle: this.#chronicle,
      check: this.#check,
      connection: this.#connection,
      reader: () => this.#reader,
      topics,
      changed,
    });
    if (options.filter !== null) this.commands.filter(options.filter);
  }

  current(): SessionSnapshot {
    return (this.#snapshot ??= buildSnapshot({
      options: this.#options,
      now: this.#options.now(),
      startedAt: this.#startedAt,
      connection: this.#connection.current,
      checklist: this.#check.checklist,
      tallies: [...this.#intake.tallies.values()],
      meter: this.#intake.meter,
      log: this.#keeper.shown,
      matcher: this.#keeper.matcher,
      breakpoint: this.#keeper.breakpoint,
      window: this.#explorer?.state() ?? FIXED_WINDOW,
      version: this.#version,
      pausedAt: this.#pause.since,
      notices: this.#chronicle.notices,
      search: this.#searches.current(),
      timeline: this.#chronicle.timeline,
      membership: this.#reader.member?.current() ?? null,
      repeats: this.#intake.repeats,
      lastArrivalAt: this.#intake.lastArrivalAt,
      finished: this.#finished,
    }));
  }

  /** What keeps the topic from being opened, or ended reading; null while it goes on or ended as asked. */
  get failure(): KafkaTuiError | null {
    return this.#connection.failure;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Reads until the end that was asked for, a close, or a failure that can't get better by itself.
   * What keeps the topic from being opened is shown, and tried again when `retry` asks for it. Never rejects.
   */
  async run(): Promise<void> {
    const ticker = setInterval(() => {
      this.#tick();
    }, TICK_MS);
    try {
      const opening = await this.#open();
      if (opening === null) return;
      this.#opened(opening);
      await this.#readAll();
    } catch (error) {
      if (!this.#closed) this.#connection.failed(asProblem(error, AGAIN));
    } finally {
      clearInterval(ticker);
      await this.#left;
    }
  }

  /** Opens the topic, as often as it is asked for until that succeeds; null when closed before. */
  async #open(): Promise<Opening | null> {
    for (;;) {
      const opening = this.#reader.open();
      this.#check.connecting(
        opening.then(
          () => null,
          (error: unknown) => asProblem(error, AGAIN),
        ),
      );
      try {
        return await opening;
      } catch (error) {
        if (this.#isClosed()) return null;
        this.#connection.failed(asProblem(error, AGAIN));
      }
      await new Promise<void>((resolve) => (this.#openAgain = resolve));
      this.#openAgain = null;
      if (this.#isClosed()) return null;
      this.#reader.close();
      this.#reader = this.#openReader();
      this.#connection.connecting();
    }
  }

  /** Asked again after every wait. */
  #isClosed(): boolean {
    return this.#closed;
  }

  close(): void {
    this.#closed = true;
    this.#keeper.close();
    this.#check.close();
    this.#explorer?.close();
    this.#searches.forget();
    const { member } = this.#reader;
    // A member says goodbye, and its last commit before that; `run` waits for it.
    if (member) this.#left ??= member.leave();
    else this.#reader.close();
    this.#pause.release();
    this.#openAgain?.();
  }

  async #readAll(): Promise<void> {
    while (!this.#closed && !this.#finished) {
      await this.#turn();
      const slices = await this.#reader.read();
      if (slices === null) break;
      // Paused while the broker was still waiting for messages: what came in waits here.
      await this.#turn();
      const changed = await this.#intake.take(slices);
      this.#finished = this.#intake.limitReached;
      if (changed || this.#finished) this.#changed();
    }
    if (this.#closed) return;
    this.#finished = true;
    this.#changed();
  }

  /** Waits while paused, and for a filter to have seen what is kept: entries are tested in order. */
  async #turn(): Promise<void> {
    for (;;) {
      const { scan } = this.#keeper;
      await scan;
      if (this.#pause.since !== null && !this.#closed) await this.#pause.released();
      else if (scan === this.#keeper.scan) return;
    }
  }

  /** Gives the event loop its turn. A key may have paused or filtered meanwhile: the rest of the response waits. */
  async #breathe(): Promise<void> {
    this.#changed();
    await new Promise((resolve) => setImmediate(resolve));
    await this.#turn();
  }

  #opened(opening: Opening): void {
    this.#intake.open(opening);
    this.#finished = this.#intake.limitReached;
    this.#connection.ready();
    this.#tellOpened();
  }

  #retry(): void {
    this.#chronicle.happened('retry', 'info', 'retry asked for');
    if (this.#openAgain === null) this.#reader.retry();
    else this.#openAgain();
  }

  /** A message came in that is to be looked at: it is the last one that was taken. */
  #stopAtHit(): void {
    const { breakpoint } = this.#keeper;
    const hit = breakpoint?.take();
    if (!breakpoint || !hit) return;
    const { text } = breakpoint.state();
    const { membership, topic } = this.#options;
    const where = placeWords(hit, membership?.topics ?? [topic]);
    const said = `stopped at ${where}: it matches ${text}`;
    this.#pause.begin();
    this.#chronicle.happened('break', 'info', said);
    this.#chronicle.notice('info', said);
  }

  /** Once a second: rates and histories move on by themselves, and a paused session asks what waits. */
  #tick(): void {
    this.#explorer?.tick();
    if (this.#connection.current.state === 'ready') this.#pause.askWhatWaits();
    // Once more when the last message has left the history, so that it is seen to be empty.
    const isQuiet = this.#intake.meter.isQuiet(this.#options.now());
    if (!isQuiet || !this.#wasQuiet) this.#changed();
    this.#wasQuiet = isQuiet;
  }

  #openReader(): Reader {
    return this.#options.openReader(
      readerEvents({
        connection: this.#connection,
        intake: this.#intake,
        chronicle: this.#chronicle,
        changed: () => {
          this.#changed();
        },
      }),
    );
  }

  #takeIn(): Intake {
    return new Intake({
      keeper: this.#keeper,
      limit: this.#options.limit,
      now: this.#options.now,
      isClosed: () => this.#closed,
      breathe: () => this.#breathe(),
      stopped: () => {
        this.#stopAtHit();
      },
      delivered: (partition, next) => {
        this.#reader.member?.delivered(partition, next);
      },
    });
  }

  #explore(openPages: OpenPages | null): Explorer | null {
    if (openPages === null) return null;
    return new Explorer({
      keeper: this.#keeper,
      pages: openPages(),
      tallies: () => this.#intake.tallies,
      reading: () => this.#intake.reading,
      changed: () => {
        this.#changed();
      },
      notice: (text) => {
        this.#chronicle.notice('bad', text);
      },
    });
  }

  #changed(): void {
    this.#version++;
    this.#snapshot = null;
    for (const listener of this.#listeners) listener();
  }
}
