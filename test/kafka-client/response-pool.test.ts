import { describe, expect, it } from 'vitest';
import { ResponsePool } from '../../src/kafka/response-pool.js';

describe('buffers for responses', () => {
  it('are of the size asked for, whatever that is', () => {
    const pool = new ResponsePool();
    for (const size of [4, 65_535, 65_536, 1_000_000, 2_000_000]) {
      const buffer = pool.take(size);
      expect(buffer.length).toBe(size);
      pool.giveBack(buffer);
    }
  });

  it('are used again when they were given back, and not before', () => {
    const pool = new ResponsePool();
    const one = pool.take(500_000);
    const two = pool.take(500_000);
    expect(two.buffer).not.toBe(one.buffer);
    pool.giveBack(one.subarray(100, 200));
    expect(pool.take(900_000).buffer).toBe(one.buffer);
  });

  it('given back twice are handed out once', () => {
    const pool = new ResponsePool();
    const one = pool.take(500_000);
    pool.giveBack(one);
    pool.giveBack(one);
    expect(pool.take(500_000).buffer).not.toBe(pool.take(500_000).buffer);
  });

  it('of somebody else are left alone', () => {
    const pool = new ResponsePool();
    const foreign = Buffer.allocUnsafeSlow(500_000);
    pool.giveBack(foreign);
    pool.giveBack(Buffer.alloc(0));
    expect(pool.take(500_000).buffer).not.toBe(foreign.buffer);
  });

  it('may be larger once larger ones are expected, and the smaller are not mixed up with them', () => {
    const pool = new ResponsePool();
    const small = pool.take(1_000_000);
    pool.expect(4 * 1024 * 1024);
    pool.giveBack(small);
    const large = pool.take(4_000_000);
    expect(large.length).toBe(4_000_000);
    pool.giveBack(large);
    expect(pool.take(100_000).buffer).toBe(large.buffer);
  });
});
