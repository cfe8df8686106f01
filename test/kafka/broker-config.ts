/** Ports of one node on loopback. */
export interface NodePorts {
  readonly plain: number;
  readonly sasl: number;
  readonly controller: number;
}

/** A port with a way in of its own, and what the broker is told about it. */
export interface ExtraListener {
  /** In capitals. */
  readonly name: string;
  readonly protocol: 'SSL' | 'SASL_SSL';
  readonly port: number;
  /** Properties of this listener, without its prefix. */
  readonly properties: Readonly<Record<string, string>>;
}

export interface BrokerConfig {
  /** From 1. */
  readonly id: number;
  readonly ports: NodePorts;
  readonly quorum: readonly NodePorts[];
  readonly dataFolder: string;
  readonly authorizer: boolean;
  readonly extra: readonly ExtraListener[];
}

export const MODULES = 'org.apache.kafka.common.security';

/** User names and passwords on the SASL listener, for PLAIN and SCRAM alike. */
export const USERS = {
  admin: 'admin',
  'team-2': 'secret2',
  /** Authenticates, and may do nothing where there is an authorizer. */
  nobody: 'secret0',
} as const;

/** What a listener is told that lets users in by PLAIN and SCRAM. */
export function passwordLogins(): Readonly<Record<string, string>> {
  const users = Object.entries(USERS).map(([name, password]) => `user_${name}="${password}"`);
  const scram = `${MODULES}.scram.ScramLoginModule required;`;
  return {
    'plain.sasl.jaas.config': `${MODULES}.plain.PlainLoginModule required username="admin" password="admin" ${users.join(' ')};`,
    'scram-sha-256.sasl.jaas.config': scram,
    'scram-sha-512.sasl.jaas.config': scram,
  };
}

/** server.properties of a combined broker and controller. */
export function serverProperties(config: BrokerConfig): string {
  const { id, ports, quorum, extra } = config;
  const host = '127.0.0.1';
  const plain = `PLAINTEXT://${host}:${ports.plain}`;
  const sasl = `SASL_PLAINTEXT://${host}:${ports.sasl}`;
  const more = extra.map(({ name, port }) => `,${name}://${host}:${port}`).join('');
  const protocols = extra.map(({ name, protocol }) => `,${name}:${protocol}`).join('');
  const voters = quorum.map((node, index) => `${index + 1}@${host}:${node.controller}`);
  const replicas = Math.min(3, quorum.length);
  const lines = [
    'process.roles=broker,controller',
    `node.id=${id}`,
    `controller.quorum.voters=${voters.join(',')}`,
    `listeners=${plain},${sasl},CONTROLLER://${host}:${ports.controller}${more}`,
    `advertised.listeners=${plain},${sasl}${more}`,
    `listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT${protocols}`,
    'inter.broker.listener.name=PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    ...Object.entries(passwordLogins()).map(
      ([key, value]) => `listener.name.sasl_plaintext.${key}=${value}`,
    ),
    `log.dirs=${config.dataFolder}`,
    'num.partitions=5',
    'auto.create.topics.enable=false',
    // Messages of any age stay; a topic with a retention of its own need not wait for minutes.
    'log.retention.ms=-1',
    'log.retention.check.interval.ms=500',
    'log.segment.delete.delay.ms=500',
    // What can be compacted is, at once.
    'log.cleaner.backoff.ms=200',
    // A node that crashed may register again only when its old session has run out.
    'broker.session.timeout.ms=3000',
    'broker.heartbeat.interval.ms=500',
    'group.initial.rebalance.delay.ms=0',
    `offsets.topic.replication.factor=${replicas}`,
    'offsets.topic.num.partitions=4',
    `transaction.state.log.replication.factor=${replicas}`,
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=4',
    `share.coordinator.state.topic.replication.factor=${replicas}`,
    'share.coordinator.state.topic.min.isr=1',
  ];
  for (const { name, properties } of extra) {
    for (const [key, value] of Object.entries(properties)) {
      lines.push(`listener.name.${name.toLowerCase()}.${key}=${value}`);
    }
  }
  if (config.authorizer) {
    lines.push(
      'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      // Everybody on the plain listener is anonymous; brokers talk to each other there too.
      'super.users=User:ANONYMOUS;User:admin',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Only warnings, on stdout. */
export const LOG4J = `Configuration:
  Appenders: { Console: { name: C, PatternLayout: { pattern: "%d %p %c %m%n" } } }
  Loggers: { Root: { level: warn, AppenderRef: { ref: C } } }
`;
