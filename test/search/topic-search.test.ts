import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KafkaTuiError } from '../../src/model/problem.js';
import type { Query } from '../../src/model/query.js';
import type { SearchAsk, SearchSnapshot } from '../../src/model/search.js';
import { jsonLinesFiles } from '../../src/pipe/json-lines-file.js';
import { SearchDesk } from '../../src/inspector/search-desk.js';
import { TopicSearch, type TopicSearchOptions } from '../../src/search/topic-search.js';
import { batchAt, numbered, resealed, seenIn, sliced, textOf } from '../support/batches.js';
import { FakeReader, emptyPartition } from '../support/fake-reader.js';
import { generatedLog, recordSet } from '../support/logs.js';
import { queryOf, valueWith } from '../support/queries.js';

const ALL = queryOf(() => true);

function searching(
  reader: FakeReader,
  query: Query,
  more: Partial<TopicSearchOptions> & { readonly writeTo?: string } = {},
): TopicSearch {
  const { writeTo = null, ...options } = more;
  const ask: SearchAsk = { query, range: { kind: 'topic' }, partitioner: null, writeTo };
  return new TopicSearch({
    ask,
    topic: 't',
    openReader: reader.openReader,
    openFile: jsonLinesFiles('t'),
    keep: { entries: 1000, bytes: 1_000_000 },
    now: () => performance.now(),
    ...options,
  });
}

async function searched(...args: Parameters<typeof searching>): Promise<SearchSnapshot> {
  const search = searching(...args);
  await search.ended;
  return search.current();
}

function valuesOf({ entries }: SearchSnapshot): (string | null)[] {
  return entries.map((entry) => (entry.kind === 'message' ? textOf(entry.value) : entry.reason));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

function partition(end: bigint, start = 0n) {
  return emptyPartition(0, { next: start, high: end, stable: end, until: end });
}

describe('what was found', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'results-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('is written as it is listed, to a file for the owner alone, and never over another', async () => {
    const reader = new FakeReader([partition(50n)]).serve(batchAt(0n, numbered(50))).end();
    const search = searching(reader, valueWith('v4'));
    await search.ended;
    const path = join(folder, 'found.jsonl');
    expect(await search.writeKept(path)).toBe(11);
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(written.map(({ offset }) => offset)).toEqual([4, ...range(40, 50)]);
    expect(written[0]).toMatchObject({ topic: 't', partition: 0, key: 'k4', payload: 'v4' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await expect(search.writeKept(path)).rejects.toThrow('is there already');
  });

  /** Of fifty that match seven are kept; whoever opens the reader again gets all of them again. */
  function keepingSeven() {
    const served = (): FakeReader =>
      new FakeReader([partition(50n)]).serve(batchAt(0n, numbered(50))).end();
    const opened = vi.fn<TopicSearchOptions['openReader']>((events) => served().openReader(events));
    const keep = { entries: 7, bytes: 1e6 };
    return { opened, search: searching(served(), ALL, { openReader: opened, keep }) };
  }

  it('is searched again where it was more than is kept, and then all of it is written', async () => {
    const { search, opened } = keepingSeven();
    await search.ended;
    expect(search.current()).toMatchObject({ kept: 7, beyond: 43 });
    const path = join(folder, 'all.jsonl');
    const again = search.again(path);
    await again.ended;
    expect(opened).toHaveBeenCalledTimes(2);
    expect(again.current()).toMatchObject({ found: 50, kept: 7, file: { path, lines: 50 } });
    expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(50);
  });

  it('stays where the file for all of it is there already, and can still be written to another', async () => {
    const { search, opened } = keepingSeven();
    const desk = new SearchDesk(() => undefined);
    desk.put(search);
    await search.ended;
    const taken = join(folder, 'taken.jsonl');
    writeFileSync(taken, 'of another day');
    await expect(desk.export(taken)).rejects.toThrow('is there already');
    expect(readFileSync(taken, 'utf8')).toBe('of another day');
    expect(opened).toHaveBeenCalledTimes(1);
    expect(desk.current()).toMatchObject({ state: { state: 'done' }, kept: 7, beyond: 43 });
    const path = join(folder, 'all.jsonl');
    expect(await desk.export(path)).toBeNull();
    await expect.poll(() => desk.current()?.state.state, { timeout: 10_000 }).toBe('done');
    expect(desk.current()).toMatchObject({ found: 50, file: { path, lines: 50 } });
  });
});

