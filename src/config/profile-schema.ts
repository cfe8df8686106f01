// Loaded only where there is a file with profiles: the schema library costs time at the start.
import * as z from 'zod/mini';
import { COLOURS } from '../model/colour.js';

/** What may stand at a place is the message of its schema; errors are made of it. */
const text = (allowed: string): z.ZodMiniString => z.string({ error: allowed });

/** In any case, and said in capitals as Kafka does. */
const word = (allowed: readonly string[]): z.ZodMiniString => {
  const error = `write ${allowed.join(', ')}`;
  return z
    .string({ error })
    .check(z.refine((value) => allowed.includes(value.toUpperCase()), { error }));
};

const security = z.strictObject(
  {
    protocol: z.optional(word(['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'])),
    mechanism: z.optional(
      word(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER', 'AWS_MSK_IAM']),
    ),
    username: z.optional(text('write a name, in quotes where it is a number')),
    password: z.optional(text('write it in quotes, or ${env:NAME}, ${file:PATH}')),
    password_command: z.optional(text('write a command line that prints the password')),
    token_command: z.optional(text('write a command line that prints a token')),
    token_file: z.optional(text('write the path of a file with a token')),
    token_endpoint: z.optional(text('write https://…')),
    client_id: z.optional(text('write a name, in quotes where it is a number')),
    client_secret: z.optional(text('write it in quotes, or ${env:NAME}, ${file:PATH}')),
    scope: z.optional(text('write it in quotes')),
    aws_region: z.optional(text('write a region such as eu-central-1')),
    aws_profile: z.optional(text("write the name of a profile of AWS's tools")),
    ca_file: z.optional(text('write the path of a PEM file')),
    certificate_file: z.optional(text('write the path of a PEM file')),
    key_file: z.optional(text('write the path of a PEM file')),
    key_password: z.optional(text('write it in quotes, or ${env:NAME}, ${file:PATH}')),
    keystore_file: z.optional(text('write the path of a PKCS#12 or PEM file')),
    keystore_password: z.optional(text('write it in quotes, or ${env:NAME}, ${file:PATH}')),
    truststore_file: z.optional(text('write the path of a PKCS#12 or PEM file')),
    truststore_password: z.optional(text('write it in quotes, or ${env:NAME}, ${file:PATH}')),
    check_host_name: z.optional(z.boolean({ error: 'write true or false' })),
    verify: z.optional(z.boolean({ error: 'write true or false' })),
  },
  { error: 'write protocol, mechanism, username … below it' },
);

const names = z.array(text('write a name'), { error: 'write a list of names: [key, name]' });

const topic = z.strictObject(
  {
    columns: z.optional(names),
    filters: z.optional(
      z.record(z.string(), text('write a query, in quotes'), {
        error: 'write NAME: QUERY lines below it',
      }),
    ),
  },
  { error: 'write columns: or filters: below it' },
);

const topics = z.record(z.string(), topic, { error: 'write the names of topics below it' });

const profile = z.strictObject(
  {
    brokers: z.optional(
      z.union([z.string(), z.array(z.string()).check(z.minLength(1))], {
        error: 'write HOST:PORT, or a list of them',
      }),
    ),
    rewrite_broker: z.optional(
      z.union([z.string(), z.array(z.string()).check(z.minLength(1))], {
        error: 'write FROM=TO, or a list of them: kafka:9092=localhost:19092',
      }),
    ),
    security: z.optional(security),
    topic: z.optional(text('write the name of a topic, in quotes where it is a number')),
    start: z.optional(
      z.union([z.string(), z.number()], {
        error: 'write beginning, end, -N, N or s@TIME',
      }),
    ),
    filter: z.optional(text('write a text, in quotes where it is a number')),
    group: z.optional(text('write the name of a group, in quotes where it is a number')),
    columns: z.optional(names),
    colour: z.optional(z.enum(COLOURS, { error: `write ${COLOURS.join(', ')}` })),
    read_only: z.optional(z.boolean({ error: 'write true or false' })),
    topics: z.optional(topics),
    properties: z.optional(
      z.record(
        z.string(),
        z.union([z.string(), z.number(), z.boolean()], { error: 'write one value' }),
        { error: 'write NAME: VALUE lines below it, such as isolation.level: read_committed' },
      ),
    ),
  },
  { error: 'write brokers, security, topic … below it' },
);

const file = z.strictObject(
  {
    default: z.optional(text('write the name of a profile')),
    profiles: z.optional(
      z.record(z.string(), z.unknown(), {
        error: 'write the names of clusters below it, each with its brokers',
      }),
    ),
    topics: z.optional(topics),
  },
  { error: 'write default: and profiles:' },
);

const KNOWN = {
  file: Object.keys(file.shape),
  profile: Object.keys(profile.shape),
  security: Object.keys(security.shape),
  topic: Object.keys(topic.shape),
};

export type Profile = z.infer<typeof profile>;
export type ProfileFile = z.infer<typeof file>;

/** What is wrong, and where: the path of keys that leads there. */
export interface Flaw {
  readonly path: readonly string[];
  readonly unknownKey: boolean;
  /** What may stand there: a sentence, or the keys that are known. */
  readonly allowed: string;
  readonly known: readonly string[];
}

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly flaw: Flaw };

export function checkFile(value: unknown): Checked<ProfileFile> {
  return check(file.safeParse(value), KNOWN.file);
}

export function checkProfile(value: unknown): Checked<Profile> {
  return check(profile.safeParse(value), KNOWN.profile);
}

function check<T>(parsed: z.core.util.SafeParseResult<T>, known: readonly string[]): Checked<T> {
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String) ?? [];
  if (issue?.code !== 'unrecognized_keys') {
    const flaw = { path, unknownKey: false, allowed: issue?.message ?? '', known: [] };
    return { ok: false, flaw };
  }
  const isTopic = path.at(-2) === 'topics';
  const keys = isTopic ? KNOWN.topic : path.at(-1) === 'security' ? KNOWN.security : known;
  const flaw = {
    path: [...path, issue.keys[0] ?? ''],
    unknownKey: true,
    allowed: `allowed are ${keys.join(', ')}`,
    known: keys,
  };
  return { ok: false, flaw };
}
