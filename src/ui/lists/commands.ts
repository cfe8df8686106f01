import type { GroupRow, TopicRow, WatchKind } from '../../model/watch.js';
import { placeOf, topicOf } from '../../store/places.js';
import type { CommandSpec } from '../commands/spec.js';
import { usage } from '../commands/usage.js';
import { completeWord } from '../commands/words.js';

function listCommand(of: WatchKind, help: string): CommandSpec {
  return {
    name: of,
    anywhere: true,
    argument: '',
    help,
    run: ({ screens }) => {
      screens.go({ kind: 'list', of });
      return undefined;
    },
  };
}

/** ms for which the names that were asked for are good enough to complete from. */
const NAMES_MS = 30_000;

/** Names to complete: those on the lists, or, where these were not looked at for a while, those of the cluster. */
function completeName(of: 'topics' | 'groups'): NonNullable<CommandSpec['complete']> {
  return (text, cursor, { store, screens, program }) => {
    const listing = store.getState().watch?.[of];
    const age = program.now() - (listing?.at ?? -Infinity);
    if (listing !== undefined && age < NAMES_MS)
      return completeWord(text, cursor, listing.rows.map(nameOf));
    const asked = screens.watch().commands.names(of);
    return asked.then((names) => completeWord(text, cursor, names));
  };
}

function nameOf(row: TopicRow | GroupRow): string {
  return 'id' in row ? row.id : row.name;
}

/** Kafka's own rule for names, so that a typing error opens nothing. */
const TOPIC = /^[\w.-]{1,249}$/;

/** From screen to screen. */
export const LIST_COMMANDS: readonly CommandSpec[] = [
  listCommand('topics', 'the topics of the cluster'),
  listCommand('groups', 'the consumer groups, with their lag'),
  listCommand('brokers', 'the brokers'),
  {
    name: 'topic',
    anywhere: true,
    argument: 'NAME',
    help: 'the messages of this topic',
    complete: completeName('topics'),
    run: ({ screens }, topic) => {
      if (!TOPIC.test(topic) || topic === '.' || topic === '..') {
        throw usage(`"${topic}" can't be a topic`, 'type :topic NAME, or choose one with :topics');
      }
      screens.go({ kind: 'stream', topic });
      return undefined;
    },
  },
  {
    name: 'group',
    anywhere: true,
    argument: 'NAME',
    help: 'members and offsets of this group',
    complete: completeName('groups'),
    run: ({ screens }, id) => {
      if (id === '')
        throw usage('no group was named', 'type :group NAME, or choose one with :groups');
      screens.go({ kind: 'group', id });
      return undefined;
    },
  },
  {
    name: 'stream',
    anywhere: true,
    argument: '',
    help: 'back to the messages of the topic that is open',
    run: ({ screens, store }) => {
      const topic = topicOf(store.getState().places);
      if (topic === null)
        throw usage('no topic is open', 'type :topic NAME, or choose one with :topics');
      while (placeOf(store.getState().places).kind !== 'stream') screens.back();
      return undefined;
    },
  },
];
