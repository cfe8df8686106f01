import { readFileSync } from 'node:fs';
import { KEY_PHRASE, STORE_PASSWORD, fixture } from '../support/tls-fixtures.js';
import { SECRET } from '../support/secrets.js';
import { LOGIN, type ListenerName, type Visitor } from './connecting-lab.js';
import { AWS_KEYS } from './msk-token.js';
import { CLIENT } from './token-endpoint.js';

/** A way to try it: what is given beside the address. */
export interface Attempt {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface WayIn extends Attempt {
  readonly name: string;
  readonly at: ListenerName;
  /** What is made for it first. */
  readonly with?: (visitor: Visitor) => Attempt;
  /** What stderr says, where it says something. */
  readonly warns?: RegExp;
}

export interface WayWrong extends WayIn {
  readonly message: RegExp;
  readonly next: RegExp;
  readonly code: number;
}

export const property = (...pairs: readonly string[]): string[] =>
  pairs.flatMap((pair) => ['-X', pair]);

const CA = `ssl.ca.location=${fixture('ca.pem')}`;
const SSL = ['security.protocol=SSL', CA];
const SASL_SSL = ['security.protocol=SASL_SSL', CA];
const pem = (name: string): string => readFileSync(fixture(name), 'utf8');
const oneLine = (name: string): string => pem(name).trim().replaceAll('\n', ' ');
const java = (visitor: Visitor, ...lines: readonly string[]): Attempt => ({
  args: ['-F', visitor.write('client.properties', lines.join('\n'))],
});
const login = (user: string, password: string): Record<string, string> => ({
  KAFKA_SASL_USERNAME: user,
  KAFKA_SASL_PASSWORD: password,
});
const GOOD = login(LOGIN.user, LOGIN.password);
const WRONG_PASSWORD = SECRET.wrongPassword;
const BEARER = property(...SASL_SSL, 'sasl.mechanism=OAUTHBEARER');
const LOGIN_MODULES = 'org.apache.kafka.common.security';
const aws = { AWS_ACCESS_KEY_ID: AWS_KEYS.id, AWS_SECRET_ACCESS_KEY: AWS_KEYS.secret };
const MSK = property(...SASL_SSL, 'sasl.mechanism=AWS_MSK_IAM');
const oidc = ({ lab }: Visitor, secret: string = CLIENT.secret): Attempt => ({
  args: [
    ...BEARER,
    ...property(
      `sasl.oauthbearer.token.endpoint.url=${lab.tokens.tokenUrl}`,
      `sasl.oauthbearer.client.id=${CLIENT.id}`,
    ),
  ],
  env: { KAFKA_SASL_OAUTHBEARER_CLIENT_SECRET: secret },
});

/** Everything that this file ever gives away in confidence. */
export const SECRETS: readonly string[] = [
  ...Object.values(SECRET),
  ...['client.key', 'server.key'].map((name) => pem(name).split('\n')[1] ?? ''),
];

export const WAYS_IN: readonly WayIn[] = [
  { name: 'nothing but the address', at: 'plain' },
  { name: 'PLAIN', at: 'sasl', env: GOOD },
  ...['SCRAM-SHA-256', 'SCRAM-SHA-512'].map((mechanism): WayIn => ({
    name: mechanism,
    at: 'sasl',
    args: property(`sasl.mechanism=${mechanism}`),
    env: GOOD,
  })),
  ...['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'].map((mechanism): WayIn => ({
    name: `${mechanism} by TLS, as a Java client has it`,
    at: 'sasl-ssl',
    with: (visitor) =>
      java(
        visitor,
        'security.protocol=SASL_SSL',
        `sasl.mechanism=${mechanism}`,
        `sasl.jaas.config=${LOGIN_MODULES}.${mechanism === 'PLAIN' ? 'plain.Plain' : 'scram.Scram'}LoginModule required \\`,
        `  username="${LOGIN.user}" password="${LOGIN.password}";`,
        `ssl.truststore.location=${fixture('truststore.p12')}`,
        `ssl.truststore.password=${STORE_PASSWORD}`,
      ),
  })),
  { name: 'TLS with a CA file', at: 'ssl', args: property(...SSL) },
  {
    name: "TLS with the system's CAs",
    at: 'ssl',
    args: property('security.protocol=SSL'),
    env: { SSL_CERT_FILE: fixture('ca.pem') },
  },
  {
    name: 'TLS with a CA that NODE_EXTRA_CA_CERTS adds',
    at: 'ssl',
    args: property('security.protocol=SSL'),
    env: { NODE_EXTRA_CA_CERTS: fixture('ca.pem') },
  },
  {
    name: 'TLS with the CA in the property file',
    at: 'ssl',
    with: (visitor) =>
      java(
        visitor,
        'security.protocol=SSL',
        'ssl.truststore.type=PEM',
        `ssl.truststore.certificates=${oneLine('ca.pem')}`,
      ),
  },
  {
    name: 'TLS, the host name not checked',
    at: 'wrong-host',
    with: (visitor) =>
      java(visitor, 'security.protocol=SSL', CA, 'ssl.endpoint.identification.algorithm='),
    warns: /warning: the host name is not checked/,
  },
  {
    name: 'TLS, nothing checked',
    at: 'expired',
    args: property('security.protocol=SSL', 'enable.ssl.certificate.verification=false'),
    warns: /warning: TLS is not verified/,
  },
  {
    name: 'mutual TLS with PEM files',
    at: 'mtls',
    args: property(
      ...SSL,
      `ssl.certificate.location=${fixture('client.pem')}`,
      `ssl.key.location=${fixture('client.key')}`,
    ),
  },
  {
    name: 'mutual TLS with an encrypted key',
    at: 'mtls',
    args: property(
      ...SSL,
      `ssl.certificate.location=${fixture('client.pem')}`,
      `ssl.key.location=${fixture('client-encrypted.key')}`,
    ),
    env: { KAFKA_SSL_KEY_PASSWORD: KEY_PHRASE },
  },
  {
    name: 'mutual TLS with PKCS#12',
    at: 'mtls',
    with: (visitor) =>
      java(
        visitor,
        'security.protocol=SSL',
        CA,
        `ssl.keystore.location=${fixture('client.p12')}`,
        `ssl.keystore.password=${STORE_PASSWORD}`,
      ),
  },
  {
    name: 'mutual TLS with PEM in the property file',
    at: 'mtls',
    with: (visitor) =>
      java(
        visitor,
        'security.protocol=SSL',
        'ssl.keystore.type=PEM',
        `ssl.keystore.certificate.chain=${oneLine('client.pem')}`,
        `ssl.keystore.key=${oneLine('client-encrypted.key')}`,
        `ssl.key.password=${KEY_PHRASE}`,
        `ssl.truststore.certificates=${oneLine('ca.pem')}`,
      ),
  },
  {
    name: 'OAUTHBEARER, the token in a file',
    at: 'oauth',
    with: (visitor) => ({
      args: [
        ...BEARER,
        ...property(
          `sasl.oauthbearer.token.file=${visitor.write('token', `${visitor.lab.tokens.token(LOGIN.user)}\n`)}`,
        ),
      ],
    }),
  },
  {
    name: 'OAUTHBEARER, the token printed by a command',
    at: 'oauth',
    with: (visitor) => ({
      args: [
        ...BEARER,
        ...property(
          `sasl.oauthbearer.token.command=cat ${visitor.write('token', visitor.lab.tokens.token(LOGIN.user))}`,
        ),
      ],
    }),
  },
  { name: 'OAUTHBEARER, client credentials', at: 'oauth', with: oidc },
  {
    name: 'OAUTHBEARER, client credentials as a Java client has them',
    at: 'oauth',
    with: (visitor) =>
      java(
        visitor,
        'security.protocol=SASL_SSL',
        CA,
        'sasl.mechanism=OAUTHBEARER',
        'sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler',
        `sasl.oauthbearer.token.endpoint.url=${visitor.lab.tokens.tokenUrl}`,
        `sasl.jaas.config=${LOGIN_MODULES}.oauthbearer.OAuthBearerLoginModule required \\`,
        `  clientId="${CLIENT.id}" clientSecret="${CLIENT.secret}" scope="read";`,
      ),
  },
  {
    name: 'AWS MSK IAM',
    at: 'msk',
    args: [...MSK, ...property('aws.region=eu-central-1')],
    env: aws,
  },
  {
    name: 'AWS MSK IAM as a Java client has it',
    at: 'msk',
    with: (visitor) => ({
      ...java(
        visitor,
        'security.protocol=SASL_SSL',
        CA,
        'sasl.mechanism=AWS_MSK_IAM',
        'sasl.jaas.config=software.amazon.msk.auth.iam.IAMLoginModule required;',
        'sasl.client.callback.handler.class=software.amazon.msk.auth.iam.IAMClientCallbackHandler',
      ),
      env: { ...aws, AWS_REGION: 'eu-central-1' },
    }),
  },
];

const PASSWORD_MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];

