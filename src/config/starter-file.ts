import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { EXIT, KafkaTuiError } from '../model/problem.js';
import { reason } from './expand.js';

const STARTER = `# Clusters of kafka-tui. "kafka-tui --profile NAME" takes one; "kafka-tui config" shows what is in effect.
# Flags and environment variables come before what stands here, and -F FILE comes after it.
# \${env:NAME} is a variable of the environment, \${file:PATH} what is in a file.

# The profile that is taken where none is named.
default: local

profiles:
  local:
    brokers: localhost:9092

  # lab:
  #   brokers: [lab-1.example.org:9093, lab-2.example.org:9093]
  #   security:
  #     protocol: SASL_SSL          # PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL
  #     mechanism: SCRAM-SHA-512    # PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, OAUTHBEARER, AWS_MSK_IAM
  #     username: team-2
  #     # The password: one of these, or none, and you are asked for it.
  #     password: \${env:LAB_PASSWORD}
  #     # password: \${file:~/.config/kafka-tui/lab.password}
  #     # password_command: pass show kafka/lab
  #     ca_file: lab-ca.pem         # beside this file
  #   topic: new_users
  #   start: beginning              # as -o: beginning, end, -N, N, s@TIME
  #   filter: example.org
  #   columns: [key, email]         # of the rows, where :columns has chosen none for a topic
  #   colour: red                   # what the header shows its name in
  #   topics:                       # what :columns and :filter save write, by topic
  #     new_users:
  #       columns: [email, credit, headers.src]
  #       filters: {rich: 'credit:>100'}
  #   properties:                   # anything else, by its librdkafka or Java name
  #     isolation.level: read_uncommitted
`;

/** Writes a file to start from, for its owner alone. What is there already stays as it is. */
export function writeStarterFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, STARTER, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const there = error instanceof Error && (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new KafkaTuiError(
      {
        code: 'CONFIG_FILE',
        message: there
          ? `${path} is there already, and stays as it is`
          : `${path} can't be written (${reason(error)})`,
        next: there ? 'edit it, or move it away first' : 'correct who may write there',
        exitCode: EXIT.usage,
      },
      { cause: error },
    );
  }
}
