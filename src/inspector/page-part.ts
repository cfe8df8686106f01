import type { Edges, GapsAt, Page } from '../kafka/pages.js';
import type { Gap } from '../model/gap.js';
import type { Entry } from '../model/message.js';
import type { Matcher } from './matcher.js';
import { type Ends, behind } from './message-log.js';
import type { Tested } from './tested.js';

/** Which end of a window a page lies at. */
export type Way = 'older' | 'newer';

/** What was taken of a page, from the window on. */
export interface PagePart {
  /** In the order of the page. */
  readonly entries: readonly Entry[];
  /** Where the window ends on that side with them. */
  readonly edges: Edges;
  /** What is missing at the end of the stretch. */
  readonly gaps: GapsAt;
  /** How many of the page's entries were looked at, wanted or not: all of them, unless there was no room. */
  readonly tested: number;
  /** The last one of those: the farthest from the window. */
  readonly last: Entry | undefined;
}

interface Sieve {
  /** null for everything. */
  readonly matcher: Matcher | null;
  /** Counts what the matcher was shown. */
  readonly tested: Tested;
  /** There is room for this entry. */
  readonly takes: (entry: Entry) => boolean;
}

/**
 * Takes what a filter lets through of a page, or everything, until `takes` says that there is no more room. What
 * is left lies beyond the edges, so that it comes with the next page.
 */
export function partOf(page: Page, way: Way, { matcher, tested: count, takes }: Sieve): PagePart {
  const { entries } = page;
  const ordered = way === 'newer' ? entries : [...entries].reverse();
  const taken: Entry[] = [];
  let tested = 0;
  for (const entry of ordered) {
    const matched = matcher?.lets(entry) ?? true;
    const isShown = matched || matcher?.exempts(entry) === true;
    if (isShown && !takes(entry)) break;
    if (matcher !== null) count.count(entry, matched, way);
    if (isShown) taken.push(entry);
    tested++;
  }
  const { edges, gaps } =
    tested === entries.length ? page : endsBefore(ordered.slice(tested), page, way);
  return {
    entries: way === 'newer' ? taken : taken.reverse(),
    edges,
    gaps,
    tested,
    last: ordered[tested - 1],
  };
}

/** The page's ends, moved back to where what was left of it begins: with what is missing before that. */
function endsBefore(left: readonly Entry[], { edges, gaps }: Page, way: Way): Ends {
  const moved = new Map<number, bigint>();
  for (const entry of left) {
    const { partition, offset, gap } = entry;
    if (moved.has(partition)) continue;
    moved.set(partition, way === 'newer' ? (gap?.from ?? offset) : behind(entry));
  }
  const isTaken = ([partition]: readonly [number, Gap]): boolean =>
    way === 'older' || !moved.has(partition);
  return { edges: new Map([...edges, ...moved]), gaps: new Map([...gaps].filter(isTaken)) };
}
