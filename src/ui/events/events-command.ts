import { writeFile } from 'node:fs/promises';
import { KafkaTuiError } from '../../model/problem.js';
import type { TimelineEvent } from '../../model/timeline.js';
import { listedEvents } from '../../store/events-slice.js';
import type { CommandSpec } from '../commands/spec.js';
import { plural } from '../parts/numbers.js';

/** `:events` lists what happened; with a file, those that are listed are written there, a line of JSON each. */
export const EVENTS_COMMAND: CommandSpec = {
  name: 'events',
  argument: '[FILE]',
  help: 'what happened, with its time; with a file: write it there',
  run: ({ store }, argument) => {
    const state = store.getState();
    const path = argument.trim();
    if (path !== '') return exportTo(path, listedEvents(state));
    state.openEvents();
    return undefined;
  },
};

/** Never over a file that is there. Rejects with a KafkaTuiError. */
async function exportTo(path: string, events: readonly TimelineEvent[]): Promise<string> {
  const text = events.map((event) => `${JSON.stringify(lineOf(event))}\n`).join('');
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new KafkaTuiError(
      {
        code: 'EXPORT_FAILED',
        message: `${path} can't be written${code === 'EEXIST' ? ': it is there already' : ` (${code})`}`,
        next: 'name another file',
      },
      { cause: error },
    );
  }
  return `${plural(events.length, 'event')} written to ${path}`;
}

function lineOf({ at, kind, severity, group, text }: TimelineEvent) {
  return { at: new Date(at).toISOString(), kind, severity, group, text };
}
