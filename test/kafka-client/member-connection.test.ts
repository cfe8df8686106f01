import { describe, expect, it } from 'vitest';
import { MemberConnection } from '../../src/kafka/member-connection.js';
import type { ReaderEvents } from '../../src/kafka/reader.js';
import { KafkaTuiError, type Problem } from '../../src/model/problem.js';

const U = 1_000_000;

function problem(message: string, code = 'CONNECTION_LOST'): KafkaTuiError {
  return new KafkaTuiError({ code, message, next: 'wait', exitCode: 3 });
}

/** What a session is told, in words. */
function listening(): { readonly told: string[]; readonly events: ReaderEvents } {
  const told: string[] = [];
  const reasonsOf = (reasons: ReadonlyMap<number, Problem> | undefined): string =>
    [...(reasons ?? [])].map(([slot, { code }]) => `${slot} ${code}`).join(', ');
  return {
    told,
    events: {
      lost: ({ message }, _, partitions, reasons) => {
        told.push(`lost ${partitions.join()} (${reasonsOf(reasons)}): ${message}`);
      },
      regained: () => told.push('regained'),
      notice: (_, text) => told.push(text),
      grown: () => told.push('grown'),
      skippedByRetention: (slot, offsets) => told.push(`${slot} lacks ${offsets.toString()}`),
    },
  };
}

describe('the connection of a member of several topics', () => {
  it('is back when all topics are, and says which is missing', () => {
    const { told, events } = listening();
    const connection = new MemberConnection(['t', 'u'], events);
    const [t, u] = [0, 1].map((topic) => connection.readerOf(topic, () => false));
    t?.lost(problem('nothing listens on a:1'), 0, [0, 2]);
    u?.lost(problem('topic "u" is not there any more', 'TOPIC_GONE'), 0, [0]);
    expect(told.splice(0)).toEqual([
      'lost 0,2 (0 CONNECTION_LOST, 2 CONNECTION_LOST): t: nothing listens on a:1',
      `lost 0,2,${U} (0 CONNECTION_LOST, 2 CONNECTION_LOST, ${U} TOPIC_GONE): topic "u" is not there any more`,
    ]);
    t?.regained();
    expect(told.splice(0)).toEqual([
      't: connected again',
      `lost ${U} (${U} TOPIC_GONE): topic "u" is not there any more`,
    ]);
    u?.regained();
    u?.regained();
    expect(told).toEqual(['regained']);
  });

  it('is lost as a whole where all are, and by a coordinator that can not be reached', () => {
    const { told, events } = listening();
    const connection = new MemberConnection(['t', 'u'], events);
    connection.readerOf(0, () => false).lost(problem('one'), 0, [0]);
    connection.readerOf(1, () => false).lost(problem('two'), 0, [0]);
    expect(connection.waitFor(problem('three'), 7)).toBe(7);
    expect(told.map((text) => text.replace(/.*\): /, ''))).toEqual(['t: one', 'two', 'three']);
    told.splice(0);
    connection.opening();
    connection.opened();
    expect(told).toEqual(['regained']);
  });

  it('hears nothing of a place that is over, and each topic says its name', () => {
    const { told, events } = listening();
    const connection = new MemberConnection(['t', 'u'], events);
    let over = false;
    const u = connection.readerOf(1, () => over);
    u.notice('info', 'a leader moved');
    u.skippedByRetention(3, 9n);
    over = true;
    u.lost(problem('gone'), 0, [0]);
    u.regained();
    u.notice('info', 'more');
    u.skippedByRetention(3, 9n);
    expect(told).toEqual(['u: a leader moved', `${U + 3} lacks 9`]);
  });

  it('waits long after a refusal, and nothing is asked for meanwhile', () => {
    const { events } = listening();
    const connection = new MemberConnection(['t'], events);
    const refused = new KafkaTuiError({ code: 'X', message: 'no', next: '', exitCode: 4 });
    expect(connection.waitFor(refused, 7)).toBeGreaterThan(60_000);
    expect(connection.isRefused).toBe(true);
    connection.opened();
    expect(connection.isRefused).toBe(false);
  });
});
