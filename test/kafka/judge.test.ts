import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { runProgram } from '../e2e/program.js';
import { kcatConsume, kcatFormat, type KcatMessage, kcatProduce } from './kcat.js';
import { realStage } from './stage.js';
import { describeKafka } from './suite.js';

/*
 * kcat is the independent producer and the judge: whatever it wrote, it and the program must read the
 * same messages at the same offsets, byte for byte.
 */

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
/** Sizes in front, so that no byte of a key or value can be taken for the format. */
const FORMAT = '%p %o %T %K %S %k|%s|%h\\n';

function messages(codec: string): KcatMessage[] {
  return Array.from({ length: 300 }, (_, index) => ({
    key: index % 7 === 0 ? null : `${codec}-${index}`,
    value:
      index % 11 === 0
        ? null
        : index % 5 === 0
          ? printable(randomBytes(index * 9))
          : JSON.stringify({ index, codec, text: 'zoë 日本 '.repeat(index % 20) }),
  }));
}

/** Without the two characters that kcat's input is cut at. */
function printable(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => (byte === 0x1e || byte === 0x1f ? 0x20 : byte)));
}

async function ours(brokers: string, topic: string, args: readonly string[]): Promise<Buffer> {
  const { code, stdout, stderr } = await runProgram([topic, '-b', brokers, '-e', '-q', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describeKafka('beside kcat on a real Kafka', ({ brokers }) => {
  const stage = realStage(brokers);

  it('reads the same bytes at the same offsets over all codecs, aborted transactions in between', async () => {
    const topic = await stage.topic('judged', 2);
    for (const codec of CODECS) {
      for (const partition of [0, 1]) {
        await kcatProduce(brokers, topic, messages(codec), {
          partition,
          compression: codec,
          headers: ['src=signup', 'trace=a,b=c'],
        });
        await stage.sendAborted(topic, partition, [{ key: 'void', value: 'never seen' }]);
      }
    }
    for (const partition of ['0', '1']) {
      const place = ['-o', 'beginning', '-p', partition];
      const theirs = await kcatFormat(brokers, topic, FORMAT, [
        ...place,
        '-X',
        'isolation.level=read_committed',
      ]);
      expect((await ours(brokers, topic, [...place, '-f', FORMAT])).equals(theirs)).toBe(true);
      expect(theirs.includes('never seen')).toBe(false);
    }
  });

  it('reads uncommitted messages too when it is told to, as kcat does', async () => {
    const topic = await stage.topic('uncommitted', 1);
    await stage.send(topic, 0, [{ key: 'a', value: '1' }]);
    await stage.sendAborted(topic, 0, [{ key: 'void', value: '2' }]);
    const level = ['-X', 'isolation.level=read_uncommitted'];
    const args = ['-o', 'beginning', ...level];
    const theirs = await kcatFormat(brokers, topic, '%o %k\\n', args);
    const mine = await ours(brokers, topic, ['-f', '%o %k\\n', ...args]);
    expect(mine.toString()).toBe(theirs.toString());
    expect(theirs.toString()).toContain('void');
  });

  it('checks the CRC of every batch when it is told to', async () => {
    const topic = await stage.topic('crcs', 1);
    await stage.send(topic, 0, [{ key: 'a', value: '1' }]);
    const mine = await ours(brokers, topic, [
      '-o',
      'beginning',
      '-X',
      'check.crcs=true',
      '-f',
      '%k',
    ]);
    expect(mine.toString()).toBe('a');
  });

  it("agrees with kcat's envelope on everything that both know", async () => {
    const topic = await stage.topic('envelope', 1);
    await kcatProduce(
      brokers,
      topic,
      messages('none').filter(({ value }) => !Buffer.isBuffer(value)),
      {
        partition: 0,
        headers: ['src=signup'],
      },
    );
    const theirs = await kcatConsume(brokers, topic);
    const lines = (await ours(brokers, topic, ['-o', 'beginning', '-J']))
      .toString()
      .trimEnd()
      .split('\n');
    const mine = lines.map((line) => JSON.parse(line) as object);
    expect(mine).toHaveLength(theirs.length);
    theirs.forEach((envelope, index) => {
      expect({ ...envelope, ...mine[index] }).toEqual(envelope);
    });
  });
});
