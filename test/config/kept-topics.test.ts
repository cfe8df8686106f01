import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openFilePreferences } from '../../src/config/file-preferences.js';
import { readTopics, withChange, type Section } from '../../src/config/kept-topics.js';
import { KafkaTuiError } from '../../src/model/problem.js';
import { Home } from './home.js';

const FILE = `# Clusters of mine.
default: lab   # taken where none is named

profiles:
  # The workshop's.
  lab:
    brokers: [lab-1:9094, lab-2:9094]
    security:
      password: \${env:LAB_PASSWORD}   # not here

    topic: new_users # mine
  prod: {brokers: "p:1", read_only: true}
`;

const LAB: Section = ['profiles', 'lab', 'topics'];

describe('what is chosen for a topic', () => {
  it('comes into the file, which stays as it is otherwise', () => {
    const one = withChange(FILE, LAB, 'new_users', {
      kind: 'columns',
      columns: ['email', 'user.address.city', '"a b"'],
    });
    const two = withChange(one, LAB, 'new_users', {
      kind: 'filter',
      name: 'rich',
      query: 'credit:>100 AND NOT ${env:X}',
    });
    expect(two).toBe(
      FILE.replace(
        '  prod:',
        `    topics:
      new_users:
        columns: [email, user.address.city, '"a b"']
        filters:
          rich: credit:>100 AND NOT \${env:X}
  prod:`,
      )
        .replace('   # taken', ' # taken')
        .replace('   # not', ' # not'),
    );
  });

  it('goes without a trace', () => {
    const columns = withChange(FILE, LAB, 't', { kind: 'columns', columns: ['a'] });
    const filter = withChange(columns, LAB, 't', { kind: 'filter', name: 'f', query: 'a:1' });
    const less = withChange(filter, LAB, 't', { kind: 'columns', columns: null });
    expect(less).not.toContain('columns');
    const none = withChange(less, LAB, 't', { kind: 'filter', name: 'f', query: null });
    expect(none).not.toContain('topics');
    expect(none).toContain('topic: new_users # mine');
  });

  it('stands by itself where no profile is in use, also in a file of comments', () => {
    const made = withChange('# nothing yet\n', ['topics'], '2026', {
      kind: 'columns',
      columns: ['key', '1'],
    });
    expect(made).toContain('# nothing yet');
    expect(readTopics(made, ['topics']).get('2026')?.columns).toEqual(['key', '1']);
    const again = withChange(made, ['topics'], '2026', { kind: 'columns', columns: [] });
    expect(readTopics(again, ['topics'])).toEqual(
      new Map([['2026', { columns: [], filters: new Map() }]]),
    );
  });

  it('does not change what other profiles share', () => {
    const shared = 'profiles:\n  a: &a\n    brokers: a:1\n  b: *a\n';
    expect(() =>
      withChange(shared, ['profiles', 'b', 'topics'], 't', { kind: 'columns', columns: ['x'] }),
    ).toThrow('b is the same as *a there');
  });

  it('is read back as it was given, whatever it is', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    const topic = fc.stringMatching(/^[\w.-]{1,20}$/);
    fc.assert(
      fc.property(topic, text, fc.array(text), (name, query, columns) => {
        const one = withChange(FILE, LAB, name, { kind: 'columns', columns });
        const two = withChange(one, LAB, name, { kind: 'filter', name: 'f', query });
        expect(readTopics(two, LAB).get(name)).toEqual({
          columns,
          filters: new Map([['f', query]]),
        });
        expect(two).toContain("# The workshop's.");
      }),
      { numRuns: 60 },
    );
  });
});

describe('the file that keeps it', () => {
  async function opened(home: Home, profile: string | null, columns: readonly string[] = []) {
    const path = join(home.path, '.config/kafka-tui/config.yaml');
    const keeping = { path, profile, file: '~/config.yaml' };
    return { path, preferences: await openFilePreferences(keeping, columns) };
  }

  it('is changed as a whole, and keeps who may read it', async () => {
    const home = new Home();
    home.profiles(...FILE.split('\n').slice(0, -1));
    const { path, preferences } = await opened(home, 'lab');
    chmodSync(path, 0o640);
    const said = await Promise.all([
      preferences.setColumns('a', ['x']),
      preferences.setFilter('a', 'f', 'x:1'),
      preferences.setColumns('b', ['y']),
    ]);
    expect(said[0]).toBe('in ~/config.yaml, profile lab');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(dirname(path))).toEqual(['config.yaml']);
    const again = (await opened(home, 'lab')).preferences;
    expect(again.of('a')).toEqual({ columns: ['x'], filters: new Map([['f', 'x:1']]) });
    expect(again.of('b').columns).toEqual(['y']);
    expect(again.of('c')).toEqual({ columns: [], filters: new Map() });
    // What was kept is no reason not to start, and is not expanded.
    await again.setFilter('a', 'g', '${env:NOT_SET}');
    expect(readFileSync(path, 'utf8')).toContain('password: ${env:LAB_PASSWORD}');
    home.env = { LAB_PASSWORD: 'x' };
    expect((await home.config('t')).keeping).toMatchObject({ path, profile: 'lab' });
  });

  it('is made for its owner alone, and followed where it is a link', async () => {
    const home = new Home();
    const { path, preferences } = await opened(home, null);
    expect(await preferences.setColumns('a', ['x'])).toBe('in ~/config.yaml');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await home.config('t')).keeping).toMatchObject({ path, profile: null });

    const other = new Home();
    const real = other.write('dotfiles/config.yaml', ['# mine']);
    mkdirSync(join(other.path, '.config/kafka-tui'), { recursive: true });
    symlinkSync(real, join(other.path, '.config/kafka-tui/config.yaml'));
    await (await opened(other, null)).preferences.setColumns('a', ['x']);
    expect(readFileSync(real, 'utf8')).toContain('columns: [x]');
  });

  it("takes the profile's columns for topics without any, and remembers that there are to be none", async () => {
    const home = new Home();
    home.profiles(...FILE.split('\n').slice(0, -1));
    const { preferences } = await opened(home, 'lab', ['key', 'name']);
    expect(preferences.of('a').columns).toEqual(['key', 'name']);
    await preferences.setColumns('a', []);
    const again = (await opened(home, 'lab', ['key', 'name'])).preferences;
    expect(again.of('a').columns).toEqual([]);
    expect(again.of('b').columns).toEqual(['key', 'name']);
  });

  it('that is broken by then is left alone, with the reason; the choice holds for the run', async () => {
    const home = new Home();
    home.profiles('profiles: {lab: {brokers: a:1}}');
    const { path, preferences } = await opened(home, 'lab');
    home.profiles('profiles: [');
    const failure = await preferences.setColumns('a', ['x']).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(KafkaTuiError);
    expect(failure).toMatchObject({
      message: "~/config.yaml can't be written (it is not YAML any more)",
      next: 'correct it first',
    });
    expect(readFileSync(path, 'utf8')).toBe('profiles: [\n');
    expect(preferences.of('a').columns).toEqual(['x']);
  });

  it('says what stands there that is not known', async () => {
    const home = new Home();
    home.profiles('topics:', '  a:', '    colums: [x]');
    await expect(home.config('t')).rejects.toMatchObject({
      message: expect.stringMatching(
        /config.yaml:3: topics.a.colums is not known; did you mean columns\?/,
      ) as string,
    });
  });
});
