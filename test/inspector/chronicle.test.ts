import { describe, expect, it } from 'vitest';
import { Chronicle } from '../../src/inspector/chronicle.js';

function chronicle(): Chronicle {
  let at = 0;
  return new Chronicle({ group: 'g', now: () => ++at, changed: () => undefined });
}

describe('what happened in a session', () => {
  it('is bounded: the newest stay, with their numbers, and what is dropped is counted', () => {
    const told = chronicle();
    for (let n = 0; n < 2_500; n++) told.happened('retry', 'odd', `try ${n}`);
    const { events, dropped } = told.timeline;
    expect([events.length, dropped]).toEqual([2_000, 500]);
    expect(events[0]).toEqual({
      kind: 'retry',
      severity: 'odd',
      text: 'try 500',
      group: 'g',
      number: 500,
      at: 501,
    });
    expect(events.at(-1)?.text).toBe('try 2499');
  });

  it('does not change behind the back of whoever has taken it', () => {
    const told = chronicle();
    told.happened('note', 'info', 'one');
    const before = told.timeline;
    told.happened('note', 'info', 'two');
    expect(before.events.map(({ text }) => text)).toEqual(['one']);
    expect(told.timeline.events).toHaveLength(2);
  });

  it('has once what a member tells as an event and as a notice', () => {
    const told = chronicle();
    const starts = { kind: 'start', severity: 'info', group: 'g', text: 'starts: 0 at 3' } as const;
    told.add(starts);
    told.said('info', starts.text);
    told.said('odd', 'a leader moved');
    expect(told.timeline.events.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'start starts: 0 at 3',
      'note a leader moved',
    ]);
    expect(told.notices.map(({ text }) => text)).toEqual(['starts: 0 at 3', 'a leader moved']);
  });

  it('keeps the newest notices', () => {
    const told = chronicle();
    for (let n = 0; n < 300; n++) told.notice('info', `notice ${n}`);
    expect(told.notices).toHaveLength(200);
    expect(told.notices.at(-1)?.text).toBe('notice 299');
  });
});
