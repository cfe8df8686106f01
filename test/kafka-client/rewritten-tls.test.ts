import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedBroker, startBroker } from '../../src/demo/broker/broker.js';
import { numbered } from '../support/batches.js';
import { Reading, range } from '../support/reading.js';
import { pair, tlsOf } from '../support/tls-fixtures.js';

let broker: EmbeddedBroker | null = null;
let reading: Reading | null = null;
afterEach(async () => {
  reading?.close();
  await broker?.close();
});

/** A broker that calls itself `host`, behind a tunnel that ends here, with a certificate for elsewhere.example.org. */
async function behindTunnel(host: string): Promise<{ reading: Reading; asked: string[] }> {
  const asked: string[] = [];
  broker = await startBroker({
    advertise: () => ({ host, port: 9093 }),
    tls: {
      ...pair('wrong-host'),
      SNICallback: (name, done) => {
        asked.push(name);
        done(null);
      },
    },
  });
  broker.createTopic('t', { partitions: 1 });
  broker.append('t', 0, numbered(3));
  const [toHost = '', port = ''] = broker.bootstrap.split(':');
  const one = new Reading(`${host}:9093`, {
    settings: {
      tls: { ca: [tlsOf('server').ca] },
      rewrites: [{ from: { host, port: 9093 }, to: { host: toHost, port: Number(port) } }],
    },
  });
  reading = one;
  return { reading: one, asked };
}

describe('a broker that is reached at another place by TLS', () => {
  it('is asked for by its own name, and the certificate has to be for that', async () => {
    const { reading: one, asked } = await behindTunnel('elsewhere.example.org');
    await one.open();
    await one.until(() => one.count === 3);
    expect(one.of(0)).toEqual(range(0, 3));
    expect(new Set(asked)).toEqual(new Set(['elsewhere.example.org']));
  });

  it('is refused where the certificate is for another, though the place is the same', async () => {
    const { reading: one, asked } = await behindTunnel('nowhere.example.org');
    await expect(one.open()).rejects.toMatchObject({
      message: expect.stringMatching(
        /^the certificate of 127\.0\.0\.1:\d+ \(for nowhere\.example\.org:9093\) is for another host name: elsewhere\.example\.org/,
      ) as string,
      exitCode: 3,
    });
    expect(new Set(asked)).toEqual(new Set(['nowhere.example.org']));
  });
});
