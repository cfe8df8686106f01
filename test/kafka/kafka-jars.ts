import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const VERSION = '4.1.0';

/** Whether a real Kafka can be started here, and if not, why. */
export interface Availability {
  readonly available: boolean;
  readonly reason: string;
}

function jarFolder(): string {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return join(cache, 'kafka-tui-test', `kafka-${VERSION}`);
}

/** Java 17, Maven (or its artefacts from an earlier run), kcat: what the suite needs. */
export function kafkaAvailable(): Availability {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(java.stderr)?.[1] ?? 0);
  const missing: string[] = [];
  if (version < 17) missing.push(version === 0 ? 'Java 17' : `Java 17 (this is ${version})`);
  if (version >= 17 && !runs('javac', '-version')) missing.push("Java's compiler (a JDK)");
  if (!existsSync(jarFolder()) && !runs('mvn')) missing.push('Maven');
  if (!runs('kcat', '-V')) missing.push('kcat');
  return missing.length === 0
    ? { available: true, reason: '' }
    : { available: false, reason: `not installed: ${missing.join(', ')}` };
}

function runs(command: string, flag = '--version'): boolean {
  return spawnSync(command, [flag], { stdio: 'ignore' }).status === 0;
}

/** Folder with Kafka's jars; Maven gets them at the first run. */
export async function kafkaJars(): Promise<string> {
  const folder = jarFolder();
  if (existsSync(folder)) return folder;
  mkdirSync(join(folder, '..'), { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'kafka-tui-maven-'));
  try {
    const pom = join(work, 'pom.xml');
    writeFileSync(pom, POM);
    const jars = `${folder}.${process.pid}`;
    await promisify(execFile)('mvn', [
      ...['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`],
    ]);
    // Another run may have been faster; either folder is whole.
    if (existsSync(folder)) rmSync(jars, { recursive: true, force: true });
    else renameSync(jars, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

const dependency = (artifact: string): string =>
  `<dependency><groupId>org.apache.kafka</groupId><artifactId>${artifact}</artifactId><version>${VERSION}</version></dependency>`;

const POM = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>kafka-tui</groupId>
  <artifactId>test-broker</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>${dependency('kafka_2.13')}${dependency('kafka-tools')}</dependencies>
</project>
`;
