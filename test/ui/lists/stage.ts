import type { Place } from '../../../src/store/places.js';
import { lab } from '../support/cluster.js';
import { users } from '../support/samples.js';
import { Stage, type StageOptions } from '../support/stage.js';

export const TOPICS: Place = { kind: 'list', of: 'topics' };
export const GROUPS: Place = { kind: 'list', of: 'groups' };
export const BROKERS: Place = { kind: 'list', of: 'brokers' };
export const TRACKER_GROUP: Place = { kind: 'group', id: 'order-tracker' };

/** A list on screen; the code that draws it is loaded when it is first drawn. */
export async function listStage(options: StageOptions = {}): Promise<Stage> {
  const stage = new Stage(users(), { cluster: lab(), place: TOPICS, ...options });
  await import('../../../src/ui/lists/list-body.js');
  await stage.frame();
  await stage.frame();
  return stage;
}

/** The name in the row under the cursor of the pane that has the keys; `none` where there is none. */
export async function underCursor(stage: Stage): Promise<string> {
  const rows = (await stage.lines()).filter((line) => line.includes('▌'));
  return /▌(?:⚠ )?(\S+)/.exec(rows.at(-1) ?? '')?.[1] ?? 'none';
}

/** The first word of every row of the lower pane, in order. */
export async function rowNames(stage: Stage): Promise<string[]> {
  const lines = await stage.lines();
  const top = lines.findLastIndex((line) => line.startsWith('╭'));
  return lines.slice(top + 2).flatMap((line) => /^│[ ▌](?:⚠ )?(\S+)/.exec(line)?.[1] ?? []);
}
