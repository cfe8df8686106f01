import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECRETS, WAYS_IN, WAYS_WRONG, type WayIn, property } from './connecting-cases.js';
import { type ConnectingLab, MESSAGES, type Nowhere, Visitor, nowhere } from './connecting-lab.js';
import type { Finished } from './program.js';

/** A connect time-out, and the program around it; ms. */
const BOUND_MS = 20_000;

/** The same table of ways in and ways wrong, on a broker that `open` brings up. */
export function connectingScenarios(
  open: () => Promise<ConnectingLab & { close(): Promise<void> }>,
): void {
  let lab: Awaited<ReturnType<typeof open>>;
  let visitor: Visitor;
  let empty: Nowhere;

  beforeAll(async () => {
    lab = await open();
    visitor = new Visitor(lab);
    empty = await nowhere();
  });

  afterAll(async () => {
    visitor.close();
    await empty.close();
    await lab.close();
    visitor.expectNoSecret(SECRETS);
    expect(visitor.heard.length).toBeGreaterThan(WAYS_IN.length + WAYS_WRONG.length);
  });

  const attempt = async (way: WayIn): Promise<Finished> => {
    const made = way.with?.(visitor) ?? {};
    const args = [...(way.args ?? []), ...(made.args ?? [])];
    return await visitor.run(lab.at[way.at], args, { ...way.env, ...made.env });
  };

  const expectRefusal = (
    { code, stdout, stderr }: Finished,
    expected: { readonly message: RegExp; readonly next: RegExp; readonly code: number },
  ): void => {
    const said = stderr.trimEnd().split('\n');
    const [message = '', next = ''] = said.slice(-2);
    for (const line of said.slice(0, -2)) expect(line).toMatch(/: (?:warning: |still connecting)/);
    expect(message.replace(/^kafka-tui: /, '')).toMatch(expected.message);
    expect(next).toMatch(/^ {2}next: /);
    expect(next.replace(/^ {2}next: /, '')).toMatch(expected.next);
    expect(stdout.length).toBe(0);
    expect(code).toBe(expected.code);
  };

  describe('the way in by', () => {
    it.each(WAYS_IN)('$name', async (way) => {
      const { code, stdout, stderr } = await attempt(way);
      expect(stderr).toMatch(way.warns ?? /^$/);
      expect(stdout.toString().trimEnd().split('\n')).toEqual(MESSAGES);
      expect(code).toBe(0);
    });
  });

  describe('what is wrong is said', () => {
    it.each(WAYS_WRONG)('$name', async (way) => {
      expectRefusal(await attempt(way), way);
    });

    it('an address where nobody listens', async () => {
      expectRefusal(await visitor.run(empty.refused, []), {
        message: /nothing listens on 127\.0\.0\.1:\d+ \(connection refused\)/,
        next: /is Kafka running there\?/,
        code: 3,
      });
    });

    it('a name that nobody knows', async () => {
      expectRefusal(await visitor.run('nowhere.invalid:9092', []), {
        message: /the host name of nowhere\.invalid:9092 is not known here/,
        next: /is it spelled right\?/,
        code: 3,
      });
    });

    it('a token endpoint that is not well, without what it answered', async () => {
      const way = WAYS_IN.find(({ name }) => name === 'OAUTHBEARER, client credentials');
      if (way === undefined) throw new Error('the table has changed');
      lab.tokens.trouble = 500;
      const finished = await attempt(way);
      lab.tokens.trouble = null;
      expectRefusal(finished, {
        message: /^the token endpoint 127\.0\.0\.1:\d+ answered with status 500$/,
        next: /is it healthy\?/,
        code: 3,
      });
    });

    it('nobody who answers, in bounded time: a port that is silent, by TLS too, and a hole', async () => {
      const timed = async (brokers: string, ...pairs: readonly string[]) => {
        const begun = Date.now();
        const finished = await visitor.run(brokers, property(...pairs));
        return { finished, ms: Date.now() - begun };
      };
      const [silent, silentTls, hole] = await Promise.all([
        timed(empty.halfOpen),
        timed(empty.halfOpen, 'security.protocol=SSL'),
        timed(empty.hole),
      ]);
      expectRefusal(silent.finished, {
        message: /took the connection and then gave no answer for 10 s$/,
        next: /does the port want TLS\?/,
        code: 3,
      });
      expectRefusal(silentTls.finished, {
        message: /then gave no answer for 10 s \(TLS was not answered\)$/,
        next: /is this the TLS port of a Kafka broker\?/,
        code: 3,
      });
      expectRefusal(hole.finished, {
        message: /^127\.0\.0\.1:\d+ does not answer: no connection within 10 s$/,
        next: /firewall|VPN/,
        code: 3,
      });
      for (const { ms } of [silent, silentTls, hole]) expect(ms).toBeLessThan(BOUND_MS);
    });
  });
}
