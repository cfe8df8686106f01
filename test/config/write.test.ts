import { describe, expect, it } from 'vitest';
import { Home } from './home.js';

const LAB = ['profiles:', '  lab:', '    brokers: lab:1', '    read_only: true'];

describe('changing the cluster', () => {
  it('is not allowed unless it is asked for', async () => {
    const home = new Home();
    expect((await home.config('t')).write).toBe(false);
    expect((await home.config('t', '--write')).write).toBe(true);
  });

  it('is not allowed where the profile says read_only, and the flag is not passed over in silence', async () => {
    const home = new Home();
    home.profiles(...LAB);
    const { write, warnings } = await home.config('t', '--profile', 'lab', '--write');
    expect(write).toBe(false);
    expect(warnings).toEqual([
      expect.stringMatching(/^--write has no effect: read_only is set in .*config\.yaml:4$/),
    ]);
    expect((await home.config('t', '--profile', 'lab')).warnings).toEqual([]);
  });

  it('is allowed where the profile says that it is not read-only', async () => {
    const home = new Home();
    home.profiles(...LAB.slice(0, 3), '    read_only: false');
    const config = await home.config('t', '--profile', 'lab', '--write');
    expect(config).toMatchObject({ write: true, warnings: [] });
  });
});
