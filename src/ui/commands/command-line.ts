import type { KafkaTuiError } from '../../model/problem.js';
import { nearestNames } from '../../model/nearest.js';
import { placeOf } from '../../store/places.js';
import { NO_COMPLETION, type Completion } from '../../store/prompt.js';
import type { KeyContext } from '../keys/context.js';
import type { CommandOutcome, CommandSpec } from './spec.js';
import { COMMANDS } from './table.js';
import { usage } from './usage.js';
import { completeWord } from './words.js';

interface CommandLine {
  readonly name: string;
  readonly argument: string;
  /** Where the argument begins in the line. */
  readonly at: number;
}

/** `:` may be typed once more, as hands do; blanks around the parts mean nothing. */
function parseLine(text: string): CommandLine {
  const [, lead = '', name = '', gap = '', argument = ''] =
    /^(\s*:?\s*)(\S*)(\s*)([\s\S]*)$/.exec(text) ?? [];
  return { name, argument: argument.trimEnd(), at: lead.length + name.length + gap.length };
}

function namesOf({ name, aliases = [] }: CommandSpec): readonly string[] {
  return [name, ...aliases];
}

/** The command with this name or alias, or the only one that begins so. */
function commandOf(name: string): CommandSpec | undefined {
  const exact = COMMANDS.find((spec) => namesOf(spec).includes(name));
  if (exact !== undefined || name === '') return exact;
  const beginning = COMMANDS.filter((spec) => spec.name.startsWith(name));
  return beginning.length === 1 ? beginning[0] : undefined;
}

/** Throws a KafkaTuiError that says what is wrong with the line. */
export function runCommand(
  text: string,
  context: KeyContext,
): CommandOutcome | Promise<CommandOutcome> {
  const { name, argument } = parseLine(text);
  if (name === '') return undefined;
  const spec = commandOf(name);
  if (spec === undefined) throw unknownCommand(name);
  if (spec.argument === '' && argument !== '') {
    throw usage(`:${spec.name} takes nothing behind it`, `type :${spec.name}`);
  }
  if (spec.anywhere !== true && placeOf(context.store.getState().places).kind !== 'stream') {
    throw usage(`:${spec.name} is for the messages of a topic`, 'open one with :topic NAME');
  }
  return spec.run(context, argument);
}

export function completeCommand(
  text: string,
  cursor: number,
  context: KeyContext,
): Completion | Promise<Completion> {
  const { name, at } = parseLine(text);
  const nameFrom = text.indexOf(name);
  if (cursor <= nameFrom + name.length) {
    const names = COMMANDS.map((spec) => (spec.argument === '' ? spec.name : `${spec.name} `));
    const { candidates } = completeWord(name, cursor - nameFrom, names);
    return { from: nameFrom, to: nameFrom + name.length, candidates };
  }
  const spec = commandOf(name);
  const inner = spec?.complete?.(text.slice(at), Math.max(0, cursor - at), context);
  if (inner === undefined) return NO_COMPLETION;
  const inLine = (one: Completion) => ({ ...one, from: one.from + at, to: one.to + at });
  return inner instanceof Promise ? inner.then(inLine) : inLine(inner);
}

/** What is wrong with what stands behind the command, as far as it is typed; null where nothing is. */
export function checkCommand(text: string, context: KeyContext): KafkaTuiError | null {
  const { name, argument } = parseLine(text);
  return commandOf(name)?.check?.(argument, context) ?? null;
}

/** What the command that is being typed takes, and what it does; null while none is recognised. */
export function commandUsage(text: string): CommandSpec | null {
  return commandOf(parseLine(text).name) ?? null;
}

function unknownCommand(name: string): KafkaTuiError {
  const known = COMMANDS.flatMap(namesOf);
  const near = nearestNames(name, known)
    .map((other) => `:${other}`)
    .join(' or ');
  return usage(
    `there is no command :${name}`,
    near === '' ? 'Tab shows them all' : `did you mean ${near}?`,
  );
}
