import { groupDigits } from '../../decode/metadata.js';

/** `1 partition`, `5 partitions`. */
export function plural(count: number | bigint, word: string): string {
  return `${groupDigits(count)} ${word}${count === 1 || count === 1n ? '' : 's'}`;
}

/** Messages a second: a decimal only where it tells something. */
export function perSecond(rate: number): string {
  return rate < 1000 ? rate.toFixed(1) : groupDigits(Math.round(rate));
}