export const WAYS_WRONG: readonly WayWrong[] = [
  ...PASSWORD_MECHANISMS.map((mechanism): WayWrong => ({
    name: `${mechanism}, a wrong password`,
    at: 'sasl',
    args: property(`sasl.mechanism=${mechanism}`),
    env: login(LOGIN.user, WRONG_PASSWORD),
    message: /^127\.0\.0\.1:\d+ did not accept user "team-2" \(authentication failed\)$/,
    next: /check the user name \(is it lower case\?\), the password and the mechanism/,
    code: 4,
  })),
  ...PASSWORD_MECHANISMS.map((mechanism): WayWrong => ({
    name: `${mechanism}, a user name in capitals`,
    at: 'sasl',
    args: property(`sasl.mechanism=${mechanism}`),
    env: login('Team-2', LOGIN.password),
    message: /did not accept user "Team-2"/,
    next: /capitals count: is it "team-2"\?/,
    code: 4,
  })),
  {
    name: 'a mechanism that is not offered',
    at: 'oauth',
    args: property(...SASL_SSL, 'sasl.mechanism=SCRAM-SHA-256'),
    env: GOOD,
    message: /takes no login by SCRAM-SHA-256; it offers OAUTHBEARER/,
    next: /-X sasl\.mechanism=OAUTHBEARER/,
    code: 4,
  },
  {
    name: 'no login where one is needed',
    at: 'sasl',
    message: /closed the connection/,
    next: /does the port want (?:TLS or )?a login\?/,
    code: 3,
  },
  {
    name: 'a login where none is taken',
    at: 'plain',
    env: GOOD,
    message: /takes no login on this port/,
    next: /leave the login away: -X security\.protocol=PLAINTEXT/,
    code: 3,
  },
  {
    name: 'plain text on a TLS port',
    at: 'ssl',
    message: /speaks TLS, and kafka-tui did not|closed the connection/,
    next: /security\.protocol=SSL/,
    code: 3,
  },
  {
    name: 'a login in plain text on a TLS port',
    at: 'sasl-ssl',
    env: GOOD,
    message: /speaks TLS, and kafka-tui did not|closed the connection/,
    next: /security\.protocol=SASL_SSL|does the port want this security\.protocol\?/,
    code: 3,
  },
  {
    name: 'TLS on a plain port',
    at: 'plain',
    args: property(...SSL),
    message: /does not speak TLS \(the handshake broke off\)/,
    next: /is this the plain-text port\? try -X security\.protocol=PLAINTEXT/,
    code: 3,
  },
  {
    name: 'an unknown CA',
    at: 'ssl',
    args: property('security.protocol=SSL', `ssl.ca.location=${fixture('other-ca.pem')}`),
    message: /the certificate of 127\.0\.0\.1:\d+ is not trusted here/,
    next: /name the CA file that you were given: -X ssl\.ca\.location=FILE/,
    code: 3,
  },
  {
    name: 'no CA at all',
    at: 'ssl',
    args: property('security.protocol=SSL'),
    message: /is not trusted here/,
    next: /ssl\.ca\.location=FILE/,
    code: 3,
  },
  {
    name: 'an expired certificate',
    at: 'expired',
    args: property(...SSL),
    message: /the certificate of 127\.0\.0\.1:\d+ has expired/,
    next: /the broker needs a new certificate/,
    code: 3,
  },
  {
    name: 'a certificate for another host',
    at: 'wrong-host',
    args: property(...SSL),
    message: /is for another host name: elsewhere\.example\.org, \*\.example\.net$/,
    next: /use a host name that the certificate names/,
    code: 3,
  },
  {
    name: 'no client certificate where one is needed',
    at: 'mtls',
    args: property(...SSL),
    message: /did not take the client certificate, or there was none|closed the connection/,
    next: /ssl\.certificate\.location=FILE/,
    code: 4,
  },
  {
    name: 'a token that is none of theirs',
    at: 'oauth',
    with: (visitor) => ({
      args: [
        ...BEARER,
        ...property(
          `sasl.oauthbearer.token.file=${visitor.write('token', 'bm9uZQ.bm9uZQ.bm9uZQ')}`,
        ),
      ],
    }),
    message: /did not accept the token \(authentication failed\)/,
    next: /is the token for this cluster/,
    code: 4,
  },
  {
    name: 'a token that is over',
    at: 'oauth',
    with: (visitor) => ({
      args: [
        ...BEARER,
        ...property(
          `sasl.oauthbearer.token.file=${visitor.write('token', visitor.lab.tokens.token('x', -60))}`,
        ),
      ],
    }),
    message: /^the token in \S+token is over since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/,
    next: /whoever writes it has to renew it/,
    code: 4,
  },
  {
    name: 'no file with a token',
    at: 'oauth',
    args: [...BEARER, ...property('sasl.oauthbearer.token.file=/nowhere/token')],
    message: /the file with the token, \/nowhere\/token, can't be read \(it is not there\)/,
    next: /sasl\.oauthbearer\.token\.file/,
    code: 2,
  },
  {
    name: 'a token command that fails',
    at: 'oauth',
    args: [...BEARER, ...property('sasl.oauthbearer.token.command=exit 7')],
    message: /the command that prints the token failed \(exit code 7\)/,
    next: /run it by itself/,
    code: 4,
  },
  {
    name: 'a token command that prints something else',
    at: 'oauth',
    args: [...BEARER, ...property("sasl.oauthbearer.token.command=echo '{}'")],
    message: /what the token's command printed is no token/,
    next: /the token alone/,
    code: 4,
  },
  {
    name: 'a wrong client secret',
    at: 'oauth',
    with: (visitor) => oidc(visitor, WRONG_PASSWORD),
    message:
      /^the token endpoint 127\.0\.0\.1:\d+ gave client "kafka-tui-test" no token \(status 401, invalid_client\)$/,
    next: /check sasl\.oauthbearer\.client\.id and the client secret/,
    code: 4,
  },
  {
    name: 'a token endpoint that nobody vouches for',
    at: 'oauth',
    with: (visitor) => {
      const { args, env } = oidc(visitor);
      const other = property(`ssl.ca.location=${fixture('other-ca.pem')}`);
      return { args: [...(args ?? []), ...other], ...(env && { env }) };
    },
    message:
      /is not trusted here|the token endpoint 127\.0\.0\.1:\d+ can't be reached \(\w*(?:CERT|SIGNATURE)\w*\)/,
    next: /ca\.location=FILE/,
    code: 3,
  },
  {
    name: 'no region for AWS',
    at: 'msk',
    args: MSK,
    env: { ...aws, AWS_REGION: '', AWS_DEFAULT_REGION: '' },
    message: /needs a region, and the name of the broker has none in it/,
    next: /-X aws\.region=eu-central-1, or AWS_REGION/,
    code: 2,
  },
  {
    name: 'a CA file that is not there',
    at: 'ssl',
    args: property('security.protocol=SSL', 'ssl.ca.location=/nowhere/ca.pem'),
    message: /^\/nowhere\/ca\.pem \(ssl\.ca\.location\) can't be read \(it is not there\)$/,
    next: /correct the path/,
    code: 2,
  },
  {
    name: 'a CA file that is something else',
    at: 'ssl',
    with: (visitor) => ({
      args: property(
        'security.protocol=SSL',
        `ssl.ca.location=${visitor.write('ca.pem', 'hello')}`,
      ),
    }),
    message: /ca\.pem \(ssl\.ca\.location\) has no certificate in it$/,
    next: /it must be PEM/,
    code: 2,
  },
  {
    name: "Java's own key store",
    at: 'ssl',
    args: property('security.protocol=SSL', `ssl.truststore.location=${fixture('truststore.jks')}`),
    message: /is a Java key store \(JKS\), which only Java reads/,
    next: /keytool -importkeystore -srckeystore \S+truststore\.jks -srcstoretype JKS/,
    code: 2,
  },
  {
    name: 'a key of another certificate',
    at: 'mtls',
    args: property(
      ...SSL,
      `ssl.certificate.location=${fixture('client.pem')}`,
      `ssl.key.location=${fixture('server.key')}`,
    ),
    message:
      /server\.key \(ssl\.key\.location\) is not the key of the certificate in \S+client\.pem/,
    next: /the two that belong together/,
    code: 2,
  },
  {
    name: 'a wrong pass phrase',
    at: 'mtls',
    args: property(
      ...SSL,
      `ssl.certificate.location=${fixture('client.pem')}`,
      `ssl.key.location=${fixture('client-encrypted.key')}`,
    ),
    env: { KAFKA_SSL_KEY_PASSWORD: WRONG_PASSWORD },
    message: /the pass phrase does not open \S+client-encrypted\.key/,
    next: /correct it: ssl\.key\.password/,
    code: 2,
  },
];
