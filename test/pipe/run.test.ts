import { describe, expect, it } from 'vitest';
import { type ExitCode, KafkaTuiError } from '../../src/model/problem.js';
import { withoutRecords } from '../../src/demo/broker/log/compaction.js';
import { compileFormat } from '../../src/pipe/format.js';
import { Output } from '../../src/pipe/output.js';
import { type PipeOptions, runPipe } from '../../src/pipe/run.js';
import { batchAt, numbered, resealed, seenIn, sliced } from '../support/batches.js';
import { FakeReader, emptyPartition } from '../support/fake-reader.js';
import { valueWith } from '../support/queries.js';

/** An output in memory, that its reader may leave after some bytes. */
class FakeOutput extends Output {
  readonly written: string[] = [];
  #left: number;

  constructor(leavesAfter = Infinity) {
    super(-1);
    this.#left = leavesAfter;
  }

  override get closed(): boolean {
    return this.#left <= 0;
  }

  override write(bytes: Buffer): Promise<void> {
    if (!this.closed) this.written.push(bytes.toString());
    this.#left -= bytes.length;
    return Promise.resolve();
  }

  override flush(): Promise<void> {
    return Promise.resolve();
  }
}

interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

async function ran(
  reader: FakeReader,
  options: Partial<PipeOptions> & { readonly output?: FakeOutput } = {},
): Promise<Ran> {
  const output = options.output ?? new FakeOutput();
  let err = '';
  const code = await runPipe({
    openReader: reader.openReader,
    topics: ['t'],
    line: compileFormat('%o %s\\n', 't'),
    query: null,
    limit: null,
    stderr: (text) => (err += text),
    showProgress: false,
    opened: null,
    quiet: false,
    signal: new AbortController().signal,
    ...options,
    output,
  });
  return { code, out: output.written.join(''), err };
}

describe('lines on stdout', () => {
  it('are one for each message, and nothing stands on stderr', async () => {
    const reader = new FakeReader()
      .serve(batchAt(0n, numbered(2)))
      .serve(batchAt(2n, numbered(1, 2)))
      .end();
    expect(await ran(reader)).toEqual({ code: 0, out: '0 v0\n1 v1\n2 v2\n', err: '' });
    expect(reader.closed).toBe(true);
  });

  it('begin with the newest messages where the reader brings them', async () => {
    const reader = new FakeReader().serve(batchAt(0n, numbered(1))).end();
    reader.opening = { backlog: seenIn(sliced(batchAt(7n, numbered(2)), { offset: 7n })).messages };
    expect((await ran(reader)).out).toBe('7 v0\n8 v1\n0 v0\n');
  });

  it('are those that the filter lets through', async () => {
    const reader = new FakeReader().serve(batchAt(0n, numbered(20))).end();
    expect((await ran(reader, { query: valueWith('v1') })).out.split('\n')).toHaveLength(12);
  });

  it.each([1, 3, 4, 5])('are %s where that many were asked for', async (limit) => {
    const reader = new FakeReader()
      .serve(Buffer.concat([batchAt(0n, numbered(4)), batchAt(4n, numbered(4, 4))]))
      .serve(batchAt(8n, numbered(4, 8)));
    const { out, code } = await ran(reader, { limit });
    expect(out.trim().split('\n')).toEqual(Array.from({ length: limit }, (_, n) => `${n} v${n}`));
    expect([code, reader.closed]).toEqual([0, true]);
  });

  it('are as many matches as were asked for', async () => {
    const reader = new FakeReader().serve(batchAt(0n, numbered(30)));
    expect((await ran(reader, { limit: 2, query: valueWith('v2') })).out).toBe('2 v2\n20 v20\n');
  });

  it('are whole: a record that gives out in its headers leaves none', async () => {
    const batch = resealed(
      batchAt(0n, [{ value: 'a' }, { value: 'b', headers: [['h', 'value']] }]),
      (bytes) => {
        bytes[bytes.length - 6] = 0x7e;
      },
    );
    const reader = new FakeReader().serve(batch).end();
    const { out, code } = await ran(reader, { line: compileFormat('%s %h\\n', 't') });
    expect([out, code]).toEqual(['a \n', 1]);
  });
});

