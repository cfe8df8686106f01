import type { OpenPages } from '../kafka/pages.js';
import type { OpenReader, Opening, Reader, ReaderEvents } from '../kafka/reader.js';
import { EXIT, KafkaTuiError } from '../model/problem.js';
import type {
  Connection,
  Notice,
  Session,
  SessionCommands,
  SessionSnapshot,
} from '../model/session.js';
import { type CheckConnection, ConnectionCheck } from './connection-check.js';
import { notMember } from '../model/membership.js';
import type { Happening } from '../model/timeline.js';
import type { Search, SearchRange } from '../model/search.js';
import { Explorer } from './explorer.js';
import { Intake } from './intake.js';
import { Keeper } from './keeper.js';
import type { Predicate } from './matcher.js';
import { seekWords } from './seek-words.js';
import { positionsUpTo } from './positions.js';
import { buildSnapshot } from './snapshot.js';
import { TimelineLog } from '../model/timeline-log.js';

export interface InspectorOptions {
  readonly openReader: OpenReader;
  /** Goes the way in, to explain what is wrong with it; null where nobody looks. */
  readonly check: CheckConnection | null;
  /** Opens the logs for whoever scrolls or seeks; null where only what is read can be looked at. */
  readonly openPages: OpenPages | null;
  /** Begins a search of the topic. Throws a KafkaTuiError where the text is no query; null where none can be. */
  readonly startSearch:
    ((text: string, range: SearchRange, writeTo: string | null) => Search) | null;
  readonly compileFilter: (text: string) => Predicate;
  readonly cluster: string;
  readonly topic: string;
  readonly mode: string;
  /** As a member of a group: its name, and all of its topics. */
  readonly membership?: { readonly group: string; readonly topics: readonly string[] } | null;
  /** Where reading starts, in words. */
  readonly startedFrom: string;
  /** What is not checked of the brokers' certificates; null for nothing. */
  readonly unverified: string | null;
  /** Filter from the start; null for none. */
  readonly filter: string | null;
  /** Stop after this many messages; null for never. */
  readonly limit: number | null;
  /** What is kept to look at: the newest, within both bounds. */
  readonly keep: { readonly entries: number; readonly bytes: number };
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Where nothing but what is read can be looked at. */
const FIXED_WINDOW = { live: true, below: 0n, begins: true, loading: null, looked: 0 } as const;

const MAX_NOTICES = 200;
const MAX_EVENTS = 2_000;
const TICK_MS = 1000;

/**
 * One topic under inspection: pulls slices from the reader, counts, filters and keeps them, and tells its
 * listeners that something changed. Pausing stops the pulling, so that nothing is lost and nothing moves.
 */
export class Inspector implements Session {
  readonly commands: SessionCommands;
  /** Resolves when the topic is open and its newest messages are there; never when it can't be. */
  readonly opened: Promise<void>;
  readonly #options: InspectorOptions;
  readonly #check: ConnectionCheck;
  readonly #listeners = new Set<() => void>();
  readonly #keeper: Keeper;
  readonly #intake: Intake;
  readonly #explorer: Explorer | null;
  #search: Search | null = null;
  #unsubscribe: () => void = () => undefined;
  readonly #startedAt: number;
  readonly #notices: Notice[] = [];
  #reader: Reader;
  readonly #topics: readonly string[];
  readonly #timeline = new TimelineLog(MAX_EVENTS);
  /** Out of the group, where there was one. */
  #left: Promise<void> | null = null;
  #connection: Connection;
  #failure: KafkaTuiError | null = null;
  #version = 0;
  #pausedAt: number | null = null;
  #resume: (() => void) | null = null;
  #openAgain: (() => void) | null = null;
  #finished = false;
  #closed = false;
  #tellOpened: () => void = () => undefined;
  #isAsking = false;
  #wasQuiet = true;
  #snapshot: SessionSnapshot | null = null;

