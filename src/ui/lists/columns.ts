import type { GroupPartitionRow as PartitionRow, GroupRow, TopicRow } from '../../model/watch.js';
import type { ListId, ListRows } from '../../store/lists/definitions.js';
import { bytesAmount, rateAmount } from '../parts/amounts.js';
import type { Theme } from '../theme.js';
import {
  behind,
  type Column,
  lags,
  measures,
  nameColumn,
  NONE,
  numbers,
  trends,
  words,
} from './column.js';

type Columns = { readonly [Id in ListId]: readonly Column<ListRows[Id]>[] };

function groupNames({ groups }: TopicRow, { glyphs }: Theme): string {
  if (groups === null) return glyphs.ellipsis;
  return groups.length === 0 ? NONE : `${groups.length}: ${groups.join(' ')}`;
}

/** The protocol's words, shorter where they are long. */
function stateWord({ state }: GroupRow, { glyphs }: Theme): string {
  return (
    state
      ?.replace('PreparingRebalance', 'Preparing')
      .replace('CompletingRebalance', 'Completing') ?? glyphs.ellipsis
  );
}

/** Cells for the kind of a group, and where there is room for the protocol's word. */
const KIND = { width: 5, roomy: 8 } as const;
const SHORT_KINDS: Readonly<Record<GroupRow['kind'], string>> = {
  classic: 'old',
  consumer: 'new',
  share: 'share',
  unknown: '?',
};

function kindWord({ kind }: GroupRow, _theme: Theme, cells: number): string {
  return cells < KIND.roomy ? SHORT_KINDS[kind] : kind;
}

/** `orders 0 3 5, users 1` */
function assignmentWords({ assignment }: ListRows['members'], { glyphs }: Theme): string {
  if (assignment === null) return glyphs.ellipsis;
  if (assignment.length === 0) return NONE;
  return assignment.map(({ topic, partitions }) => `${topic} ${partitions.join(' ')}`).join(', ');
}

function withMark(trouble: string | null, text: string, { glyphs }: Theme): string {
  return trouble === null ? text : `${glyphs.warning} ${text}`;
}

const troubled = ({ trouble }: { readonly trouble: string | null }) =>
  trouble === null ? 'plain' : 'odd';

