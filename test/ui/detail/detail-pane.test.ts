import { describe, expect, it } from 'vitest';
import { type Gap, gapOf } from '../../../src/model/gap.js';
import { FakeSession, partition } from '../support/fake-session.js';
import { plain, Stage } from '../support/stage.js';

/** The message alone on the screen, without its frame and blanks. */
async function shown(stage: Stage): Promise<string[]> {
  const lines = plain(await stage.painted())
    .split('\n')
    .slice(2, -2);
  return lines.map((line) => line.replace(/^│ ?| *│$/g, ''));
}

function stageOf(session: FakeSession, rows = 24, columns = 80): Stage {
  return new Stage(session, { columns, rows }).type('\t\r');
}

function ofValue(value: string | Buffer | null): FakeSession {
  const session = new FakeSession();
  session.add({ value, key: 'k' });
  return session;
}

describe('the message under the cursor', () => {
  it('has its metadata, its headers and its value', async () => {
    const session = new FakeSession();
    session.add({
      key: 'lara',
      value: '{"id": 9007199254740993, "tags": []}',
      headers: [
        { key: 'src', value: Buffer.from('signup') },
        { key: 'none', value: null },
        { key: 'raw', value: Buffer.from('00ff', 'hex') },
      ],
    });
    expect(await shown(stageOf(session))).toMatchInlineSnapshot(`
      [
        "2026-11-20 14:03:22.481 UTC (create)   40 B   JSON",
        "key     lara",
        "headers src=signup",
        "        none=null",
        "        raw=0x00ff",
        "",
        "{",
        "  "id": 9007199254740993,",
        "  "tags": []",
        "}",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
      ]
    `);
  });

  it('is hex where it is binary, with the reason', async () => {
    expect((await shown(stageOf(ofValue(Buffer.from('1f8b08001f9d', 'hex'))))).slice(0, 6))
      .toMatchInlineSnapshot(`
      [
        "2026-11-20 14:03:22.481 UTC (create)   7 B   binary",
        "key     k",
        "",
        "gzip data",
        "",
        "00000000  1f 8b 08 00 1f 9d                                 |......|",
      ]
    `);
  });

  it('is what it is where it is no JSON, with the reason', async () => {
    expect((await shown(stageOf(ofValue('{"a": nobody')))).slice(0, 6)).toMatchInlineSnapshot(`
      [
        "2026-11-20 14:03:22.481 UTC (create)   13 B   not JSON",
        "key     k",
        "",
        "not JSON: unexpected "o" at byte 7",
        "",
        "{"a": nobody",
      ]
    `);
  });

  it('says when there is no value, or an empty one', async () => {
    expect((await shown(stageOf(ofValue(null))))[3]).toBe('tombstone: the value is null');
    expect((await shown(stageOf(ofValue(''))))[3]).toBe('empty: the value has 0 bytes');
  });

  it('says which offsets are missing before it, and what became of them', async () => {
    const session = new FakeSession();
    const add = (offset: bigint, gap: Gap | null): void => {
      session.add({ offset, partition: 0, value: 'x', gap });
    };
    add(7n, null);
    add(9n, gapOf(8n, 8n, 'commit'));
    const counts = { aborted: 3n, abort: 1n, compacted: 1200n };
    add(1214n, { from: 10n, to: 1213n, counts, isOpen: false });
    const gaps = async (keys: string): Promise<string> => {
      const stage = new Stage(session, { columns: 80, rows: 24 }).type(`g${keys}\t\r`);
      const lines = await shown(stage);
      const at = lines.findIndex((line) => line.startsWith('gap'));
      return at < 0 ? '' : lines.slice(at, lines.indexOf('', at)).join('\n');
    };
    expect(await gaps('')).toBe('');
    expect(await gaps('j')).toBe('gap     8: 1 commit marker');
    expect(await gaps('jj')).toBe(
      [
        'gap     10 to 1213: 3 aborted, 1 abort marker, 1,200 not in the log, as',
        '        compaction leaves it',
      ].join('\n'),
    );
    session.window = { ...session.window, cleanupPolicy: 'compact,delete' };
    expect(await gaps('jj')).toBe(
      'gap     10 to 1213: 3 aborted, 1 abort marker, 1,200 compacted away',
    );
    session.window = { ...session.window, cleanupPolicy: 'delete' };
    expect(await gaps('jj')).toContain('(cleanup.policy is delete now)');
    // A filter leaves out messages, and that is no gap; what is missing in the log still is.
    session.commands.filter('x');
    expect(await gaps('j')).toBe('gap     8: 1 commit marker');
  });

  it('says what is gone before the first message of a log, and what was not looked at', async () => {
    const session = new FakeSession();
    session.setPartitions([partition(0, { first: 42n })]);
    session.add({ offset: 42n, value: 'x' });
    const gap = async (): Promise<string | undefined> => {
      const stage = new Stage(session, { columns: 100, rows: 24 }).type('G\t\r');
      return (await shown(stage)).find((line) => line.startsWith('gap'));
    };
    expect(await gap()).toBe('gap     0 to 41: 42 removed by retention, or deleted');
    session.add({ offset: 45n, value: 'x', gap: gapOf(43n, 44n, 'aborted') });
    expect(await gap()).toBe('gap     43 to 44: 2 aborted');
    // Retention went on: what stands before it was read while it was there.
    session.setPartitions([partition(0, { first: 43n })]);
    expect(await gap()).toBe('gap     43 to 44: 2 aborted');
    session.drop(1);
    expect(await gap()).toBe(
      'gap     0 to 42: 43 removed by retention, or deleted; 43 to 44: 2 aborted',
    );
    session.setPartitions([partition(0, { first: 10n })]);
    const begun = gapOf(46n, 46n, 'elsewhere');
    session.add({ offset: 47n, value: 'x', gap: begun && { ...begun, isOpen: true } });
    expect(await gap()).toBe(
      'gap     46: 1 passed while the partition was not ours; what stands before 46 was not read',
    );
  });

  it('says what could not be read', async () => {
    const session = new FakeSession().damage(
      'CRC mismatch',
      1000n,
      1002n,
      Buffer.from('what was there'),
    );
    const stage = stageOf(session);
    expect((await stage.lines())[1]).toContain('new_users:1:1000');
    expect(await shown(stage)).toMatchInlineSnapshot(`
      [
        "⚠ 3 offsets could not be read",
        "reason  CRC mismatch",
        "offsets 1000 to 1002",
        "        reading went on behind them",
        "",
        "00000000  77 68 61 74 20 77 61 73  20 74 68 65 72 65        |what was there|",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
      ]
    `);
  });

  it('says how much of a large value is left out', async () => {
    const stage = stageOf(ofValue('line\n'.repeat(200_000))).type('G');
    expect((await shown(stage)).at(-1)).toBe('732.4 KiB more: x shows all bytes in hex');
  });

  it('says that it will be there while there is none', async () => {
    expect((await shown(stageOf(new FakeSession())))[0]).toBe(
      'the message under the cursor will be here',
    );
  });
});