describe('a count', () => {
  it('is the one thing on stdout', async () => {
    const reader = new FakeReader()
      .serve(batchAt(0n, numbered(5)))
      .serve(batchAt(5n, numbered(7)))
      .end();
    expect(await ran(reader, { line: null })).toEqual({ code: 0, out: '12\n', err: '' });
  });

  it('is of what the filter lets through', async () => {
    const reader = new FakeReader().serve(batchAt(0n, numbered(20))).end();
    expect((await ran(reader, { line: null, query: valueWith('v1') })).out).toBe('11\n');
  });

  it('of a batch in its middle is of the records asked for', async () => {
    const reader = new FakeReader([emptyPartition(0, { next: 4n })])
      .serve(batchAt(0n, numbered(10)))
      .end();
    expect((await ran(reader, { line: null })).out).toBe('6\n');
  });

  it('of what can not be read fails', async () => {
    const broken = resealed(batchAt(0n, numbered(10)), (bytes) => bytes.fill(0xff, 61));
    const reader = new FakeReader([emptyPartition(0, { next: 4n })]).serve(broken).end();
    expect(await ran(reader, { line: null })).toMatchObject({
      code: 1,
      out: '0\n',
      err: expect.stringContaining('offsets 4 to 9') as string,
    });
  });

  it('that was interrupted is not printed', async () => {
    const abort = new AbortController();
    const reader = new FakeReader().serve(batchAt(0n, numbered(5)));
    const running = ran(reader, { line: null, signal: abort.signal });
    await expect.poll(() => reader.waiting).toBe(0);
    abort.abort();
    expect(await running).toMatchObject({ code: 130, out: '' });
  });
});