describe('a search', () => {
  it('finds what matches, with bytes of its own, and ends where the range does', async () => {
    const reader = new FakeReader([partition(120n)])
      .serve(batchAt(0n, numbered(60), { codec: 'gzip' }))
      .serve(batchAt(60n, numbered(60, 60)))
      .end();
    const found = await searched(reader, valueWith('v11'));
    expect(found).toMatchObject({ state: { state: 'done' }, found: 11, kept: 11, beyond: 0 });
    expect(valuesOf(found)[0]).toBe('v11');
    expect(valuesOf(found)[10]).toBe('v119');
    const { progress } = found;
    expect(progress).toMatchObject({
      messages: 120,
      done: 120n,
      total: 120n,
      fraction: 1,
      remaining: 0,
    });
    expect(progress.bytes).toBeGreaterThan(500);
    expect(reader.closed).toBe(true);
  });

  it('keeps the first ones, and counts those beyond the bounds', async () => {
    const reader = (): FakeReader =>
      new FakeReader([partition(50n)]).serve(batchAt(0n, numbered(50))).end();
    const few = await searched(reader(), ALL, { keep: { entries: 7, bytes: 1e6 } });
    expect(few).toMatchObject({ found: 50, kept: 7, beyond: 43 });
    expect(valuesOf(few)).toEqual(numbered(7).map(({ value }) => value));
    const small = await searched(reader(), ALL, { keep: { entries: 1000, bytes: 1 } });
    expect(small).toMatchObject({ found: 50, kept: 1, beyond: 49 });
  });

  it('shows results as they come, and how far it is', async () => {
    const reader = new FakeReader([partition(40n)]).serve(batchAt(0n, numbered(10)));
    const search = searching(reader, ALL);
    await new Promise<void>((resolve) => {
      search.subscribe(() => {
        if (search.current().found === 10) resolve();
      });
    });
    expect(search.current()).toMatchObject({
      state: { state: 'searching' },
      progress: { messages: 10, done: 10n, total: 40n, fraction: 0.25 },
    });
    reader.serve(batchAt(10n, numbered(30, 10))).end();
    await search.ended;
    expect(search.current()).toMatchObject({ found: 40, state: { state: 'done' } });
  });

  it('that is stopped keeps what it has found', async () => {
    const reader = new FakeReader([partition(40n)]).serve(batchAt(0n, numbered(10)));
    const search = searching(reader, ALL);
    search.subscribe(() => {
      if (search.current().found === 10) search.stop();
    });
    await search.ended;
    expect(search.current()).toMatchObject({ state: { state: 'stopped' }, found: 10, kept: 10 });
    expect(search.current().progress.fraction).toBe(0.25);
  });

  it('gives the event loop its turn in the middle of a response', async () => {
    const many = Array.from({ length: 60_000 }, (_, index) => ({ value: `v${index}` }));
    const reader = new FakeReader([partition(60_000n)]).serve(batchAt(0n, many)).end();
    const search = searching(
      reader,
      queryOf(({ value }) => value?.toString().endsWith('77') ?? false),
    );
    const seen: number[] = [];
    const timer = setInterval(() => seen.push(search.current().progress.messages), 1);
    await search.ended;
    clearInterval(timer);
    expect(seen.some((messages) => messages > 0 && messages < 60_000)).toBe(true);
    expect(search.current().found).toBe(600);
  });

  it('over nothing is done at once, and whole', async () => {
    const found = await searched(new FakeReader([partition(5n, 5n)]).end(), ALL);
    expect(found).toMatchObject({ state: { state: 'done' }, progress: { fraction: 1, total: 0n } });
  });

  it('shows what could not be read among what was found', async () => {
    const broken = resealed(batchAt(2n, numbered(3)), (bytes) => bytes.fill(0xff, 61));
    const reader = new FakeReader([partition(5n)])
      .serve(Buffer.concat([batchAt(0n, numbered(2)), broken]))
      .end();
    const found = await searched(reader, valueWith('nowhere'));
    expect(found).toMatchObject({ found: 0, damaged: 3, kept: 1 });
    expect(found.entries[0]).toMatchObject({ kind: 'damage', offset: 2n, lastOffset: 4n });
  });

  it('waits where the connection is lost, and says what the reader has to say', async () => {
    const reader = new FakeReader([partition(2n)]);
    const search = searching(reader, ALL);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const problem = { code: 'X', message: 'gone', next: 'wait' };
    reader.events.lost(problem, 17, [0]);
    expect(search.current().state).toEqual({ state: 'lost', problem, retryAt: 17 });
    reader.events.regained();
    reader.events.notice('info', 'only partition 0 is read');
    expect(search.current()).toMatchObject({
      state: { state: 'searching' },
      notes: ['only partition 0 is read'],
    });
    reader.serve(batchAt(0n, numbered(2))).end();
    await search.ended;
    expect(search.current().found).toBe(2);
  });

  it('that fails says why, and keeps what it has found', async () => {
    const problem = new KafkaTuiError({ code: 'GONE', message: 'the topic is gone', next: 'n' });
    const reader = new FakeReader([partition(9n)]).serve(batchAt(0n, numbered(2))).fail(problem);
    expect(await searched(reader, ALL)).toMatchObject({
      state: { state: 'failed', problem: { code: 'GONE' } },
      found: 2,
    });
    const shut = new FakeReader();
    shut.failsToOpen = problem;
    expect((await searched(shut, ALL)).state).toEqual({ state: 'failed', problem });
  });
});

