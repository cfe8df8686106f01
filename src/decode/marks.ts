/** Signs that carry what a colour would. */
export interface Marks {
  readonly tombstone: string;
  readonly empty: string;
  readonly binary: string;
  readonly odd: string;
  readonly ellipsis: string;
  readonly separator: string;
}

export const UNICODE_MARKS: Marks = {
  tombstone: '∅',
  empty: '∅',
  binary: '▦',
  odd: '⚠',
  ellipsis: '…',
  separator: ' · ',
};

/** For terminals whose locale is not UTF-8. */
export const ASCII_MARKS: Marks = {
  tombstone: '-',
  empty: '-',
  binary: '#',
  odd: '!',
  ellipsis: '...',
  separator: ' | ',
};
