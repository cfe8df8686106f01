import type { MembershipConfig, Output, StartAt } from './config.js';
import type { Flags } from './flags.js';
import { type Found, type Key, type Layer, found, pick } from './layer.js';
import { ValueError, badValue, readOne } from './value-error.js';

/** As kafkajs has them: three heartbeats may go missing before a place is given away. */
const SESSION_MS = 30_000;
const HEARTBEAT_MS = 3_000;

/**
 * `-G`: being a member of a group; null without it, whatever group is named elsewhere: a name alone joins
 * nothing. A bare `-G` takes that name. Throws a ValueError.
 */
export function readMembership(
  flags: Flags,
  layers: readonly Layer[],
  topics: readonly string[],
  output: Output,
): MembershipConfig | null {
  if (flags.group === undefined) {
    const lost = flags.commit !== undefined ? '--commit' : null;
    if (lost !== null) {
      throw new ValueError(`${lost} is for members of a group`, 'name the group with -G GROUP');
    }
    return null;
  }
  const group = groupOf(layers);
  if (flags.partition !== undefined) {
    throw new ValueError(
      `-p and -G exclude each other: the group says who reads which partition`,
      'leave one of them away',
    );
  }
  if (output.kind === 'count') {
    throw new ValueError(
      '--count and -G exclude each other: a member reads on from where its group is',
      'leave -G away to count the topic',
    );
  }
  const sessionTimeoutMs = readMs('session.timeout.ms', layers, SESSION_MS);
  const heartbeatMs = readMs(
    'heartbeat.interval.ms',
    layers,
    Math.min(HEARTBEAT_MS, Math.floor(sessionTimeoutMs / 3)),
  );
  if (heartbeatMs >= sessionTimeoutMs) {
    throw new ValueError(
      `heartbeat.interval.ms (${heartbeatMs}) must be less than session.timeout.ms (${sessionTimeoutMs})`,
      'a third of it is usual',
    );
  }
  return {
    group: group.value,
    topics,
    commits: commitsOf(flags, layers),
    sessionTimeoutMs,
    heartbeatMs,
    instanceId: pick(layers, 'group.instance.id')?.value ?? null,
  };
}

/** Where a member begins in a partition that its group has no commit for, if `-o` does not say. */
export function defaultReset(layers: readonly Layer[]): StartAt {
  const given = pick(layers, 'auto.offset.reset');
  if (given === undefined) return { kind: 'beginning' };
  const words = ['earliest', 'beginning', 'smallest', 'latest', 'end', 'largest'] as const;
  const word = readOne('auto.offset.reset', given, words);
  const isEnd = word === 'latest' || word === 'end' || word === 'largest';
  return { kind: isEnd ? 'end' : 'beginning' };
}

function groupOf(layers: readonly Layer[]): Found {
  const group = pick(layers, 'group');
  if (group === undefined || group.value.trim() === '') {
    throw new ValueError('-G needs the name of a group', 'write -G GROUP, or set TEAM_NAME');
  }
  return group;
}

function commitsOf(flags: Flags, layers: readonly Layer[]): MembershipConfig['commits'] {
  if (flags.commit !== undefined) {
    return readOne('--commit', found(flags.commit, 'flag --commit'), ['auto', 'manual', 'none']);
  }
  // What another client's file forbids is not done behind its back.
  const given = pick(layers, 'enable.auto.commit');
  if (given === undefined) return 'auto';
  const isAuto = readOne('enable.auto.commit', given, ['true', 'false']) === 'true';
  return isAuto ? 'auto' : 'manual';
}

function readMs(key: Key, layers: readonly Layer[], otherwise: number): number {
  const given = pick(layers, key);
  if (given === undefined) return otherwise;
  if (/^[1-9]\d{0,8}$/.test(given.value)) return Number(given.value);
  throw badValue(
    given,
    `${key}: "${given.written}" is not a time; write milliseconds, such as 30000`,
  );
}