describe('what is told on stderr', () => {
  it('is damage, where it is, and the exit code is 1', async () => {
    const broken = resealed(batchAt(5n, numbered(5)), (bytes) => bytes.writeInt16BE(7, 21));
    const reader = new FakeReader()
      .serve(Buffer.concat([batchAt(0n, numbered(5)), broken, batchAt(10n, numbered(1))]))
      .end();
    const { code, out, err } = await ran(reader);
    expect(code).toBe(1);
    expect(out.trim().split('\n')).toHaveLength(6);
    expect(err).toBe(
      "kafka-tui: partition 0, offsets 5 to 9: can't be read: codec 7 is not a codec that Kafka defines\n" +
        "kafka-tui: passed over: 5 offsets that can't be read\n",
    );
  });

  it('is what was passed over, unless quiet', async () => {
    const marker = { producerId: 7n, transactional: true, control: true } as const;
    const bytes = Buffer.concat([
      batchAt(0n, numbered(3), { producerId: 7n, transactional: true }),
      batchAt(3n, [{ key: Buffer.alloc(4), value: null }], marker),
    ]);
    const aborted = [{ producerId: 7n, firstOffset: 0n }];
    const loud = await ran(new FakeReader().serve(bytes, { aborted }).end());
    expect(loud).toEqual({
      code: 0,
      out: '',
      err: 'kafka-tui: passed over: 3 messages of aborted transactions, 1 control records\n',
    });
    const quiet = await ran(new FakeReader().serve(bytes, { aborted }).end(), { quiet: true });
    expect(quiet.err).toBe('');
  });

  it('counts what compaction has taken, between batches and within them, whatever is printed', async () => {
    const half = withoutRecords(batchAt(4n, numbered(6)), ({ offset }) => offset % 3n === 2n).batch;
    const bytes = Buffer.concat([half, batchAt(12n, numbered(2)), batchAt(20n, numbered(1))]);
    // 4, 6, 7, 9 in the first batch; 10, 11 and 14 to 19 behind it.
    const all = { offset: 4n, until: 21n };
    const passed = async (
      options: Omit<Partial<PipeOptions>, 'output'>,
      facts = all,
    ): Promise<string> => (await ran(new FakeReader().serve(bytes, facts).end(), options)).err;
    const twelve = 'kafka-tui: passed over: 12 offsets that were compacted away\n';
    expect(await passed({})).toBe(twelve);
    expect(await passed({ line: null })).toBe(twelve);
    expect(await passed({ line: null, query: valueWith('v1') })).toBe(twelve);
    expect(await passed({ quiet: true })).toBe('');
    expect(await passed({}, { offset: 6n, until: 11n })).toContain(' 4 offsets that were');
    // Not more than what was looked at.
    expect(await passed({ limit: 1 })).toBe('');
  });

  it('is what the reader tells, and what it could not read in time', async () => {
    const reader = new FakeReader();
    const running = ran(reader, { quiet: true });
    await expect.poll(() => reader.waiting).toBe(0);
    const problem = new KafkaTuiError({ code: 'X', message: 'lab closed', next: '' });
    reader.events.lost(problem, 0, [0]);
    reader.events.regained();
    reader.events.notice('info', 'a leader moved');
    reader.events.skippedByRetention(0, 7n);
    reader.end();
    expect((await running).err.split('\n')).toEqual([
      'kafka-tui: lab closed; trying again',
      'kafka-tui: connected again; reading goes on where it stopped',
      'kafka-tui: a leader moved',
      'kafka-tui: passed over: 7 offsets that retention removed first',
      '',
    ]);
  });

  it('is where reading begins, when that was not said', async () => {
    expect((await ran(new FakeReader().end(), { opened: 'from the last 100' })).err).toBe(
      'kafka-tui: from the last 100\n',
    );
    expect((await ran(new FakeReader().end(), { opened: 'x', quiet: true })).err).toBe('');
  });
});

describe('it ends', () => {
  it('when the reader of the pipe has gone', async () => {
    const reader = new FakeReader();
    for (let n = 0; n < 100; n++) reader.serve(batchAt(BigInt(n), numbered(1, n)));
    const { code, out } = await ran(reader, { output: new FakeOutput(5) });
    expect([code, out]).toEqual([0, '0 v0\n']);
    expect(reader.waiting).toBe(99);
    expect(reader.closed).toBe(true);
  });

  it('on a signal, with what was read written', async () => {
    const abort = new AbortController();
    const reader = new FakeReader().serve(batchAt(0n, numbered(2)));
    const running = ran(reader, { signal: abort.signal });
    await expect.poll(() => reader.waiting).toBe(0);
    abort.abort();
    expect(await running).toMatchObject({ code: 130, out: '0 v0\n1 v1\n' });
  });

  it('on a signal before it began, and in the middle of opening', async () => {
    expect(await ran(new FakeReader(), { signal: AbortSignal.abort() })).toMatchObject({
      code: 130,
    });
    const abort = new AbortController();
    const reader = new FakeReader();
    reader.open = () =>
      new Promise((_, reject) => {
        abort.signal.addEventListener('abort', () => {
          reject(new Error('closed'));
        });
      });
    const running = ran(reader, { signal: abort.signal });
    abort.abort();
    expect(await running).toEqual({ code: 130, out: '', err: '' });
  });

  it('with what failed, and what was read before it is written', async () => {
    const problem = new KafkaTuiError({ code: 'X', message: 'm', next: 'n' });
    const output = new FakeOutput();
    const reader = new FakeReader().serve(batchAt(0n, numbered(1))).fail(problem);
    await expect(ran(reader, { output })).rejects.toBe(problem);
    expect(output.written.join('')).toBe('0 v0\n');
    expect(reader.closed).toBe(true);
  });
});
