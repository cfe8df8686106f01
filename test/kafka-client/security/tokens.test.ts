import { writeFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installLine, mskTokens } from '../../../src/kafka/security/msk-iam.js';
import { type Token, TokenCache, readToken } from '../../../src/kafka/security/tokens.js';
import { acceptMskToken, AWS_KEYS } from '../../e2e/msk-token.js';

/** A clock that is moved by hand, and tokens that are good for 100 s from when they are made. */
class Mint {
  now = 1_000_000;
  made = 0;
  broken: Error | null = null;
  readonly cache = new TokenCache(
    'the mint',
    () => this.#make(),
    () => this.now,
  );

  #make(): Promise<Token> {
    if (this.broken !== null) return Promise.reject(this.broken);
    this.made += 1;
    return Promise.resolve({ value: `t${this.made}`, expiresAt: this.now + 100_000, subject: 'x' });
  }

  async value(): Promise<string> {
    return (await this.cache.current()).value;
  }
}

describe('a token', () => {
  it('is kept, and got anew before it is over; whoever asks meanwhile gets the same', async () => {
    const mint = new Mint();
    expect(await Promise.all([mint.value(), mint.value()])).toEqual(['t1', 't1']);
    mint.now += 74_000;
    expect(await mint.value()).toBe('t1');
    mint.now += 2_000;
    expect(await Promise.all([mint.value(), mint.value()])).toEqual(['t2', 't2']);
    expect(mint.made).toBe(2);
  });

  it('that is good yet serves where there is no new one, and no longer', async () => {
    const mint = new Mint();
    await mint.value();
    mint.broken = new Error('the mint is closed');
    mint.now += 90_000;
    expect(await mint.value()).toBe('t1');
    mint.now += 6_000;
    await expect(mint.value()).rejects.toThrow('the mint is closed');
    mint.broken = null;
    expect(await mint.value()).toBe('t2');
  });

  it('says whom it names and how long it is good, where it is a JWT', () => {
    const claims = Buffer.from('{"sub":"lara","exp":1800000000}').toString('base64url');
    expect(readToken(` e30.${claims}.x \n`, 'it')).toEqual({
      value: `e30.${claims}.x`,
      expiresAt: 1_800_000_000_000,
      subject: 'lara',
    });
    expect(readToken('opaque', 'it')).toMatchObject({ expiresAt: null, subject: null });
  });

  it.each(['', '{"access_token":"hush"}', 'Bearer hush', 'hu\x01sh', 'hush\nhush'])(
    'is not taken where it can be none, and not said: %j',
    (text) => {
      const act = (): Token => readToken(text, 'it');
      expect(act).toThrow(/^it is (?:empty|no token)/);
      expect(act).not.toThrow(/hush/);
    },
  );
});

describe('AWS MSK IAM', () => {
  const nothing = { region: null, profile: null, roleArn: null, roleSession: null };
  const regionAsked = async (
    login: typeof nothing | { region: string },
    brokers: readonly string[],
    env: Record<string, string>,
  ): Promise<string> => {
    let asked = '';
    const generate = ({ region }: { region: string }) => {
      asked = region;
      return Promise.resolve({ token: 'abc', expiryTime: Date.now() + 900_000 });
    };
    const signer = {
      generateAuthToken: generate,
      generateAuthTokenFromProfile: generate,
      generateAuthTokenFromRole: generate,
    };
    const tokens = mskTokens({ ...nothing, ...login }, brokers, env, () => Promise.resolve(signer));
    await tokens.current();
    return asked;
  };

  it('takes the region that is said, that of the brokers, or that of the environment', async () => {
    const broker = ['b-1.lab.x1.c1.kafka.us-east-2.amazonaws.com:9098'];
    const env = { AWS_REGION: 'eu-west-1' };
    expect(await regionAsked({ region: 'eu-north-1' }, broker, env)).toBe('eu-north-1');
    expect(await regionAsked(nothing, broker, env)).toBe('us-east-2');
    expect(
      await regionAsked(nothing, ['boot-x.kafka-serverless.eu-south-1.amazonaws.com:9098'], {}),
    ).toBe('eu-south-1');
    expect(await regionAsked(nothing, ['tunnel:9098'], env)).toBe('eu-west-1');
    expect(await regionAsked(nothing, ['tunnel:9098'], { AWS_DEFAULT_REGION: 'sa-east-1' })).toBe(
      'sa-east-1',
    );
    expect(() => mskTokens(nothing, ['tunnel:9098'], {})).toThrow(/needs a region/);
    expect(() => mskTokens({ ...nothing, region: 'eu/../x' }, [], {})).toThrow(/can't be a region/);
  });

  it('signs with the real package what MSK looks for', async () => {
    const before = { ...process.env };
    process.env['AWS_ACCESS_KEY_ID'] = AWS_KEYS.id;
    process.env['AWS_SECRET_ACCESS_KEY'] = AWS_KEYS.secret;
    try {
      const tokens = mskTokens({ ...nothing, region: 'eu-central-1' }, [], {});
      const token = await tokens.current();
      expect(acceptMskToken(token.value, 'eu-central-1')?.until).toBeGreaterThan(Date.now());
      expect(acceptMskToken(token.value, 'eu-central-2')).toBeNull();
      expect(token.expiresAt).toBeGreaterThan(Date.now() + 600_000);
    } finally {
      process.env = before;
    }
  });

  it('says the line that installs the package where it belongs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kafka-tui-install-'));
    const checkout = join(folder, 'kafka-tui');
    const asGlobal = join(folder, 'lib', 'node_modules', 'kafka-tui');
    const project = join(folder, 'my project');
    for (const path of [checkout, asGlobal, project]) mkdirSync(path, { recursive: true });
    writeFileSync(join(project, 'package.json'), '{}');
    const name = 'aws-msk-iam-sasl-signer-js';
    expect(installLine(checkout)).toBe(`cd ${checkout} && npm install --no-save ${name}`);
    expect(installLine(asGlobal)).toBe(`npm install -g ${name}`);
    expect(installLine(join(project, 'node_modules', 'kafka-tui'))).toBe(
      `cd '${project}' && npm install ${name}`,
    );
  });
});
