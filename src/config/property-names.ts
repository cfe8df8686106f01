import { nearestNames } from '../model/nearest.js';
import { type Key } from './layer.js';

/** librdkafka's and the Java client's names → ours. `sasl.jaas.config` is taken apart elsewhere. */
const NAMES: Readonly<Record<string, Key>> = {
  'bootstrap.servers': 'bootstrap.servers',
  'metadata.broker.list': 'bootstrap.servers',
  'security.protocol': 'security.protocol',
  'sasl.mechanism': 'sasl.mechanism',
  'sasl.mechanisms': 'sasl.mechanism',
  'sasl.username': 'sasl.username',
  'sasl.password': 'sasl.password',
  'sasl.oauthbearer.token.command': 'sasl.oauthbearer.token.command',
  'sasl.oauthbearer.token.file': 'sasl.oauthbearer.token.file',
  'sasl.oauthbearer.token.endpoint.url': 'sasl.oauthbearer.token.endpoint.url',
  'sasl.oauthbearer.client.id': 'sasl.oauthbearer.client.id',
  'sasl.oauthbearer.client.credentials.client.id': 'sasl.oauthbearer.client.id',
  'sasl.oauthbearer.client.secret': 'sasl.oauthbearer.client.secret',
  'sasl.oauthbearer.client.credentials.client.secret': 'sasl.oauthbearer.client.secret',
  'sasl.oauthbearer.scope': 'sasl.oauthbearer.scope',
  'sasl.oauthbearer.extensions': 'sasl.oauthbearer.extensions',
  'https.ca.location': 'https.ca.location',
  'aws.region': 'aws.region',
  'aws.profile': 'aws.profile',
  'aws.role.arn': 'aws.role.arn',
  'aws.role.session.name': 'aws.role.session.name',
  'ssl.ca.location': 'ssl.ca.location',
  'ssl.ca.pem': 'ssl.ca.pem',
  'ssl.truststore.certificates': 'ssl.ca.pem',
  'ssl.truststore.location': 'ssl.truststore.location',
  'ssl.truststore.password': 'ssl.truststore.password',
  'ssl.certificate.location': 'ssl.certificate.location',
  'ssl.certificate.pem': 'ssl.certificate.pem',
  'ssl.keystore.certificate.chain': 'ssl.certificate.pem',
  'ssl.key.location': 'ssl.key.location',
  'ssl.key.pem': 'ssl.key.pem',
  'ssl.keystore.key': 'ssl.key.pem',
  'ssl.key.password': 'ssl.key.password',
  'ssl.keystore.location': 'ssl.keystore.location',
  'ssl.keystore.password': 'ssl.keystore.password',
  'ssl.endpoint.identification.algorithm': 'ssl.endpoint.identification.algorithm',
  'enable.ssl.certificate.verification': 'enable.ssl.certificate.verification',
  'check.crcs': 'check.crcs',
  'isolation.level': 'isolation.level',
  'client.id': 'client.id',
  'group.id': 'group',
  'group.instance.id': 'group.instance.id',
  'session.timeout.ms': 'session.timeout.ms',
  'heartbeat.interval.ms': 'heartbeat.interval.ms',
  'auto.offset.reset': 'auto.offset.reset',
  'enable.auto.commit': 'enable.auto.commit',
};

export const JAAS = 'sasl.jaas.config';

export function keyOfProperty(name: string): Key | undefined {
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}

/**
 * Names of librdkafka and the Java client that tune, or are about producing or committing: a file that
 * was made for another client is no reason for a page of warnings. A dot at the end takes all below.
 */
const QUIET = [
  'acks',
  'allow.auto.create.topics',
  'api.version.',
  'auto.commit.',
  'basic.auth.',
  'batch.',
  'broker.address.',
  'broker.version.fallback',
  'buffer.memory',
  'builtin.features',
  'client.dns.lookup',
  'client.rack',
  'compression.',
  'connections.max.idle.ms',
  'debug',
  'default.api.timeout.ms',
  'delivery.',
  'enable.auto.',
  'enable.idempotence',
  'enable.metrics.push',
  'enable.partition.eof',
  'enable.random.seed',
  'enable.sparse.connections',
  'exclude.internal.topics',
  'fetch.',
  'group.protocol',
  'group.remote.assignor',
  'interceptor.classes',
  'internal.',
  'key.deserializer',
  'key.serializer',
  'linger.ms',
  'log.',
  'log_level',
  'max.block.ms',
  'max.in.flight',
  'max.in.flight.requests.per.connection',
  'max.partition.fetch.bytes',
  'max.poll.',
  'max.request.size',
  'message.',
  'metadata.max.age.ms',
  'metadata.max.idle.ms',
  'metadata.recovery.',
  'metric.',
  'metrics.',
  'offset.store.method',
  'partition.assignment.strategy',
  'partitioner',
  'partitioner.',
  'plugin.library.paths',
  'queue.',
  'queued.',
  'queuing.strategy',
  'receive.buffer.bytes',
  'receive.message.max.bytes',
  'reconnect.',
  'request.',
  'retries',
  'retry.',
  'sasl.client.callback.handler.class',
  'sasl.login.',
  // Which of the ways to a token is meant is seen from what is given for it.
  'sasl.oauthbearer.clock.skew.seconds',
  'sasl.oauthbearer.jwt.retriever.class',
  'sasl.oauthbearer.jwt.validator.class',
  'sasl.oauthbearer.method',
  'sasl.oauthbearer.sub.claim.name',
  'sasl.oauthbearer.scope.claim.name',
  'schema.registry.',
  'security.providers',
  'send.buffer.bytes',
  'socket.',
  'ssl.cipher.suites',
  'ssl.enabled.protocols',
  // Of what kind a file is stands in it.
  'ssl.keystore.type',
  'ssl.protocol',
  'ssl.secure.random.implementation',
  'ssl.sigalgs.list',
  'ssl.truststore.type',
  'statistics.interval.ms',
  'sticky.partitioning.linger.ms',
  'topic.',
  'transaction.timeout.ms',
  'transactional.id',
  'value.deserializer',
  'value.serializer',
];

export function isTuning(name: string): boolean {
  return QUIET.some((quiet) => (quiet.endsWith('.') ? name.startsWith(quiet) : name === quiet));
}

export function hasNoEffect(name: string): string {
  const shown = safeName(name);
  const near = nearestNames(shown.replace('…', ''), [...Object.keys(NAMES), JAAS])[0];
  return `the property ${shown} has no effect here${near === undefined ? '' : `; did you mean ${near}?`}`;
}

/** As much of a name as looks like one: after a slip such as `password:SECRET` there is more in it. */
export function safeName(name: string): string {
  const start = /^[\w.-]*/.exec(name)?.[0] ?? '';
  return start === name ? name : `${start}…`;
}
