import type { ReaderEvents } from '../kafka/reader.js';
import type { Chronicle } from './chronicle.js';
import type { ConnectionState } from './connection-state.js';
import type { Intake } from './intake.js';

/** What hears of a reader's events. */
export interface ReaderEventParts {
  readonly connection: Pick<ConnectionState, 'lost' | 'ready'>;
  readonly intake: Pick<Intake, 'tallies' | 'grow' | 'assign'>;
  readonly chronicle: Pick<Chronicle, 'notice' | 'happened' | 'said' | 'add'>;
  readonly changed: () => void;
}

/** What the reader tells while it reads, brought to those whom it concerns. */
export function readerEvents(parts: ReaderEventParts): ReaderEvents {
  const { connection, intake, chronicle, changed } = parts;
  return {
    lost: (problem, retryAt, partitions, reasons) => {
      for (const [partition, tally] of intake.tallies) {
        const reason = partitions.includes(partition) ? problem : null;
        tally.lose(reasons?.get(partition) ?? reason);
      }
      const isNews = connection.lost(problem, retryAt);
      if (isNews) chronicle.happened('connection', 'bad', problem.message);
    },
    regained: () => {
      for (const tally of intake.tallies.values()) tally.lose(null);
      connection.ready();
      const text = 'connected again: reading goes on at the next offset';
      chronicle.happened('connection', 'info', text);
      chronicle.notice('info', text);
    },
    notice: (severity, text) => {
      chronicle.said(severity, text);
    },
    grown: (partitions) => {
      intake.grow(partitions);
    },
    skippedByRetention: (partition, offsets) => {
      const tally = intake.tallies.get(partition);
      if (tally) tally.lost += offsets;
    },
    member: {
      reassigned: (ours, others) => {
        intake.assign(ours, others);
        changed();
      },
      changed: (others) => {
        for (const mark of others) {
          const tally = intake.tallies.get(mark.partition);
          if (tally && !tally.assigned) tally.watermarks(mark);
        }
        changed();
      },
      happened: (event) => {
        chronicle.add(event);
      },
    },
  };
}
