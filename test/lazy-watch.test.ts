import { describe, expect, it } from 'vitest';
import { LazyWatch } from '../src/lazy-watch.js';
import { KafkaTuiError } from '../src/model/problem.js';
import type { Watch } from '../src/model/watch.js';
import { lab } from './ui/support/cluster.js';

const OPTIONS = { cluster: 'lab:9092', writable: true };

/** A watch that is there when it is told to be. */
function later(): {
  readonly watch: LazyWatch;
  readonly arrive: (watch: Watch) => void;
  readonly fail: (error: unknown) => void;
} {
  let arrive: (watch: Watch) => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const loading = new Promise<Watch>((resolve, reject) => {
    arrive = resolve;
    fail = reject;
  });
  return { watch: new LazyWatch(() => loading, OPTIONS), arrive, fail };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a watch that is still being loaded', () => {
  it('knows nothing yet, and passes on what was asked for meanwhile', async () => {
    const { watch, arrive } = later();
    let told = 0;
    watch.subscribe(() => (told += 1));
    expect(watch.current()).toMatchObject({ cluster: 'lab:9092', writable: true });
    expect(watch.current().topics).toEqual({ rows: [], at: null, problem: null });
    watch.commands.look({ kind: 'topics', visible: [] });
    watch.commands.refresh();
    const deleting = watch.commands.deleteGroup('g');
    const real = lab();
    arrive(real);
    await deleting;
    expect(real.looks).toEqual([{ kind: 'topics', visible: [] }]);
    expect(real.log).toEqual(['delete g']);
    expect(told).toBe(1);
    expect(watch.current()).toBe(real.current());
    real.set({ requestsPerSecond: 7 });
    expect(told).toBe(2);
    expect(watch.current().requestsPerSecond).toBe(7);
    watch.close();
    expect(real.log).toContain('close');
  });

  it('closes what arrives after it was closed itself', async () => {
    const { watch, arrive } = later();
    watch.close();
    const real = lab();
    arrive(real);
    await turn();
    expect(real.log).toEqual(['close']);
    expect(real.listening).toBe(0);
  });

  it('shows in every list why it can not be had', async () => {
    const { watch, fail } = later();
    fail(new KafkaTuiError({ code: 'CA_FILE', message: 'no such file', next: 'name another' }));
    await turn();
    for (const kind of ['topics', 'groups', 'brokers'] as const) {
      expect(watch.current()[kind].problem).toMatchObject({ message: 'no such file' });
    }
    await expect(watch.commands.deleteGroup('g')).rejects.toThrow('no such file');
  });
});
