import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../src/config/arguments.js';
import type { Config } from '../../src/config/config.js';
import { KafkaTuiError } from '../../src/model/problem.js';
import { Home } from './home.js';

function parsed(line: string): Config {
  const invocation = parseArguments(line.split(' '), { version: '1', stdoutIsTerminal: true });
  if (invocation.kind !== 'run') throw new Error(`it was ${invocation.kind}`);
  return invocation.config;
}

function refusal(line: string): string {
  try {
    parsed(line);
  } catch (error) {
    if (error instanceof KafkaTuiError) return `${error.exitCode} ${error.message}`;
  }
  throw new Error('it was taken');
}

describe('-G', () => {
  it('is a member of the group, from the beginning where nothing is committed', () => {
    expect(parsed('-b h -G mine t')).toMatchObject({
      topic: 't',
      start: { kind: 'beginning' },
      membership: {
        group: 'mine',
        topics: ['t'],
        commits: 'auto',
        sessionTimeoutMs: 30_000,
        heartbeatMs: 3_000,
        instanceId: null,
      },
    });
  });

  it('takes several topics, as kcat does, each once', () => {
    expect(parsed('-G mine a b c b').membership?.topics).toEqual(['a', 'b', 'c']);
  });

  it('begins at the end where that is said, in kcat’s way or with -o', () => {
    const end = { start: { kind: 'end' } };
    expect(parsed('-G mine t -o latest')).toMatchObject(end);
    expect(parsed('-G mine t -X auto.offset.reset=latest')).toMatchObject(end);
    expect(parsed('-G mine t -X auto.offset.reset=latest -o earliest')).toMatchObject({
      start: { kind: 'beginning' },
    });
    expect(parsed('-G mine t -o stored')).toMatchObject({ start: { kind: 'beginning' } });
  });

  it('commits as it is told, and never by itself where another client must not either', () => {
    expect(parsed('-G g t --commit manual').membership?.commits).toBe('manual');
    expect(parsed('-G g t --commit none').membership?.commits).toBe('none');
    expect(parsed('-G g t -X enable.auto.commit=false').membership?.commits).toBe('manual');
  });

  it('takes the session and its heartbeats from properties', () => {
    const line = '-G g t -X session.timeout.ms=6000 -X group.instance.id=one';
    expect(parsed(line).membership).toMatchObject({
      sessionTimeoutMs: 6000,
      heartbeatMs: 2000,
      instanceId: 'one',
    });
  });

  it.each([
    ['-G g t -p 0', /2 -p and -G exclude each other/],
    ['-G g t --count', /2 --count and -G exclude each other/],
    ['-G g t --commit sometimes', /2 .*auto, manual, none/],
    ['t --commit auto', /2 --commit is for members of a group/],
    ['t -G', /2 -G needs the name of a group/],
    ['-G g t -X session.timeout.ms=soon', /2 session\.timeout\.ms: "soon" is not a time/],
    ['-G g t -X heartbeat.interval.ms=40000', /2 .*must be less than session\.timeout\.ms/],
    ['-G g t -X auto.offset.reset=none', /2 .*earliest/],
  ])('is refused: %s', (line, message) => {
    expect(refusal(line)).toMatch(message);
  });

  it('alone is the group of the team; a name alone joins nothing', async () => {
    const home = Object.assign(new Home(), { env: { TEAM_NAME: 'team-2' } });
    expect((await home.config('t', '-G')).membership?.group).toBe('team-2');
    expect((await home.config('t')).membership).toBeNull();
  });
});
