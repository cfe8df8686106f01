import { describe, expect, it } from 'vitest';
import { FakeSession } from '../support/fake-session.js';
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

  it('says which offsets are missing before it, and why that can be', async () => {
    const session = new FakeSession();
    for (const offset of [7n, 8n, 12n, 14n]) session.add({ offset, partition: 0, value: 'x' });
    session.add({ offset: 90n, partition: 1, value: 'x' });
    const gaps = async (keys: string): Promise<string | undefined> => {
      const stage = new Stage(session, { columns: 80, rows: 24 }).type(`g${keys}\t\r`);
      return (await shown(stage)).find((line) => line.startsWith('gap'));
    };
    expect(await gaps('')).toBeUndefined();
    expect(await gaps('j')).toBeUndefined();
    expect(await gaps('jj')).toBe('gap     9 to 11: compacted, aborted or control');
    expect(await gaps('jjj')).toBe('gap     13: compacted, aborted or control');
    expect(await gaps('jjjj')).toBeUndefined();
    session.setPartitions(session.current().partitions.map((one) => ({ ...one, first: 11n })));
    expect(await gaps('jj')).toContain('9 to 11: removed by retention, compacted');
    session.commands.filter('x');
    expect(await gaps('jj')).toBeUndefined();
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