describe('scrolling', () => {
  const numbers = JSON.stringify(Array.from({ length: 50 }, (_, index) => index));

  it('scrolls by line, page and to the ends, and says where it is', async () => {
    const stage = stageOf(ofValue(numbers));
    expect((await stage.lines())[1]).toContain(' 20/55 ─╮');
    expect((await shown(stage.type('jjj')))[0]).toBe('[');
    expect((await shown(stage.type('k')))[1]).toBe('[');
    expect((await shown(stage.type('G'))).at(-1)).toBe(']');
    expect((await stage.lines())[1]).toContain(' 55/55 ─╮');
    expect((await shown(stage.type('\u001b[5~g')))[1]).toBe('key     k');
  });

  it('keeps the message that is read while others come in', async () => {
    const stage = stageOf(ofValue(numbers)).type('j');
    stage.session.addMany(3);
    expect((await stage.lines())[1]).toContain('new_users:0:0');
  });

  it('begins at the top of another message', async () => {
    const session = ofValue(numbers);
    session.add({ value: numbers });
    const stage = stageOf(session).type('jjj').type('\u001b').type('\t\tk');
    expect((await shown(stage.type('\t\r')))[1]).toBe('key     k');
  });

  it('wraps long lines, or scrolls to the side as far as there is text', async () => {
    const stage = stageOf(ofValue('abcdefghij'.repeat(10)), 24, 60);
    expect((await shown(stage))[3]).toBe(`${'abcdefghij'.repeat(5)}abcde…`);
    expect((await shown(stage.type('l')))[3]).toBe(`…${'abcdefghij'.repeat(10).slice(9, 63)}…`);
    expect((await shown(stage.type('llllllllllllllll')))[3]).toMatch(/^….*hij$/);
    expect((await shown(stage.type('hhhhhhhhhhhhhhhh')))[3]).toMatch(/^abc/);
    const wrapped = await shown(stage.type('w'));
    expect(wrapped.slice(3, 5)).toEqual([
      `${'abcdefghij'.repeat(5)}abcdef`,
      `ghij${'abcdefghij'.repeat(4)}`,
    ]);
    expect((await stage.lines())[1]).toContain('wrapped');
  });

  it('shows bytes in hex and back', async () => {
    const stage = stageOf(ofValue('{"a": 1}'));
    expect((await shown(stage.type('x')))[3]).toBe(
      '00000000  7b 22 61 22 3a 20 31 7d                           |{"a": 1}|',
    );
    expect((await stage.lines())[1]).toContain('hex');
    expect((await shown(stage.type('x')))[3]).toBe('{');
  });

  it('goes from one line that matches to the next', async () => {
    const stage = stageOf(ofValue(numbers), 12).type('/4\r');
    expect((await shown(stage.type('n')))[0]).toBe('  4,');
    expect((await shown(stage.type('n')))[0]).toBe('  14,');
    expect((await shown(stage.type('nN')))[0]).toBe('  14,');
  });
});
