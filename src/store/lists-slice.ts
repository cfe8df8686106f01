import type { StateCreator } from 'zustand/vanilla';
import type { Problem } from '../model/problem.js';
import type { ResetPlan, ResetTo, Unchanged, WatchSnapshot } from '../model/watch.js';
import type { ListId } from './lists/definitions.js';
import { listView, type ListView } from './lists/list-view.js';
import type { Place } from './places.js';
import type { AppState } from './state.js';

/** Where a reset stands: what is to be reset is known first, then where to, then what that would do. */
export interface Resetting {
  readonly kind: 'reset';
  readonly group: string;
  readonly topic: string;
  /** null for all of the topic. */
  readonly partition: number | null;
  readonly step:
    | { readonly kind: 'asked' }
    /** The cluster is asked what it would do. */
    | { readonly kind: 'planning'; readonly to: ResetTo }
    /** `top` is the first of its rows on screen. */
    | { readonly kind: 'planned'; readonly plan: ResetPlan; readonly top: number }
    | { readonly kind: 'applying'; readonly plan: ResetPlan }
    /** Some offsets were taken, and some were not. */
    | {
        readonly kind: 'partly';
        readonly plan: ResetPlan;
        readonly refused: readonly Unchanged[];
        readonly top: number;
      };
}

/** What is about to be changed in the cluster, while that is on screen. */
export type Change = Resetting | Deleting | Refused;

/** The cluster, or the program, would not do it. */
export interface Refused {
  readonly kind: 'refused';
  readonly group: string;
  readonly problem: Problem;
}

export interface Deleting {
  readonly kind: 'delete';
  readonly group: string;
  readonly applying: boolean;
}

export interface ListsSlice {
  /** The cluster as it was last seen; null until a list was shown. */
  readonly watch: WatchSnapshot | null;
  readonly lists: Readonly<Record<ListId, ListView>>;
  /** Whether topics that Kafka keeps for itself are shown. */
  readonly internal: boolean;
  /** Which of the lists of a group the keys go to. */
  readonly groupFocus: 'members' | 'partitions';
  readonly change: Change | null;
  takeWatch(watch: WatchSnapshot): void;
  /** Changes how a list is looked at. */
  look(id: ListId, view: Partial<ListView>): void;
  toggleInternal(): void;
  focusInGroup(): void;
  /** Puts a change on screen, moves it on, or takes it off. */
  setChange(change: Change | null): void;
}

const START: Readonly<Record<ListId, ListView>> = {
  topics: listView('name'),
  groups: listView('name'),
  brokers: listView('id'),
  members: listView('client'),
  partitions: listView(),
  description: listView(),
};

/** The lists of another group or description begin anew; the others are found as they were left. */
export function listsOn(place: Place, lists: ListsSlice['lists']): ListsSlice['lists'] {
  switch (place.kind) {
    case 'group':
      return { ...lists, members: START.members, partitions: START.partitions };
    case 'description':
      return { ...lists, description: START.description };
    case 'list':
    case 'stream':
      return lists;
  }
}

export const createListsSlice: StateCreator<AppState, [], [], ListsSlice> = (set) => ({
  watch: null,
  lists: START,
  internal: false,
  groupFocus: 'partitions',
  change: null,
  takeWatch: (watch) => {
    set({ watch });
  },
  look: (id, view) => {
    set(({ lists }) => ({ lists: { ...lists, [id]: { ...lists[id], ...view } } }));
  },
  toggleInternal: () => {
    set(({ internal }) => ({ internal: !internal }));
  },
  focusInGroup: () => {
    set(({ groupFocus }) => ({
      groupFocus: groupFocus === 'members' ? 'partitions' : 'members',
    }));
  },
  setChange: (change) => {
    set({ change });
  },
});
