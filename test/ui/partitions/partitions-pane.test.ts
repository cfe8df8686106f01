import { describe, expect, it } from 'vitest';
import { sparkline, stretches } from '../../../src/ui/partitions/sparkline.js';
import type { PartitionCounters } from '../../../src/model/session.js';
import { FakeSession, partition } from '../support/fake-session.js';
import { Stage } from '../support/stage.js';

async function paneOf(stage: Stage): Promise<string[]> {
  const lines = await stage.lines();
  const top = lines.findIndex((line) => line.startsWith('╭─ Partitions'));
  return lines.slice(top, lines.length - 1);
}

const numbered = (count: number) => Array.from({ length: count }, (_, number) => partition(number));

describe('the partitions', () => {
  it('say in words what each of them does', async () => {
    const states: [Partial<PartitionCounters>, string][] = [
      [{ status: { state: 'reading' } }, ''],
      [{ status: { state: 'at-end' } }, 'at end'],
      [{ status: { state: 'open-transaction' } }, 'open transaction'],
      [{ status: { state: 'finished' } }, 'finished'],
      [{ status: { state: 'error', reason: 'no leader' } }, 'no leader'],
      [{ lost: 1200n, damaged: 3 }, '1,200 lost, 3 damaged, at…'],
    ];
    const session = new FakeSession().setPartitions(
      states.map(([parts], n) => partition(n, parts)),
    );
    const lines = await paneOf(new Stage(session, { columns: 120, rows: 60 }));
    expect(lines.slice(2, -2).map((line) => line.slice(91, -1).trim())).toEqual(
      states.map(([, words]) => words),
    );
  });

  it('keep their columns whatever the numbers', async () => {
    const big = partition(0, {
      next: 123_456_789n,
      high: 987_654_321n,
      seen: 12_345_678,
      rate: 98_765,
    });
    const small = partition(0);
    const columns = async (counters: PartitionCounters) => {
      const session = new FakeSession().setPartitions([counters]);
      const [, heading = '', row = ''] = await paneOf(
        new Stage(session, { columns: 120, rows: 40 }),
      );
      return [heading, row.length];
    };
    expect(await columns(big)).toEqual(await columns(small));
  });

  it('need no total where there is only one', async () => {
    const session = new FakeSession().setPartitions(numbered(1));
    const lines = await paneOf(new Stage(session, { columns: 120, rows: 40 }));
    expect(lines).toHaveLength(4);
  });

  it('scroll where they are many, the total stays', async () => {
    const session = new FakeSession().setPartitions(numbered(200));
    const stage = new Stage(session, { columns: 120, rows: 40 });
    const first = await paneOf(stage);
    expect(first[0]).toContain('Partitions  200 partitions ');
    expect(first[0]).toContain(' 1-9 of 200 ');
    expect(first.at(-2)).toContain('all');
    const moved = await paneOf(stage.type('\t\tjj'));
    expect(moved[0]).toContain(' 3-11 of 200 ');
    expect(moved[2]).toMatch(/^│ +2 /);
    const last = await paneOf(stage.type('G'));
    expect(last[0]).toContain(' 192-200 of 200 ');
    expect(last.at(-2)).toContain('all');
  });

  it('are known only once the topic is', async () => {
    const session = new FakeSession().setPartitions([]);
    const lines = await paneOf(new Stage(session, { columns: 120, rows: 40 }));
    expect(lines[1]).toContain('none known yet of new_users');
  });
});

describe('a sparkline', () => {
  const bars = ['0', '1', '2', '3', '4', '5', '6', '7'];

  it('adds up neighbouring seconds', () => {
    expect(stretches([1, 2, 3, 4, 5, 6], 3)).toEqual([3, 7, 11]);
  });

  it('shows none as the lowest, any as more, and the peak as the highest', () => {
    expect(sparkline([0, 1, 1000], 3, 1000, bars)).toBe('017');
    expect(sparkline([0, 0], 2, 0, bars)).toBe('00');
  });
});
