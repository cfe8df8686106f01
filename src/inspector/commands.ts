import type { Reader } from '../kafka/reader.js';
import { notMember } from '../model/membership.js';
import { KafkaTuiError } from '../model/problem.js';
import type { SessionCommands, SessionSnapshot } from '../model/session.js';
import type { Chronicle } from './chronicle.js';
import type { ConnectionCheck } from './connection-check.js';
import type { ConnectionState } from './connection-state.js';
import type { Explorer } from './explorer.js';
import type { Keeper } from './keeper.js';
import type { Predicate } from './matcher.js';
import type { Pause } from './pause.js';
import { positionsUpTo } from './positions.js';
import type { BeginSearch, SearchDesk } from './search-desk.js';
import { seekWords } from './seek-words.js';

/** Who does what is asked for. */
export interface CommandParts {
  readonly pause: Pause;
  readonly retry: () => void;
  readonly keeper: Keeper;
  /** null where only what is read can be looked at. */
  readonly explorer: Explorer | null;
  readonly searches: SearchDesk;
  readonly beginSearch: BeginSearch | null;
  readonly compileFilter: (text: string) => Predicate;
  readonly chronicle: Chronicle;
  readonly check: ConnectionCheck;
  readonly connection: ConnectionState;
  readonly reader: () => Reader;
  /** In the order in which they were named. */
  readonly topics: readonly string[];
  readonly changed: () => void;
}

/** What the keys may ask of a session. */
export function commandsOf(parts: CommandParts): SessionCommands {
  const { pause, keeper, explorer, searches, chronicle, retry, changed } = parts;
  return {
    pause: () => {
      pause.begin();
    },
    resume: () => {
      pause.end();
    },
    retry,
    filter: (text) => {
      const predicate = text === null || text === '' ? null : parts.compileFilter(text);
      keeper.filter(predicate, changed);
      explorer?.refresh();
      changed();
    },
    breakAt: (text) => {
      keeper.breakAt(text === null ? null : parts.compileFilter(text));
      changed();
    },
    check: () => {
      parts.check.asked(parts.connection.failure);
    },
    /** What a frame has shown: everything up to where its snapshot stood. */
    shown: ({ partitions }: SessionSnapshot) => {
      const { member } = parts.reader();
      member?.shown(new Map(partitions.map(({ partition, next }) => [partition, next])));
    },
    commit: (arrival) => {
      const { member } = parts.reader();
      if (!member) return Promise.reject(notMember());
      return member.commit(
        arrival === null ? null : positionsUpTo(keeper.log, arrival, parts.topics),
      );
    },
    look: (at) => {
      explorer?.look(at);
    },
    seek: async (target) => {
      if (explorer === null) throw cannotSeek();
      const outcome = await explorer.seek(target);
      if (outcome !== null) chronicle.happened('seek', 'info', seekWords(target, outcome));
      return outcome;
    },
    search: (text, range, writeTo) => {
      if (parts.beginSearch === null) throw cannotSeek();
      searches.put(parts.beginSearch(text, range, writeTo));
    },
    exportSearch: (path) => searches.export(path),
    stopSearch: () => {
      searches.stop();
    },
  };
}

function cannotSeek(): KafkaTuiError {
  return new KafkaTuiError({
    code: 'CANNOT_SEEK',
    message: 'a member reads where its group goes on',
    next: 'leave out -G to go anywhere in the topic',
  });
}
