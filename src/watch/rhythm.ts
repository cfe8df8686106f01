import type { Look } from '../model/watch.js';

/** The looks that are taken again and again. */
export const BEATS = [
  'metadata',
  'topics',
  'allTopics',
  'sizes',
  'readers',
  'groupList',
  'groups',
  'allGroups',
  'group',
  'description',
  // Not a request: how much watching costs is told anew.
  'cost',
] as const;

export type BeatName = (typeof BEATS)[number];

/** How often what is on screen is asked for, in ms. */
export const VISIBLE_MS = { topics: 2000, groups: 3000 } as const;

/** ms by which the slow looks wait at first: what is on screen has the wire, and the processor, for itself. */
export const FIRST_AFTER_MS: Partial<Record<BeatName, number>> = {
  allTopics: 300,
  allGroups: 300,
  sizes: 900,
  readers: 1200,
};

/** So soon is seen that a partition has a leader again, or that there is a new topic. */
const METADATA_MS = 15_000;

/** ms between two looks, for what is looked at; what is missing is not asked for at all. */
export function beatsFor(look: Look): Partial<Record<BeatName, number>> {
  switch (look.kind) {
    case 'topics':
      return {
        metadata: METADATA_MS,
        topics: VISIBLE_MS.topics,
        allTopics: 60_000,
        sizes: 30_000,
        readers: 120_000,
        cost: 1000,
      };
    case 'groups':
      return {
        metadata: METADATA_MS,
        groupList: 5000,
        groups: VISIBLE_MS.groups,
        allGroups: 60_000,
        cost: 1000,
      };
    case 'brokers':
      return { metadata: 5000, cost: 1000 };
    case 'group':
      return { metadata: METADATA_MS, group: 2000, cost: 1000 };
    case 'description':
      return { metadata: 30_000, description: 30_000, cost: 1000 };
    case 'nothing':
      return {};
  }
}