  constructor(options: InspectorOptions) {
    this.opened = new Promise((resolve) => (this.#tellOpened = resolve));
    this.#options = options;
    this.#startedAt = options.now();
    this.#topics = options.membership?.topics ?? [options.topic];
    this.#keeper = new Keeper(this.#topics, options.keep, () => this.#intake.reading);
    this.#intake = new Intake({
      keeper: this.#keeper,
      limit: options.limit,
      now: options.now,
      isClosed: () => this.#closed,
      breathe: () => this.#breathe(),
      stopped: () => {
        this.#stopAtHit();
      },
      delivered: (partition, next) => {
        this.#reader.member?.delivered(partition, next);
      },
    });
    this.#explorer = this.#explore(options.openPages);
    this.#connection = { state: 'connecting', since: this.#startedAt };
    this.#check = new ConnectionCheck(options.check, () => {
      this.#changed();
    });
    this.#reader = options.openReader(this.#readerEvents());
    this.commands = {
      pause: () => {
        this.#pause();
      },
      resume: () => {
        this.#unpause();
      },
      filter: (text) => {
        this.#filter(text);
      },
      breakAt: (text) => {
        this.#breakAt(text);
      },
      retry: () => {
        this.#happened('retry', 'info', 'retry asked for');
        if (this.#openAgain === null) this.#reader.retry();
        else this.#openAgain();
      },
      check: () => {
        this.#check.asked(this.#failure);
      },
      shown: (snapshot) => {
        this.#shown(snapshot);
      },
      commit: (arrival) => {
        const { member } = this.#reader;
        if (!member) return Promise.reject(notMember());
        const { log } = this.#keeper;
        return member.commit(arrival === null ? null : positionsUpTo(log, arrival, this.#topics));
      },
      look: (at) => {
        this.#explorer?.look(at);
      },
      seek: async (target) => {
        if (this.#explorer === null) throw cannotSeek();
        const outcome = await this.#explorer.seek(target);
        if (outcome !== null) this.#happened('seek', 'info', seekWords(target, outcome));
        return outcome;
      },
      search: (text, range, writeTo) => {
        this.#startSearch(text, range, writeTo);
      },
      stopSearch: () => {
        this.#search?.stop();
      },
    };
    if (options.filter !== null) this.#filter(options.filter);
  }

  current(): SessionSnapshot {
    return (this.#snapshot ??= buildSnapshot({
      options: this.#options,
      now: this.#options.now(),
      startedAt: this.#startedAt,
      connection: this.#connection,
      checklist: this.#check.checklist,
      tallies: [...this.#intake.tallies.values()],
      meter: this.#intake.meter,
      log: this.#keeper.shown,
      matcher: this.#keeper.matcher,
      breakpoint: this.#keeper.breakpoint,
      window: this.#explorer?.state() ?? FIXED_WINDOW,
      version: this.#version,
      pausedAt: this.#pausedAt,
      notices: this.#notices,
      search: this.#search?.current() ?? null,
      timeline: this.#timeline.current(),
      membership: this.#reader.member?.current() ?? null,
      repeats: this.#intake.repeats,
      lastArrivalAt: this.#intake.lastArrivalAt,
      finished: this.#finished,
    }));
  }

  /** What keeps the topic from being opened, or ended reading; null while it goes on or ended as asked. */
  get failure(): KafkaTuiError | null {
    return this.#failure;
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
      if (!this.#closed) this.#fail(asProblem(error));
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
          (error: unknown) => asProblem(error),
        ),
      );
      try {
        return await opening;
      } catch (error) {
        if (this.#isClosed()) return null;
        this.#fail(asProblem(error));
      }
      await new Promise<void>((resolve) => (this.#openAgain = resolve));
      this.#openAgain = null;
      if (this.#isClosed()) return null;
      this.#reader.close();
      this.#reader = this.#options.openReader(this.#readerEvents());
      this.#connection = { state: 'connecting', since: this.#options.now() };
      this.#changed();
    }
  }

  /** Asked again after every wait. */
  #isClosed(): boolean {
    return this.#closed;
  }

  /** What can't get better by itself, as the connection's state. */
  #fail(problem: KafkaTuiError): void {
    this.#failure = problem;
    this.#connection = { state: 'failed', problem };
    this.#check.failed(problem, { again: false });
    this.#changed();
  }

  close(): void {
    this.#closed = true;
    this.#keeper.close();
    this.#check.close();
    this.#explorer?.close();
    this.#forgetSearch();
    const { member } = this.#reader;
    // A member says goodbye, and its last commit before that; `run` waits for it.
    if (member) this.#left ??= member.leave();
    else this.#reader.close();
    this.#resume?.();
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
      if (this.#pausedAt !== null && !this.#closed) {
        await new Promise<void>((resolve) => (this.#resume = resolve));
      } else if (scan === this.#keeper.scan) return;
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
    this.#failure = null;
    this.#connection = { state: 'ready' };
    this.#check.ready();
    this.#tellOpened();
    this.#changed();
  }

  #pause(): void {
    if (this.#pausedAt !== null) return;
    this.#pausedAt = this.#options.now();
    this.#changed();
  }

  #unpause(): void {
    if (this.#pausedAt === null) return;
    this.#pausedAt = null;
    this.#resume?.();
    this.#changed();
  }

  #filter(text: string | null): void {
    const predicate = text === null || text === '' ? null : this.#options.compileFilter(text);
    this.#keeper.filter(predicate, () => {
      this.#changed();
    });
    this.#explorer?.refresh();
    this.#changed();
  }

  #breakAt(text: string | null): void {
    this.#keeper.breakAt(text === null ? null : this.#options.compileFilter(text));
    this.#changed();
  }

  /** A message came in that is to be looked at: it is the last one that was taken. */
  #stopAtHit(): void {
    const { breakpoint } = this.#keeper;
    const hit = breakpoint?.take();
    if (!breakpoint || !hit) return;
    const { text } = breakpoint.state();
    const said = `stopped at ${hit.partition}:${hit.offset}: it matches ${text}`;
    this.#pause();
    this.#happened('break', 'info', said);
    this.#notice('info', said);
  }

