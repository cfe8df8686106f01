import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { startBroker } from '../../src/demo/broker/broker.js';
import { cleanEnvironment } from './environment.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it('the AWS signer that is not installed is named with the line that installs it', async () => {
  const place = join(realpathSync(mkdtempSync(join(tmpdir(), 'kafka-tui-alone-'))), 'kafka-tui');
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(ROOT, part), join(place, part), { recursive: true });
  }
  const broker = await startBroker({ acceptToken: () => null, mechanisms: ['OAUTHBEARER'] });
  try {
    const properties = [
      'security.protocol=SASL_PLAINTEXT',
      'sasl.mechanism=AWS_MSK_IAM',
      'aws.region=eu-west-1',
    ];
    const args = ['bin/kafka-tui.js', 't', '-b', broker.bootstrap, '-e'];
    const all = [...args, ...properties.flatMap((one) => ['-X', one])];
    const child = spawn(process.execPath, all, { cwd: place, env: cleanEnvironment() });
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    expect(stderr).toContain(
      'needs the package aws-msk-iam-sasl-signer-js, which is not installed',
    );
    expect(stderr).toContain(
      `next: install it: cd ${place} && npm install --no-save aws-msk-iam-sasl-signer-js`,
    );
    expect(code).toBe(2);
  } finally {
    await broker.close();
  }
});
