import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRewrites } from '../../src/config/rewrites.js';
import { found } from '../../src/config/layer.js';
import { placeOf } from '../../src/kafka/broker-place.js';

const rewrites = (text: string) => readRewrites(found(text, 'flag --rewrite-broker'));

describe('a rewritten broker', () => {
  it.each([
    ['kafka:9092=localhost:19092', 'kafka', 9092, 'localhost', 19092],
    ['kafka:9092=localhost:19092', 'kafka', 9093, 'kafka', 9093],
    ['kafka=localhost', 'kafka', 9093, 'localhost', 9093],
    ['KAFKA=localhost', 'kafka', 9093, 'localhost', 9093],
    ['kafka=localhost:1234', 'kafka', 9093, 'localhost', 1234],
    [':9092=:19092', 'kafka', 9092, 'kafka', 19092],
    ['*=localhost:7', 'anything', 1, 'localhost', 7],
    ['*:9092=localhost', 'anything', 9092, 'localhost', 9092],
    ['10.0.0.1:9092=[::1]:19092', '10.0.0.1', 9092, '::1', 19092],
    ['a:1=b:2,*=c:3', 'a', 1, 'b', 2],
    ['a:1=b:2,*=c:3', 'd', 1, 'c', 3],
  ])('%s reaches %s:%i at %s:%i', (text, host, port, toHost, toPort) => {
    expect(placeOf(rewrites(text), { host, port })).toMatchObject({ host: toHost, port: toPort });
  });

  it('keeps the name that its certificate is for, and says both addresses', () => {
    const place = placeOf(rewrites('kafka-1:9093=localhost:19093'), {
      host: 'kafka-1',
      port: 9093,
    });
    expect(place.name).toBe('kafka-1');
    expect(place.label).toBe('localhost:19093 (for kafka-1:9093)');
  });

  it('is left alone by rewrites for others', () => {
    const host = fc.stringMatching(/^[a-m][a-m-]{0,10}$/);
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
        expect(placeOf(rewrites('zeta:9092=localhost:1'), { host: name, port })).toEqual({
          host: name,
          port,
          name,
          told: `${name}:${port}`,
          label: `${name}:${port}`,
        });
      }),
    );
  });

  it.each([
    'kafka',
    'kafka=',
    '=localhost:1',
    'a=b=c',
    'a=*',
    'a:0=b',
    'a:99999=b',
    'a b=c',
    'a:1=b:x',
  ])('%s is refused, with what may be written', (text) => {
    expect(() => rewrites(text)).toThrow(/--rewrite-broker .* write FROM=TO/);
  });
});