  /** Once a second: rates and histories move on by themselves, and a paused session asks what waits. */
  #tick(): void {
    this.#explorer?.tick();
    if (this.#pausedAt !== null && this.#connection.state === 'ready') this.#askWhatWaits();
    // Once more when the last message has left the history, so that it is seen to be empty.
    const isQuiet = this.#intake.meter.isQuiet(this.#options.now());
    if (!isQuiet || !this.#wasQuiet) this.#changed();
    this.#wasQuiet = isQuiet;
  }

  /** One question at a time: a slow broker must not be asked again and again. */
  #askWhatWaits(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#reader
      .watermarks()
      .then((marks) => {
        // What came since it was resumed is newer.
        if (this.#pausedAt === null) return;
        for (const mark of marks) this.#intake.tallies.get(mark.partition)?.watermarks(mark);
        this.#changed();
      })
      // The fetch loops find out by themselves when a broker is gone.
      .catch(() => undefined)
      .finally(() => (this.#isAsking = false));
  }

  #readerEvents(): ReaderEvents {
    return {
      lost: (problem, retryAt, partitions) => {
        const again = this.#connection.state === 'lost';
        if (!again) this.#happened('connection', 'bad', problem.message);
        const since =
          this.#connection.state === 'lost' ? this.#connection.since : this.#options.now();
        this.#connection = { state: 'lost', since, retryAt, problem };
        for (const [partition, tally] of this.#intake.tallies) {
          tally.lose(partitions.includes(partition) ? problem : null);
        }
        // Nothing more is tried by itself for long: this is what the program leaves with.
        this.#failure =
          problem instanceof KafkaTuiError && problem.exitCode === EXIT.unauthorised
            ? problem
            : null;
        this.#check.failed(problem instanceof KafkaTuiError ? problem : null, { again });
        this.#changed();
      },
      regained: () => {
        this.#failure = null;
        this.#connection = { state: 'ready' };
        this.#check.ready();
        for (const tally of this.#intake.tallies.values()) tally.lose(null);
        const text = 'connected again: reading goes on at the next offset';
        this.#happened('connection', 'info', text);
        this.#notice('info', text);
      },
      notice: (severity, text) => {
        // What a member tells of its group it tells as an event as well.
        if (this.#timeline.newest !== text) this.#happened('note', severity, text);
        this.#notice(severity, text);
      },
      grown: (partitions) => {
        this.#intake.grow(partitions);
      },
      skippedByRetention: (partition, offsets) => {
        const tally = this.#intake.tallies.get(partition);
        if (tally) tally.lost += offsets;
      },
      member: {
        reassigned: (ours, others) => {
          this.#intake.assign(ours, others);
          this.#changed();
        },
        changed: (others) => {
          for (const mark of others) {
            const tally = this.#intake.tallies.get(mark.partition);
            if (tally && !tally.assigned) tally.watermarks(mark);
          }
          this.#changed();
        },
        happened: (event) => {
          this.#timeline.add(event, this.#options.now());
          this.#changed();
        },
      },
    };
  }

  #happened(kind: Happening['kind'], severity: Happening['severity'], text: string): void {
    const group = this.#options.membership?.group ?? null;
    this.#timeline.add({ kind, severity, text, group }, this.#options.now());
    this.#changed();
  }

  /** What a frame has shown: everything up to where its snapshot stood. */
  #shown({ partitions }: SessionSnapshot): void {
    const { member } = this.#reader;
    member?.shown(new Map(partitions.map(({ partition, next }) => [partition, next])));
  }

  #startSearch(text: string, range: SearchRange, writeTo: string | null): void {
    const { startSearch } = this.#options;
    if (startSearch === null) throw cannotSeek();
    const search = startSearch(text, range, writeTo);
    this.#forgetSearch();
    this.#search = search;
    this.#unsubscribe = search.subscribe(() => {
      this.#changed();
    });
    this.#changed();
  }

  #forgetSearch(): void {
    this.#unsubscribe();
    this.#search?.stop();
    this.#search = null;
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
        this.#notice('bad', text);
      },
    });
  }

  #notice(severity: Notice['severity'], text: string): void {
    this.#notices.push({ at: this.#options.now(), severity, text });
    if (this.#notices.length > MAX_NOTICES) this.#notices.shift();
    this.#changed();
  }

  #changed(): void {
    this.#version++;
    this.#snapshot = null;
    for (const listener of this.#listeners) listener();
  }
}

function asProblem(error: unknown): KafkaTuiError {
  if (error instanceof KafkaTuiError) return error;
  const what = error instanceof Error ? error.message : String(error);
  return new KafkaTuiError(
    {
      code: 'INTERNAL',
      message: `something went wrong inside kafka-tui: ${what}`,
      next: 'start it again; if it stays, report it',
      exitCode: EXIT.failed,
    },
    { cause: error },
  );
}

function cannotSeek(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'CANNOT_SEEK',
    message: 'a member reads where its group goes on',
    next: 'leave out -G to go anywhere in the topic',
  });
}
