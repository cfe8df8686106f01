import fc from 'fast-check';
import { AssignerProtocol } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { readAssignment } from '../../../src/kafka/admin/assignment.js';

describe('the assignment of a member', () => {
  it('is read as others write it, in order', () => {
    const bytes = AssignerProtocol.MemberAssignment.encode({
      version: 1,
      assignment: { users: [2, 0, 1], orders: [5] },
      userData: Buffer.from('theirs'),
    });
    expect(readAssignment('consumer', bytes)).toEqual([
      { topic: 'orders', partitions: [5] },
      { topic: 'users', partitions: [0, 1, 2] },
    ]);
  });

  it('is none before there is one, and not guessed at where it is of another kind', () => {
    expect(readAssignment('consumer', Buffer.alloc(0))).toEqual([]);
    expect(readAssignment('connect', Buffer.from([0, 1, 2, 3]))).toBeNull();
  });

  it('is unknown, and never an error, where the bytes make no sense', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const read = readAssignment('consumer', Buffer.from(bytes));
        expect(read === null || Array.isArray(read)).toBe(true);
      }),
    );
  });
});
