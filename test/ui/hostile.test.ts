import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import stringWidth from 'string-width';
import { FakeSession } from './support/fake-session.js';
import { plain, Stage } from './support/stage.js';

/** What messages may hold and a terminal must not be given, or is drawn in odd widths. */
const NASTY = [
  '\u001b[2J\u001b[31mred\u001b]0;title\u0007\u009b1m',
  'tab\there\r\nnew\u0000line\u007f',
  '漢字かな交じり文、全角ＡＢＣ',
  '👩‍👩‍👧‍👦👍🏽🇩🇪🏴‍☠️1️⃣❤️',
  'z\u0351\u036b\u0343\u0342a\u0312\u0302\u0369\u0334l\u0357\u0346\u0360g\u0313\u0343\u0349o\u0310\u036c',
  'שלום עולם مرحبا بالعالم \u202eevil\u202c',
  'क्षत्रिय ภาษาไทย กำ ພາສາລາວ ຈຳ 한국어 ᄒᆞᆫ',
  '\u200b\u200d\ufeff\u2028\u2029\ue000\ud800',
  'ﷺ꧅𒐫⸻',
];

/** Every line of a box is exactly as wide as the screen, by the measure of string-width. */
function expectStraight(frame: string, columns: number): void {
  for (const line of plain(frame).split('\n')) {
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    if (/^[╭│╰]/.test(line)) expect(stringWidth(line), line).toBe(columns);
    else expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
  }
}

function hostileSession(texts: readonly string[]): FakeSession {
  const session = new FakeSession();
  for (const text of texts) {
    session.add({
      key: text,
      value: JSON.stringify({ email: text, name: text }),
      headers: [{ key: text, value: Buffer.from(text) }],
    });
    session.add({ key: Buffer.from(text, 'latin1'), value: text });
  }
  session.damage(texts[0] ?? '', 1n, 2n);
  return session;
}

describe('hostile text', () => {
  for (const columns of [40, 79, 120, 161]) {
    it(`leaves every line straight at ${columns} columns`, async () => {
      const stage = new Stage(hostileSession(NASTY), { columns, rows: 40 });
      for (let row = 0; row < NASTY.length * 2 + 1; row += 1) {
        expectStraight(await stage.painted(), columns);
        stage.type('k');
      }
    });
  }

  it('leaves every line straight when it is scrolled, wrapped, zoomed and filtered', async () => {
    for (const text of NASTY) {
      const stage = new Stage(hostileSession([text]), { columns: 60, rows: 24 }).type('k\t\r');
      for (const keys of ['l', 'l', 'h', 'w', 'j', 'x', 'w', 'l']) {
        expectStraight(await stage.type(keys).painted(), 60);
      }
      stage.type('/').app.handle({ type: 'paste', text });
      expectStraight(await stage.painted(), 60);
      expectStraight(await stage.type('\u001b[D\u001b[D').painted(), 60);
      expectStraight(await stage.type('\r').painted(), 60);
    }
  });

  it('leaves every line straight whatever it is', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc
        .array(fc.constantFrom(...NASTY, 'a', ' '), { maxLength: 6 })
        .map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (nasty) => {
        const stage = new Stage(hostileSession([nasty]), { columns: 101, rows: 24 }).type('k');
        expectStraight(await stage.painted(), 101);
        stage.unmount();
      }),
      { numRuns: 30 },
    );
  });

  it('is straight too in topics, clusters, reasons and notices', async () => {
    for (const text of NASTY) {
      const session = hostileSession([text]).set({
        cluster: text,
        topic: text,
        mode: text,
        notices: [{ at: Date.now(), severity: 'bad', text }],
        connection: { state: 'failed', problem: { code: 'X', message: text, next: text } },
      });
      expectStraight(
        await new Stage(session, { columns: 100, rows: 24, now: Date.now }).painted(),
        100,
      );
    }
  });
});
