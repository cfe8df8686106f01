import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type ExtraListener,
  LOG4J,
  serverProperties,
  USERS,
  type NodePorts,
} from './broker-config.js';
import { BrokerProcess } from './broker-process.js';
import { allowTeam2, waitForBrokers } from './cluster-setup.js';
import { kafkaJars } from './kafka-jars.js';

export { kafkaAvailable } from './kafka-jars.js';

export interface RealKafkaOptions {
  /** 1 unless given; with 3 leaders can move. */
  readonly nodes?: 1 | 3;
  /** On unless given: team-2 may do everything but with topics named `forbidden…`, nobody nothing. */
  readonly authorizer?: boolean;
  /** A broker that is fast for minutes instead of one that is up soon. */
  readonly throughput?: boolean;
  /** More ways in than the two that are always there. */
  readonly extra?: readonly ExtraListener[];
  /** For the Java that runs it. */
  readonly javaFlags?: readonly string[];
  /** A folder with classes of ours. */
  readonly classes?: string;
}

export interface RealKafka {
  /** Bootstrap addresses of the listener without authentication. */
  readonly brokers: string;
  /** Bootstrap addresses of SASL_PLAINTEXT: PLAIN, SCRAM-SHA-256 and -512. */
  readonly saslBrokers: string;
  readonly dir: string;
  /** Ends all nodes and removes their data. */
  close(): Promise<void>;
  /** Ends a node (the first unless given, from 1) as a crash would. */
  kill9(node?: number): Promise<void>;
  /** Starts a node again on its ports and data. */
  restart(node?: number): Promise<void>;
}

const CLUSTER_ID = 'a2Fma2EtdHVpLXRlc3Rz';

/** Starts a real Apache Kafka 4.1 on free ports of loopback; up in some seconds. */
export async function startRealKafka(options: RealKafkaOptions = {}): Promise<RealKafka> {
  const jars = await kafkaJars();
  const dir = mkdtempSync(join(tmpdir(), 'kafka-tui-broker-'));
  const count = options.nodes ?? 1;
  const ports = await portsOf(count);
  const java = [
    ...['java', '-Xms128m', `-Xmx${options.throughput === true ? '1g' : '512m'}`],
    ...['-XX:+UseSerialGC', '-Xshare:auto', `-Dlog4j2.configurationFile=${dir}/log4j2.yaml`],
    // Only the quick compiler: a broker that lives for a minute never earns back the thorough one.
    ...(options.throughput === true ? [] : ['-XX:TieredStopAtLevel=1']),
    ...(options.javaFlags ?? []),
    ...[
      '-cp',
      [`${jars}/*`, ...(options.classes === undefined ? [] : [options.classes])].join(':'),
    ],
  ];
  writeFileSync(join(dir, 'log4j2.yaml'), LOG4J);
  const nodes = ports.map((each, index) => new Node(dir, index + 1, java, each));
  const running: RealKafka = {
    brokers: ports.map(({ plain }) => `127.0.0.1:${plain}`).join(','),
    saslBrokers: ports.map(({ sasl }) => `127.0.0.1:${sasl}`).join(','),
    dir,
    close: async () => {
      await Promise.all(nodes.map((node) => node.end()));
      rmSync(dir, { recursive: true, force: true });
    },
    kill9: async (node = 1) => {
      await nodes[node - 1]?.end();
    },
    restart: async (node = 1) => {
      await nodes[node - 1]?.start();
      await waitForBrokers(running.brokers, count, dir);
    },
  };
  try {
    const authorizer = options.authorizer ?? true;
    await Promise.all(nodes.map((node) => node.format(ports, authorizer, options.extra ?? [])));
    await Promise.all(nodes.map((node) => node.start()));
    await waitForBrokers(running.brokers, count, dir);
    if (authorizer) await allowTeam2(running.brokers);
  } catch (error) {
    await running.close();
    throw error;
  }
  return running;
}

class Node {
  readonly #folder: string;
  readonly #config: string;
  readonly #id: number;
  readonly #java: readonly string[];
  readonly #ports: NodePorts;
  #process: BrokerProcess | null = null;

  constructor(dir: string, id: number, java: readonly string[], ports: NodePorts) {
    this.#folder = join(dir, `node-${id}`);
    this.#config = join(this.#folder, 'server.properties');
    this.#id = id;
    this.#java = java;
    this.#ports = ports;
  }

  async format(
    quorum: readonly NodePorts[],
    authorizer: boolean,
    extra: readonly ExtraListener[],
  ): Promise<void> {
    mkdirSync(this.#folder, { recursive: true });
    const dataFolder = join(this.#folder, 'data');
    const config = { id: this.#id, ports: this.#ports, quorum, dataFolder, authorizer, extra };
    writeFileSync(this.#config, serverProperties(config));
    const scram = Object.entries(USERS).flatMap(([name, password]) =>
      ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
        '--add-scram',
        `${mechanism}=[name=${name},password=${password}]`,
      ]),
    );
    const [command = 'java', ...flags] = this.#java;
    const tool = ['kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', this.#config];
    await promisify(execFile)(command, [...flags, ...tool, ...scram]);
  }

  async start(): Promise<void> {
    if (this.#process?.alive === true) return;
    const command = [...this.#java, 'kafka.Kafka', this.#config];
    this.#process = await BrokerProcess.start(command, join(this.#folder, 'server.log'));
  }

  async end(): Promise<void> {
    await this.#process?.end();
    this.#process = null;
  }
}

/** Ports that nobody listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(
    servers.map((server) => new Promise((resolve) => server.once('listening', resolve))),
  );
  const numbers = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return numbers;
}

/** Three for each node. */
async function portsOf(nodes: number): Promise<NodePorts[]> {
  const numbers = await freePorts(nodes * 3);
  return Array.from({ length: nodes }, (_, node) => ({
    plain: numbers[node * 3] ?? 0,
    sasl: numbers[node * 3 + 1] ?? 0,
    controller: numbers[node * 3 + 2] ?? 0,
  }));
}
