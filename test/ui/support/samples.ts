import { FakeSession, partition } from './fake-session.js';

/** A count in each of the last 60 seconds, swinging between none and `highest`. */
function wave(highest: number): number[] {
  return Array.from({ length: 60 }, (_, second) =>
    Math.round((highest / 2) * (1 - Math.cos(second / 9))),
  );
}

/** A topic of users as people know it, with one of everything that is odd. */
export function users(): FakeSession {
  const session = new FakeSession();
  session.setPartitions([
    partition(0, { next: 120n, seen: 120, rate: 0.8, history: wave(2) }),
    partition(1, { next: 44n, seen: 44, rate: 0.4, history: wave(1) }),
    partition(2, {
      first: 12n,
      next: 111n,
      high: 640n,
      seen: 99,
      rate: 212,
      history: wave(300),
      status: { state: 'reading' },
    }),
  ]);
  const user = (name: string, credit: number) =>
    JSON.stringify({
      credit,
      premium: credit > 0,
      name: `${name} M`,
      email: `${name}@example.com`,
    });
  const headers = [{ key: 'src', value: Buffer.from('signup') }];
  session.add({ partition: 0, offset: 118n, key: 'ilene', value: user('ilene', 12), headers });
  session.add({ partition: 2, offset: 97n, key: 'omar', value: user('omar', -3.5), headers });
  session.add({ partition: 2, offset: 102n, key: null, value: null });
  session.add({ partition: 2, offset: 103n, key: 'x17', value: '{"email": nobody' });
  session.add({ partition: 0, offset: 119n, key: 'bin', value: Buffer.from('8b08001f9d', 'hex') });
  session.damage('CRC mismatch', 39n, 41n, Buffer.from('what was there'));
  session.add({ partition: 1, offset: 42n, key: 'lara', value: user('lara', 9), headers });
  return session;
}
