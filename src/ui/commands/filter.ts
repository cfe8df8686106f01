import type { KafkaTuiError } from '../../model/problem.js';
import { nearestNames } from '../../model/nearest.js';
import type { Completion } from '../../store/prompt.js';
import type { KeyContext } from '../keys/context.js';
import { setFilter } from '../keys/seeking.js';
import { checkQuery, completeFilter } from '../prompt/fields.js';
import { kept } from './kept.js';
import type { CommandOutcome, CommandSpec } from './spec.js';
import { usage } from './usage.js';
import { completeWord } from './words.js';

export const FILTER_COMMAND: CommandSpec = {
  name: 'filter',
  argument: '[QUERY]',
  help: 'show only what matches; save NAME, delete NAME, NAME',
  complete: completeNamed,
  check,
  run,
};

/** What can be typed as it is, and is no word of the query language. */
const NAME = /^(?!(?:save|delete|AND|OR|NOT)$)[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63}$/u;

/** The query as far as it is typed; names are looked at when they are used. */
function check(text: string, context: KeyContext): KafkaTuiError | null {
  if (/^delete(?:\s|$)/.test(text) || filtersOf(context).has(text)) return null;
  return checkQuery(text.replace(/^save\s+\S*\s*|^save$/, ''), context);
}

/** Throws a KafkaTuiError where a name or query is no such thing. */
function run(context: KeyContext, text: string): CommandOutcome | Promise<CommandOutcome> {
  const [, word = '', name = '', query = ''] = /^(\S*)\s*(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  if (word === 'save') return save(context, name, query);
  if (word === 'delete') return remove(context, name, query);
  return setFilter(context, text === '' ? null : (filtersOf(context).get(text) ?? text));
}

function filtersOf({ store, screens }: KeyContext): ReadonlyMap<string, string> {
  return screens.preferences.of(store.getState().session.topic).filters;
}

function save(context: KeyContext, name: string, typed: string): Promise<CommandOutcome> {
  const { session } = context.store.getState();
  if (name === '')
    throw usage('a name is missing', 'type :filter save NAME, with or without a query');
  if (!NAME.test(name)) {
    throw usage(`${name} can't be a name`, 'names have letters, digits, ".", "_" and "-"');
  }
  const query = typed === '' ? (session.stream.filter?.text ?? '') : typed;
  if (query === '') throw usage('there is no filter to save', `type :filter save ${name} QUERY`);
  const mistake = checkQuery(query, context);
  if (mistake !== null) throw mistake;
  const written = context.screens.preferences.setFilter(session.topic, name, query);
  return kept(`:filter ${name} is ${query}`, written);
}

function remove(context: KeyContext, name: string, more: string): Promise<CommandOutcome> {
  const { topic } = context.store.getState().session;
  const names = Array.from(filtersOf(context).keys());
  if (name === '' || more !== '') throw usage('one name is needed', 'type :filter delete NAME');
  if (!names.includes(name)) {
    const near = nearestNames(name, names)[0];
    const next = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
    throw usage(
      `${topic} has no filter ${name}`,
      names.length === 0 ? 'save one with :filter save NAME' : next,
    );
  }
  return kept(`filter ${name} deleted`, context.screens.preferences.setFilter(topic, name, null));
}

/** Names in the first place, then what a query can begin with. */
function completeNamed(text: string, cursor: number, context: KeyContext): Completion {
  const names = Array.from(filtersOf(context).keys());
  const [lead = '', word] = /^(save|delete)\s+\S*(?=$|\s)/.exec(text) ?? [];
  if (word === undefined) {
    const inQuery = completeFilter(text, cursor, context);
    const isFirst = /^\S*$/.test(text.slice(0, cursor));
    if (!isFirst) return inQuery;
    const ours = completeWord(text, cursor, [...names, 'save ', 'delete ']);
    if (ours.candidates.length === 0) return inQuery;
    const same = inQuery.from === ours.from && inQuery.to === ours.to;
    return { ...ours, candidates: [...ours.candidates, ...(same ? inQuery.candidates : [])] };
  }
  if (cursor <= lead.length) return completeWord(text, cursor, names);
  const from = lead.length + 1;
  if (word === 'delete') return completeWord(text, cursor, []);
  const inner = completeFilter(text.slice(from), cursor - from, context);
  return { ...inner, from: inner.from + from, to: inner.to + from };
}
