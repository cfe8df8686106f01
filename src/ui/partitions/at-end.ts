import type { PartitionCounters, SessionSnapshot } from '../../model/session.js';
import { partitionOf, topicIndexOf } from '../../model/slot.js';
import { span, type Segment } from '../parts/segments.js';
import { shortened } from '../text/fit-middle.js';
import type { Theme } from '../theme.js';

type StateName = PartitionCounters['status']['state'];

/** Which of the partitions are in one of these states; in order. */
function inState(
  partitions: readonly PartitionCounters[],
  ...states: readonly StateName[]
): readonly number[] {
  return partitions
    .filter(({ status }) => states.includes(status.state))
    .map(({ partition }) => partition);
}

/** Partitions by name, those beside each other as ranges: `0-3,7`, or `orders:0-3,7 users:2` of several topics. */
export function partitionNames(slots: readonly number[], topics: readonly string[]): string {
  const runs = new Map<number, [from: number, to: number][]>();
  for (const slot of slots) {
    const topic = topicIndexOf(slot);
    const partition = partitionOf(slot);
    const known = runs.get(topic) ?? [];
    const last = known.at(-1);
    if (last !== undefined && last[1] + 1 === partition) last[1] = partition;
    else known.push([partition, partition]);
    runs.set(topic, known);
  }
  return [...runs]
    .map(([topic, ranges]) => {
      const names = ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`));
      return `${topics.length > 1 ? `${topics[topic] ?? ''}:` : ''}${names.join(',')}`;
    })
    .join(' ');
}

export function isAnyAtEnd({ partitions }: SessionSnapshot): boolean {
  return inState(partitions, 'at-end', 'finished').length > 0;
}

/** Which of the partitions that are read here stand at their end, in few words: `all`, `none`, `all but 3`, `0-2,5`. */
export function atEndWords(
  partitions: readonly PartitionCounters[],
  topics: readonly string[],
): string {
  const here = partitions.filter(({ status }) => status.state !== 'unassigned');
  const atEnd = inState(here, 'at-end', 'finished');
  if (atEnd.length === 0) return 'none';
  if (atEnd.length === here.length) return 'all';
  const ended = new Set(atEnd);
  const others = here.flatMap(({ partition }) => (ended.has(partition) ? [] : [partition]));
  const names = partitionNames(atEnd, topics);
  const rest = `all but ${partitionNames(others, topics)}`;
  return rest.length < names.length ? rest : names;
}

/** Longer lists of partitions are cut: the pane of the partitions has them all. */
const LONGEST_LIST = 20;

/** A list that is cut between two of its names, or within the first where that alone is too long. */
export function shortList(names: string, { glyphs, text }: Pick<Theme, 'glyphs' | 'text'>): string {
  if (names.length <= LONGEST_LIST) return names;
  const last = LONGEST_LIST - 2;
  const head = names.slice(
    0,
    Math.max(names.lastIndexOf(',', last), names.lastIndexOf(' ', last)) + 1,
  );
  if (/\d[, ]$/.test(head)) return head + glyphs.ellipsis;
  const [all = '', lead = '', first = ''] = /^(all but )?([^, ]+)/.exec(names) ?? [];
  const more = all.length < names.length ? `${names.charAt(all.length)}${glyphs.ellipsis}` : '';
  return lead + shortened(first, LONGEST_LIST - lead.length - more.length, text) + more;
}

/** Each partition that stands at its end, and each that waits for a transaction; `rank` as segments have one. */
export function standingSegments(
  { partitions, membership, topic }: SessionSnapshot,
  rank: { readonly atEnd: number; readonly open: number },
  theme: Theme,
): Segment[] {
  const topics = membership?.topics ?? [topic];
  const words = shortList(atEndWords(partitions, topics), theme);
  const open = shortList(partitionNames(inState(partitions, 'open-transaction'), topics), theme);
  return [
    {
      line: [span('at end ', 'dim'), span(words, words === 'all' ? 'good' : 'plain')],
      rank: rank.atEnd,
      least: 14,
    },
    ...(open === '' ? [] : [{ line: [span(`open transaction ${open}`, 'odd')], rank: rank.open }]),
  ];
}
