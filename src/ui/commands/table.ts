import { openChecklist } from '../checklist/open.js';
import { EVENTS_COMMAND } from '../events/events-command.js';
import { refresh } from '../keys/refresh.js';
import { LIST_COMMANDS } from '../lists/commands.js';
import { checkQuery, completeFilter } from '../prompt/fields.js';
import { saveCommand, searchCommand } from '../finding/search-keys.js';
import { checkSearch, completeSearch } from '../finding/search-line.js';
import { showAround } from './around.js';
import { breakAt } from './break.js';
import { COLUMNS_COMMAND } from './columns.js';
import { FILTER_COMMAND } from './filter.js';
import { completePlace, seekTo } from './seek.js';
import type { CommandSpec } from './spec.js';

/**
 * Every command, once, in the order of the help. What `:` does, what Tab completes, the help and the README
 * all come from this table.
 */
export const COMMANDS: readonly CommandSpec[] = [
  ...LIST_COMMANDS,
  FILTER_COMMAND,
  COLUMNS_COMMAND,
  {
    name: 'search',
    argument: '[FROM..TO] [QUERY] [> FILE]',
    help: 'search the topic, or a range of time; matches to a file',
    complete: completeSearch,
    check: checkSearch,
    run: searchCommand,
  },
  {
    name: 'save',
    argument: 'FILE',
    help: 'write what the search found to a file',
    run: saveCommand,
  },
  {
    name: 'break',
    argument: '[QUERY]',
    help: 'pause at each message that matches; alone: no more',
    complete: completeFilter,
    check: checkQuery,
    run: breakAt,
  },
  {
    name: 'seek',
    argument: 'PLACE',
    help: 'go anywhere: beginning, 1:42, -500, -15m',
    complete: completePlace,
    run: seekTo,
  },
  {
    name: 'around',
    argument: '[±TIME]',
    help: 'what the others wrote at the time of this message (10s)',
    run: showAround,
  },
  {
    name: 'follow',
    argument: '',
    help: 'to the newest, and stay there',
    run: ({ store }) => {
      store.getState().forgetResult();
      store.getState().followNewest();
      return undefined;
    },
  },
  {
    name: 'pause',
    argument: '',
    help: 'stop reading; nothing is lost',
    run: (context) => {
      context.session.commands.pause();
      refresh(context);
      return undefined;
    },
  },
  {
    name: 'resume',
    argument: '',
    help: 'go on reading',
    run: (context) => {
      context.session.commands.resume();
      refresh(context);
      return undefined;
    },
  },
  {
    name: 'doctor',
    argument: '',
    help: 'check the connection, step by step',
    run: (context) => {
      openChecklist(context, context.store.getState());
      return undefined;
    },
  },
  EVENTS_COMMAND,
  {
    name: 'help',
    anywhere: true,
    aliases: ['h'],
    argument: '',
    help: 'all keys and commands',
    run: ({ store }) => {
      store.getState().openHelp();
      return undefined;
    },
  },
  {
    name: 'quit',
    anywhere: true,
    aliases: ['q'],
    argument: '',
    help: 'leave the program',
    run: ({ program }) => {
      program.quit('quit');
      return undefined;
    },
  },
];
