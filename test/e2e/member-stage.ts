import { expect } from 'vitest';
import { withAdmin } from '../demo/broker/scenario-lab.js';
import { type Stage, uniqueName } from './stage.js';
import { openPty, type PtyTerminal } from './terminal.js';

/** A partition of a group as somebody else sees it. */
export interface JudgedShare {
  readonly topic: string;
  readonly partition: number;
  readonly committed: bigint | null;
  /** null where nobody has it. */
  readonly clientId: string | null;
}

export interface MemberStage extends Stage {
  /** What an independent judge says of a group. */
  judge(group: string): Promise<readonly JudgedShare[]>;
  /** Sets a group, which nobody is in, back to the beginning of a topic, with the judge's own tool. */
  reset(group: string, topic: string): Promise<void>;
}

export interface MemberScenario {
  readonly name: string;
  /** Not a single commit is sent. */
  readonly commitsNothing?: boolean;
  readonly run: (stage: MemberStage) => Promise<void>;
}

/** The shortest that a broker allows by default; ms. */
export const SESSION_MS = 6_000;
/** What takes a session and a rebalance, on a machine that has much to do; ms. */
export const LONG = 60_000;
const WIDE = { cols: 160, rows: 40 };

export interface Group {
  readonly name: string;
  readonly topic: string;
  /** Opens a member in a pty of its own, under this client id; `args` may say more, or something else. */
  readonly join: (clientId: string, ...args: string[]) => PtyTerminal;
}

/** A topic, a group of its own, and members that are ended whatever happens. */
export async function inGroup(
  stage: Stage,
  partitions: number,
  act: (group: Group) => Promise<void>,
): Promise<void> {
  const topic = await stage.topic('shared', partitions);
  const name = uniqueName('members');
  const members: PtyTerminal[] = [];
  const join = (clientId: string, ...args: string[]): PtyTerminal => {
    const terminal = openPty({
      args: [...memberArgs(stage, name, clientId), topic, ...args],
      ...WIDE,
    });
    members.push(terminal);
    return terminal;
  };
  try {
    await act({ name, topic, join });
  } finally {
    await Promise.all(members.map((terminal) => terminal.close()));
  }
}

/** How a member is started; its topics come behind. */
export function memberArgs(
  stage: Stage,
  group: string,
  clientId: string,
  sessionMs = SESSION_MS,
): string[] {
  const properties = ['-X', `client.id=${clientId}`, '-X', `session.timeout.ms=${sessionMs}`];
  return ['-G', group, '-b', stage.brokers, ...properties];
}

/** Partitions that a screen marks as its own: numbers, or `topic:number` where there are several topics. */
export function placesOf(lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const own = /^│ +● (\S+) /.exec(line)?.[1];
    return own === undefined ? [] : [own];
  });
}

export function ownOf(lines: readonly string[]): number[] {
  return placesOf(lines).map(Number);
}

/** How many messages it has counted. */
export function seenOf(lines: readonly string[]): number {
  return Number(/(\d+) seen/.exec(lines[0] ?? '')?.[1] ?? -1);
}

export function text(terminal: PtyTerminal): string {
  return terminal.screen().join('\n');
}

/** Waits until it has counted so many messages. */
export async function sees(terminal: PtyTerminal, count: number): Promise<string[]> {
  return await terminal.waitFor((lines) => seenOf(lines) === count, LONG);
}

/** What happened, as a member's own list has it. */
export async function eventsOf(terminal: PtyTerminal, until: RegExp): Promise<string> {
  terminal.type(':events\r');
  const lines = await terminal.waitFor(until, LONG);
  terminal.press('esc');
  await terminal.waitFor(/─ Stream/);
  return lines.join('\n');
}

export async function leaves(terminal: PtyTerminal): Promise<void> {
  terminal.press('q');
  expect(await terminal.exit()).toEqual({ code: 0, signal: 0 });
  expect(terminal.restored()).toBe(true);
}

/** Dies without a word, as a machine does that loses its power. */
export async function dies(terminal: PtyTerminal): Promise<void> {
  terminal.signal('SIGKILL');
  await terminal.exit();
}

export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + LONG;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`it never came to that: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Ids of those who are in a group, as any client can ask. */
export async function membersOf(stage: Stage, group: string): Promise<string[]> {
  return await withAdmin(stage.brokers, async (admin) => {
    const { groups } = await admin.describeGroups([group]);
    return groups.flatMap(({ members }) => members.map(({ memberId }) => memberId)).sort();
  });
}

/** What a judge has as committed for one topic, by partition. */
export async function committedOf(
  stage: MemberStage,
  group: string,
  topic: string,
): Promise<(bigint | null)[]> {
  const shares = await stage.judge(group);
  return shares.filter((one) => one.topic === topic).map(({ committed }) => committed);
}
