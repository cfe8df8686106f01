import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { quotedText } from '../../../src/filter/query-reader.js';
import { MemoryPreferences } from '../../../src/model/preferences.js';
import { shareOut } from '../../../src/ui/stream/shares.js';
import { FakeSession } from '../support/fake-session.js';
import { users } from '../support/samples.js';
import { Stage, plain } from '../support/stage.js';

/** Lines of the stream's pane without its frame. */
async function body(stage: Stage): Promise<string[]> {
  const lines = await stage.lines();
  const rows = lines.slice(lines.findIndex((line) => line.startsWith('╭─ Stream')) + 1);
  const end = rows.findIndex((line) => line.startsWith('╰'));
  return rows
    .slice(0, end)
    .map((line) => line.replace(/^│ ?|│.*$/g, '').trimEnd())
    .filter((line) => line !== '');
}

const ROWS = [
  'place  email                 credit  headers.src  nope  key',
  '0:118  ilene@example.com         12  signup       -     ilene',
  '2:97   omar@example.com        -3.5  signup       -     omar',
  '2:102  ∅ tombstone                   -            -     -',
  '2:103  ⚠ not JSON: unexpected "o" …  -            -     x17',
  '0:119  ▦ 5 B  8b 08 00 1f 9d         -            -     bin',
  '1:39   ⚠ 3 offsets unreadable: CRC mismatch',
  '▌1:42   lara@example.com           9  signup       -     lara',
];

describe('columns of the stream', () => {
  it.each([
    [80, 24],
    [160, 50],
  ])(
    'are shown below their names at %i x %i, with the marks of what has no fields',
    async (columns, rows) => {
      const stage = new Stage(users(), { columns, rows });
      stage.type(':columns email credit headers.src nope key\r');
      expect(await body(stage)).toEqual(ROWS);
      for (const line of await stage.lines())
        expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      stage.type(':columns\r');
      expect((await body(stage))[0]).toContain('ilene');
      expect((await body(stage))[0]).not.toContain('place');
    },
  );

  it('keep numbers exact, to the right, and the rest where it is when more comes', async () => {
    const session = new FakeSession();
    session.add({ offset: 1n, value: '{"id":12345678901234567890,"name":"lara"}' });
    session.add({ offset: 2n, value: '{"id":7,"name":"omar"}' });
    const stage = new Stage(session).type(':columns id name\r');
    expect((await body(stage)).map((line) => line.replace('▌', ''))).toEqual([
      expect.stringMatching(/^place {2}time {10} {18}id {2}name$/),
      expect.stringMatching(/12345678901234567890 {2}lara$/),
      expect.stringMatching(/ {19}7 {2}omar$/),
    ]);
    const [, , before] = await body(stage);
    session.add({ offset: 3n, value: '{"id":8,"name":"a much longer name than all others"}' });
    expect((await body(stage))[2]).toBe(before?.replace('▌', ''));
  });

  it('say how many there is no room for', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `field${index}`).join(' ');
    const stage = new Stage(users()).type(`:columns ${names}\r`);
    const [head = ''] = await body(stage);
    expect(head).toMatch(/\+\d+$/);
    const shown = head.split(/\s+/).length - 2;
    expect(Number(/\+(\d+)$/.exec(head)?.[1])).toBe(30 - shown);
  });

  it('are completed from the fields that were seen, and pointed at where they are none', async () => {
    const stage = new Stage(users(), { columns: 120 }).type(':columns em\tcre\theaders.s\toff\t');
    expect((await stage.lines()).at(-1)).toContain(':columns email credit headers.src offset');
    stage.type('items[x]\r');
    expect((await stage.lines()).slice(-2).join()).toContain('brackets in a field take an index');
    stage.type('\u001b');
    expect((await body(stage))[0]).toContain('0:118');
  });

  it('leave all lines to the messages where there are few', async () => {
    const stage = new Stage(users(), { columns: 60, rows: 8 }).type(':columns email\r');
    expect((await body(stage)).join()).not.toContain('place');
  });

  it('are found again on the topic, and only there', () => {
    const stage = new Stage(users(), { columns: 120 }).type(':columns email\r');
    expect(stage.workspace.preferences).toBeInstanceOf(MemoryPreferences);
    stage.type(':topic other\r').type(':columns key\r').type(':topic new_users\r');
    expect(stage.app.store.getState().columns).toEqual(['email']);
    stage.type(':topic other\r');
    expect(stage.app.store.getState().columns).toEqual(['key']);
    stage.type(':topic third\r');
    expect(stage.app.store.getState().columns).toEqual([]);
  });

  it('never let a value out of its place', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '\u001b[31mred',
        'a\r\nb',
        '\u202egnp',
        '\u009b2J',
        '👨‍👩‍👧‍👦',
        '\u0000',
        '│',
        '\t\t',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 3, maxLength: 3 }),
        async ([a = '', b = '', c = '']) => {
          const session = new FakeSession();
          const headers = [{ key: b, value: Buffer.from(c) }];
          session.add({
            offset: 1n,
            key: c,
            value: JSON.stringify({ a, b: { [b]: c }, [c]: a }),
            headers,
          });
          session.add({ offset: 2n, key: a, value: a, headers });
          const stage = new Stage(session, { columns: 100 });
          stage.app.store.getState().setColumns(['a', 'b', 'key', 'value', 'headers.x']);
          const frames = [await stage.painted()];
          stage.app.store.getState().setColumns([a, b, c].map(quotedText));
          frames.push(await stage.painted());
          stage.unmount();
          for (const frame of frames) {
            expect(frame.replace(/\u001b\[[0-9;]*m/g, '')).not.toMatch(
              /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
            );
            for (const line of plain(frame)
              .split('\n')
              .filter((one) => one.startsWith('│'))) {
              expect(stringWidth(line)).toBe(100);
            }
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('room for columns', () => {
  it('is used up, and never more than that', () => {
    const wanted = fc.array(fc.integer({ min: 1, max: 48 }), { minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(wanted, fc.integer({ min: 12, max: 300 }), (wishes, cells) => {
        const { widths, left } = shareOut(wishes, cells);
        const gaps = 2 * (widths.length - 1);
        const used = widths.reduce((sum, width) => sum + width, gaps) + (left > 0 ? 5 : 0);
        expect(used).toBe(cells);
        expect(widths.length + left).toBe(wishes.length);
        expect(Math.min(...widths)).toBeGreaterThan(0);
      }),
    );
  });
});
