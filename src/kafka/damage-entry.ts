import type { Gap } from '../model/gap.js';
import type { Damage } from '../model/message.js';
import type { DamagedRange } from './record-set.js';

/** A stretch that could not be read, as a row of the stream. */
export function damageEntry(
  topic: string,
  partition: number,
  damage: DamagedRange,
  arrival: number,
  gap: Gap | null = null,
): Damage {
  const { from, to, reason, bytes } = damage;
  return {
    ...{ kind: 'damage', arrival, topic, partition, offset: from, lastOffset: to, reason, bytes },
    gap,
  };
}
