import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { compress } from '../support/batches.js';
import { linesOf } from './program.js';

const PARTITIONS = 3;
const BATCHES = 60;
const RECORDS = 50;

let broker: EmbeddedBroker;

/** Each thousandth message of a partition has what is looked for. */
function valueOf(n: number): string {
  return `${n} ${n % 1000 === 777 ? 'the Needle' : 'hay'} ${'x'.repeat(1_000)}`;
}

beforeAll(async () => {
  broker = await startBroker({ compress: (codec, bytes) => compress(codec, bytes) });
  broker.createTopic('large', { partitions: PARTITIONS });
  for (let batch = 0; batch < BATCHES; batch++) {
    for (let partition = 0; partition < PARTITIONS; partition++) {
      const records = Array.from({ length: RECORDS }, (_, n) => ({
        key: `k${n}`,
        value: valueOf(batch * RECORDS + n),
      }));
      broker.append('large', partition, records, { codec: 'zstd' });
    }
  }
});

afterAll(() => broker.close());

const search = (...rest: readonly string[]): Promise<string[]> =>
  linesOf(['large', '-b', broker.bootstrap, '-o', 'beginning', '-e', ...rest]);

describe('a search of more zstd than one thread is left alone with', () => {
  it('finds each match where it is', async () => {
    const lines = await search('--filter', 'needle', '-f', '%p:%o\\n');
    const wanted = [777, 1777, 2777].flatMap((offset) => [0, 1, 2].map((p) => `${p}:${offset}`));
    expect(lines.sort()).toEqual(wanted.sort());
  });

  it('counts what matches, nothing, some or all', { timeout: 60_000 }, async () => {
    expect(await search('--filter', 'needle', '--count')).toEqual(['9']);
    expect(await search('--filter', 'Hay', '--count')).toEqual(['0']);
    expect(await search('--filter', 'key:k7 AND hay', '--count')).toEqual(['180']);
    expect(await search('--filter', 'xxx', '--count')).toEqual(['9000']);
  });

  it('prints what matches byte for byte', async () => {
    const lines = await search('--filter', 'needle', '-p', '1', '-f', '%k %s\\n');
    expect(lines).toEqual([777, 1777, 2777].map((n) => `k${n % RECORDS} ${valueOf(n)}`));
  });
});
