import type {
  BrokerRow,
  Description,
  GroupMemberRow,
  GroupPartitionRow,
  GroupRow,
  TopicRow,
} from '../../model/watch.js';
import type { ListDefinition } from './ordering.js';

export type DescriptionLine = Description['lines'][number];

/** Every list there is, and what its rows are. */
export interface ListRows {
  readonly topics: TopicRow;
  readonly groups: GroupRow;
  readonly brokers: BrokerRow;
  readonly members: GroupMemberRow;
  readonly partitions: GroupPartitionRow;
  readonly description: DescriptionLine;
}

export type ListId = keyof ListRows;

type Definitions = { readonly [Id in ListId]: ListDefinition<ListRows[Id]> };

/** Between the parts of a name; no topic has it in its own. */
const SEPARATOR = '\u0000';
/** As long as the largest partition number, so that names are in the order of numbers. */
const DIGITS = 10;

export function partitionName({ topic, partition }: GroupPartitionRow): string {
  return `${topic}${SEPARATOR}${String(partition).padStart(DIGITS, '0')}`;
}

export const LISTS: Definitions = {
  topics: {
    name: ({ name }) => name,
    text: ({ name }) => name,
    columns: [
      { id: 'name', value: ({ name }) => name },
      { id: 'partitions', value: ({ partitions }) => partitions, largestFirst: true },
      { id: 'replicas', value: ({ replicas }) => replicas, largestFirst: true },
      { id: 'messages', value: ({ messages }) => messages, largestFirst: true },
      { id: 'bytes', value: ({ bytes }) => bytes, largestFirst: true },
      { id: 'rate', value: ({ rate }) => rate, largestFirst: true },
      { id: 'groups', value: ({ groups }) => groups?.length ?? null, largestFirst: true },
    ],
  },
  groups: {
    name: ({ id }) => id,
    text: ({ id }) => id,
    columns: [
      { id: 'name', value: ({ id }) => id },
      { id: 'state', value: ({ state }) => state },
      { id: 'kind', value: ({ kind }) => kind },
      { id: 'protocol', value: ({ protocol }) => protocol },
      { id: 'members', value: ({ members }) => members, largestFirst: true },
      { id: 'lag', value: ({ lag }) => lag, largestFirst: true },
      { id: 'behind', value: ({ timeLagMs }) => timeLagMs, largestFirst: true },
      { id: 'coordinator', value: ({ coordinator }) => coordinator },
    ],
  },
  brokers: {
    name: ({ id }) => String(id),
    text: ({ id, address, rack }) => `${id} ${address} ${rack ?? ''}`,
    columns: [
      { id: 'id', value: ({ id }) => id },
      { id: 'address', value: ({ address }) => address },
      { id: 'rack', value: ({ rack }) => rack },
      { id: 'controller', value: ({ controller }) => controller, largestFirst: true },
      { id: 'leaders', value: ({ leaders }) => leaders, largestFirst: true },
    ],
  },
  members: {
    name: ({ memberId }) => memberId,
    text: ({ clientId, host, memberId }) => `${clientId} ${host} ${memberId}`,
    columns: [
      { id: 'client', value: ({ clientId }) => clientId },
      { id: 'host', value: ({ host }) => host },
      { id: 'member', value: ({ memberId }) => memberId },
    ],
  },
  partitions: {
    name: partitionName,
    text: ({ topic, partition, metadata }) => `${topic}:${partition} ${metadata ?? ''}`,
    columns: [
      { id: 'topic', value: ({ topic }) => topic },
      { id: 'partition', value: ({ partition }) => partition },
      { id: 'first', value: ({ first }) => first, largestFirst: true },
      { id: 'committed', value: ({ committed }) => committed, largestFirst: true },
      { id: 'end', value: ({ end }) => end, largestFirst: true },
      { id: 'lag', value: ({ lag }) => lag, largestFirst: true },
      { id: 'behind', value: ({ timeLagMs }) => timeLagMs, largestFirst: true },
      { id: 'owner', value: ({ member }) => member },
      { id: 'metadata', value: ({ metadata }) => metadata },
    ],
  },
  description: {
    name: ({ name, value }) => `${name}${SEPARATOR}${value}`,
    text: ({ name, value, source }) => `${name} ${value} ${source ?? ''}`,
    columns: [
      { id: 'name', value: ({ name }) => name },
      { id: 'value', value: ({ value }) => value },
      { id: 'source', value: ({ source }) => source },
    ],
  },
};
