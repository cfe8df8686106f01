import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AwsLogin } from '../../config/config.js';
import { EXIT, KafkaTuiError } from '../../model/problem.js';
import { parseAddress } from '../settings.js';
import { shellWord } from './material.js';
import { TokenCache, type Tokens, readToken } from './tokens.js';

const PACKAGE = 'aws-msk-iam-sasl-signer-js';

/** As far as it is used; the package may be missing. */
interface Signer {
  generateAuthToken(options: { region: string }): Promise<Signed>;
  generateAuthTokenFromProfile(options: {
    region: string;
    awsProfileName: string;
  }): Promise<Signed>;
  generateAuthTokenFromRole(options: {
    region: string;
    awsRoleArn: string;
    awsRoleSessionName?: string;
  }): Promise<Signed>;
}

interface Signed {
  readonly token: string;
  /** ms since the epoch. */
  readonly expiryTime: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Tokens that MSK takes: a signed address, good for 15 minutes, made here without asking AWS; only
 * credentials may have to be fetched. Throws where no region is known; the signer is loaded when first needed.
 */
export function mskTokens(
  aws: AwsLogin,
  brokers: readonly string[],
  env: Environment,
  load: () => Promise<Signer> = loadSigner,
): Tokens {
  const region = regionOf(aws, brokers, env);
  return new TokenCache(`the AWS login for ${region}`, async () => {
    const signer = await load();
    const { token, expiryTime } = await sign(signer, aws, region).catch((error: unknown) => {
      throw noCredentials(error);
    });
    return { ...readToken(token, 'what the AWS signer made'), expiresAt: expiryTime };
  });
}

/** What was said, or the region that the cluster's own name has in it, or that of AWS's tools. */
function regionOf({ region }: AwsLogin, brokers: readonly string[], env: Environment): string {
  const hosts = brokers.map((broker) => parseAddress(broker).host);
  const named = hosts
    .map(
      (host) => /\.kafka(?:-serverless)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/i.exec(host)?.[1],
    )
    .find((found) => found !== undefined);
  const known = [region, named, env['AWS_REGION'], env['AWS_DEFAULT_REGION']].find(
    (found) => found !== undefined && found !== null && found !== '',
  );
  if (known !== undefined && known !== null && /^[a-z0-9-]+$/i.test(known)) return known;
  throw new KafkaTuiError({
    code: 'AWS_REGION',
    message:
      known === undefined || known === null
        ? 'sasl.mechanism=AWS_MSK_IAM needs a region, and the name of the broker has none in it'
        : `"${known}" can't be a region of AWS`,
    next: 'name it: -X aws.region=eu-central-1, or AWS_REGION',
    exitCode: EXIT.usage,
  });
}

function sign(signer: Signer, aws: AwsLogin, region: string): Promise<Signed> {
  const { profile, roleArn, roleSession } = aws;
  if (roleArn !== null) {
    return signer.generateAuthTokenFromRole({
      region,
      awsRoleArn: roleArn,
      ...(roleSession === null ? {} : { awsRoleSessionName: roleSession }),
    });
  }
  return profile === null
    ? signer.generateAuthToken({ region })
    : signer.generateAuthTokenFromProfile({ region, awsProfileName: profile });
}

async function loadSigner(): Promise<Signer> {
  try {
    // CommonJS: all of it is the default.
    const loaded = (await import('aws-msk-iam-sasl-signer-js')) as unknown as {
      default?: Signer;
    } & Signer;
    return loaded.default ?? loaded;
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    throw new KafkaTuiError(
      {
        code: 'AWS_SIGNER',
        message:
          code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
            ? `sasl.mechanism=AWS_MSK_IAM needs the package ${PACKAGE}, which is not installed`
            : `the package ${PACKAGE} can't be loaded (${code ?? 'unknown error'})`,
        next: `install it: ${installLine(fileURLToPath(new URL('..', import.meta.url)))}`,
        exitCode: EXIT.usage,
      },
      { cause: error },
    );
  }
}

/** Where the program looks for packages: in its own folder, or beside it where it was installed as one. */
export function installLine(root: string): string {
  const parent = dirname(resolve(root));
  if (basename(parent) !== 'node_modules') {
    return `cd ${shellWord(resolve(root))} && npm install --no-save ${PACKAGE}`;
  }
  const project = dirname(parent);
  const isProject = existsSync(join(project, 'package.json'));
  return isProject
    ? `cd ${shellWord(project)} && npm install ${PACKAGE}`
    : `npm install -g ${PACKAGE}`;
}

/** What AWS's tools say may have anything in it: their name for it is enough. */
function noCredentials(error: unknown): KafkaTuiError {
  const name = error instanceof Error ? error.name : 'unknown error';
  return new KafkaTuiError(
    {
      code: 'AWS_CREDENTIALS',
      message: `no AWS credentials could be had to log in with (${name})`,
      next: 'log in as for other AWS tools: aws sso login, AWS_PROFILE (-X aws.profile=NAME), or AWS_ACCESS_KEY_ID',
      exitCode: EXIT.unauthorised,
    },
    { cause: error },
  );
}
