/** A place in the logs of a topic, as people say it; the same in every partition, or in one. */
export type Place =
  | { readonly kind: 'beginning' }
  | { readonly kind: 'end' }
  /** So many offsets before the end. */
  | { readonly kind: 'before-end'; readonly count: bigint }
  | { readonly kind: 'offset'; readonly offset: bigint }
  /** The first message at or after a time, ms since the epoch. */
  | { readonly kind: 'time'; readonly timestamp: number };

/** Where the stream is to go. In one partition: the others go along, to the time of the message there. */
export interface SeekTarget {
  /** null for all of them. */
  readonly partition: number | null;
  readonly place: Place;
  /** With one partition: so many ms before and behind the message there are loaded of all of them. */
  readonly around?: number;
}

/** What was written at about the same time as a message. */
export interface Around {
  /** Messages of other partitions, and of how many. */
  readonly others: number;
  readonly partitions: number;
  /** Not all of that time fits into what is kept. */
  readonly cut: boolean;
}

/** What came of a seek, once the stream stands there. */
export interface SeekOutcome {
  /** Arrival number of the entry to put the cursor on; null to follow the newest. */
  readonly select: number | null;
  /** What is not as it was asked for: the offset is gone, nothing is as young. null when all is. */
  readonly note: string | null;
  /** Where it was asked for. */
  readonly around?: Around | null;
}

/** What of the stream is on screen, in arrival numbers. */
export interface Look {
  /** On the newest, whichever that is: the others mean nothing then. */
  readonly following: boolean;
  readonly top: number;
  readonly bottom: number;
  readonly cursor: number;
  /** How many rows there are. */
  readonly rows: number;
  /** Somebody moved that way just now; 0 when only the frame was drawn anew. */
  readonly reach: -1 | 0 | 1;
}