describe('never missing', () => {
  it('finds in any log what testing every record finds', async () => {
    const property = fc.asyncProperty(
      generatedLog,
      fc.constantFrom('abc', 'needle', 'c', 'NEED', 'nowhere'),
      async (log, text) => {
        const { records, end, aborted } = recordSet(log);
        const facts = { high: end, aborted, checkCrcs: false };
        const plain = seenIn(sliced(records, facts));
        const reader = new FakeReader([partition(end)]).serve(records, facts).end();
        const found = await searched(reader, valueWith(text));
        const offsets = found.entries.flatMap((one) =>
          one.kind === 'message' ? [one.offset] : [],
        );
        const matching = plain.messages.filter(({ value }) => value?.includes(text));
        expect(offsets).toEqual(matching.map(({ offset }) => offset));
        expect(found.progress.messages).toBe(plain.messages.length);
        const lost = plain.damage.reduce((sum, { from, to }) => sum + Number(to - from) + 1, 0);
        expect(found.damaged).toBe(lost);
      },
    );
    await fc.assert(property, { numRuns: 500 });
  });
});

describe('a file for the matches', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kafka-tui-search-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('gets all of them as JSON lines, those beyond the bounds too', async () => {
    const path = join(folder, 'found.jsonl');
    const reader = new FakeReader([partition(50n)]).serve(batchAt(0n, numbered(50))).end();
    const found = await searched(reader, ALL, { writeTo: path, keep: { entries: 3, bytes: 1e6 } });
    expect(found).toMatchObject({ kept: 3, beyond: 47, file: { path, lines: 50 } });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    const offsets = lines.map((line) => (JSON.parse(line) as { offset: number }).offset);
    expect(offsets).toEqual(Array.from({ length: 50 }, (_, offset) => offset));
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('is not written over one that is there', async () => {
    const path = join(folder, 'found.jsonl');
    writeFileSync(path, 'mine');
    const found = await searched(new FakeReader(), ALL, { writeTo: path });
    expect(found.state).toMatchObject({
      state: 'failed',
      problem: { code: 'OUTPUT_FAILED', message: `${path} is there already` },
    });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });
});