/** From left to right. */
export const COLUMNS: Columns = {
  topics: [
    nameColumn<TopicRow>('name', 'topic', (row, theme) => withMark(row.trouble, row.name, theme), {
      ...{ width: 16, grow: 3, rank: 20 },
      tone: troubled,
    }),
    numbers('partitions', 'parts', ({ partitions }) => partitions, { width: 6, rank: 8 }),
    numbers('replicas', 'repl', ({ replicas }) => replicas, { width: 5, rank: 2 }),
    numbers('messages', 'messages', ({ messages }) => messages, { width: 13, rank: 10 }),
    measures('bytes', 'size', ({ bytes }, theme) => bytesAmount(bytes, theme), {
      width: 10,
      rank: 5,
    }),
    measures('rate', '/s', ({ rate }, theme) => rateAmount(rate, theme), { width: 8, rank: 6 }),
    words('groups', 'groups', groupNames, { width: 8, grow: 2, rank: 4, tone: () => 'dim' }),
  ],
  groups: [
    nameColumn<GroupRow>('name', 'group', (row, theme) => withMark(row.trouble, row.id, theme), {
      ...{ width: 16, grow: 3, rank: 20 },
      tone: troubled,
    }),
    words('state', 'state', stateWord, {
      ...{ width: 11, rank: 9 },
      tone: ({ state }) =>
        state === 'Stable' ? 'good' : state === 'Empty' || state === null ? 'dim' : 'odd',
    }),
    words('kind', 'kind', kindWord, {
      ...{ ...KIND, rank: 4 },
      tone: ({ kind }) => (kind === 'classic' ? 'dim' : 'plain'),
    }),
    words('protocol', 'assignor', ({ protocol }) => protocol ?? NONE, {
      ...{ width: 12, rank: 3 },
      tone: () => 'dim',
    }),
    numbers('members', 'members', ({ members }) => members, { width: 8, rank: 6 }),
    lags(
      ({ lag }) => lag,
      ({ commits }) => commits === 0,
    ),
    trends('trend', ({ lagHistory }) => lagHistory, 5),
    behind(
      ({ timeLagMs }) => timeLagMs,
      ({ commits }) => commits === 0,
    ),
    words('coordinator', 'coordinator', ({ coordinator }) => coordinator ?? NONE, {
      ...{ width: 14, grow: 2, rank: 1, cut: 'middle' },
      tone: () => 'dim',
    }),
  ],
  brokers: [
    numbers('id', 'id', ({ id }) => id, { width: 6, rank: 20 }),
    nameColumn('address', 'address', ({ address }) => address, { width: 16, grow: 3, rank: 10 }),
    words('rack', 'rack', ({ rack }) => rack ?? NONE, {
      ...{ width: 8, grow: 1, rank: 2, cut: 'middle', has: ({ rack }) => rack !== null },
    }),
    words('controller', 'controller', ({ controller }) => (controller ? 'controller' : ''), {
      ...{ width: 11, rank: 5 },
      tone: () => 'accent',
    }),
    numbers('leaders', 'leads', ({ leaders }) => leaders, { width: 9, rank: 6 }),
  ],
  members: [
    nameColumn('client', 'client', ({ clientId }) => clientId, { width: 12, grow: 2, rank: 20 }),
    words('host', 'host', ({ host }) => host, { width: 15, grow: 1, rank: 5, cut: 'middle' }),
    words('assignment', 'assigned', assignmentWords, {
      ...{ width: 16, grow: 4, rank: 10, cut: 'middle' },
    }),
    words('member', 'member id', ({ memberId }) => memberId, {
      ...{ width: 20, grow: 2, rank: 1, cut: 'middle' },
      tone: () => 'dim',
    }),
  ],
  partitions: [
    nameColumn<PartitionRow>(
      'topic',
      'topic',
      (row, theme) => withMark(row.trouble, row.topic, theme),
      {
        ...{ width: 10, grow: 2, rank: 20 },
        tone: troubled,
      },
    ),
    numbers('partition', 'part', ({ partition }) => partition, { width: 5, rank: 19 }),
    numbers('first', 'first', ({ first }) => first, { width: 9, rank: 3 }),
    numbers('committed', 'committed', ({ committed }) => committed, {
      ...{ width: 10, rank: 9, missing: NONE },
    }),
    numbers('end', 'end', ({ end }) => end, { width: 8, rank: 8 }),
    lags(
      ({ lag }) => lag,
      ({ committed }) => committed === null,
    ),
    trends('trend', ({ lagHistory }) => lagHistory, 5),
    behind(
      ({ timeLagMs }) => timeLagMs,
      ({ committed }) => committed === null,
    ),
    words('owner', 'member', ({ member }) => member ?? NONE, {
      ...{ width: 10, grow: 2, rank: 4, cut: 'middle' },
      tone: () => 'dim',
    }),
    words('metadata', 'metadata', ({ metadata }) => metadata ?? NONE, {
      ...{ width: 10, grow: 1, rank: 2, has: ({ metadata }) => Boolean(metadata) },
      tone: () => 'dim',
    }),
  ],
  description: [
    nameColumn('name', 'name', ({ name }) => name, { width: 20, grow: 1, rank: 20 }),
    words('value', 'value', ({ value }) => value, { width: 20, grow: 3, rank: 19 }),
    words('source', 'source', ({ source }) => source ?? '', {
      ...{ width: 12, grow: 1, rank: 5, has: ({ source }) => source !== null },
      tone: () => 'dim',
    }),
  ],
};
