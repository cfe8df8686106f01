import type { SeekOutcome, SeekTarget } from '../model/seek.js';

/** A seek as an event: where to, and what was not as it was asked for. */
export function seekWords({ partition, place, around }: SeekTarget, { note }: SeekOutcome): string {
  const where = partition === null ? 'all partitions' : `partition ${partition}`;
  const span = around === undefined ? '' : `, with ${around / 1000} s around it`;
  return `went to ${placeWords(place)} in ${where}${span}${note === null ? '' : `: ${note}`}`;
}

function placeWords(place: SeekTarget['place']): string {
  switch (place.kind) {
    case 'beginning':
      return 'the beginning';
    case 'end':
      return 'the end';
    case 'before-end':
      return `${place.count} before the end`;
    case 'offset':
      return `offset ${place.offset}`;
    case 'time':
      return new Date(place.timestamp).toISOString();
  }
}
