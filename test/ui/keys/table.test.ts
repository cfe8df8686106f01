import { describe, expect, it } from 'vitest';
import { promptOf } from '../../../src/store/prompt.js';
import { COMMANDS } from '../../../src/ui/commands/table.js';
import type { Place } from '../../../src/store/places.js';
import { HANDLERS } from '../../../src/ui/keys/handlers.js';
import { helpMarkdown, helpSections } from '../../../src/ui/keys/help-text.js';
import { CATEGORIES, scopesOf, type KeySpec, type Scope } from '../../../src/ui/keys/spec.js';
import { KEYS } from '../../../src/ui/keys/table.js';
import { users } from '../support/samples.js';
import { Stage } from '../support/stage.js';

const table: readonly KeySpec[] = KEYS;

/** Every set of scopes that can be in force together. */
function scopeChains(): (readonly Scope[])[] {
  const overlays = [
    { kind: 'none' },
    { kind: 'help', top: 0, over: { kind: 'none' } },
    { kind: 'checklist', top: 0, auto: true },
    { kind: 'events', top: null },
    { kind: 'search' },
    { kind: 'prompt', prompt: promptOf('filter', ''), over: null },
  ] as const;
  const panes = ['stream', 'detail', 'partitions'] as const;
  const places: readonly Place[] = [
    { kind: 'stream', topic: 't' },
    { kind: 'list', of: 'topics' },
    { kind: 'list', of: 'groups' },
    { kind: 'list', of: 'brokers' },
    { kind: 'group', id: 'g' },
    { kind: 'description', of: 'topics', name: 't' },
  ];
  const reset = { kind: 'reset', group: 'g', topic: 't', partition: null } as const;
  const plan = { group: 'g', rows: [], left: [] };
  const changes = [
    null,
    { kind: 'delete', group: 'g', applying: false },
    { ...reset, step: { kind: 'planned', plan, top: 0 } },
    { ...reset, step: { kind: 'partly', plan, refused: [], top: 0 } },
  ] as const;
  return overlays.flatMap((overlay) =>
    panes.flatMap((focus) =>
      places.flatMap((place) =>
        changes.map((change) => scopesOf({ overlay, focus, places: [place], change })),
      ),
    ),
  );
}

describe('the table of keys', () => {
  it('gives a key one meaning wherever it is pressed', () => {
    for (const chain of scopeChains()) {
      const keys = table.filter(({ scope }) => chain.includes(scope)).flatMap((spec) => spec.keys);
      const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
      expect(twice, chain.join(' ')).toEqual([]);
    }
  });

  it('has a handler for every id, and no handler without a key', () => {
    expect(Object.keys(HANDLERS).sort()).toEqual(table.map(({ id }) => id).sort());
  });

  it('reaches every scope', () => {
    const reached = new Set(scopeChains().flat());
    expect(table.filter(({ scope }) => !reached.has(scope))).toEqual([]);
  });

  it('shows every key in the help', () => {
    const rows = helpSections(true).flatMap((section) => section.rows);
    expect(rows).toHaveLength(table.length);
    expect(helpSections(true).map(({ category }) => category)).toEqual([...CATEGORIES]);
    expect(helpSections(true).every((section) => section.rows.length > 0)).toBe(true);
  });

  it('writes itself down for a README', () => {
    expect(helpMarkdown()).toContain(
      '| Move | `j` `↓` | down |\n| | `k` `↑` | up |'.replace('| |', '|  |'),
    );
    expect(helpMarkdown().split('\n')).toHaveLength(table.length + 2);
  });
});

describe('the help', () => {
  it('lists all keys and commands on a large screen, in two columns', async () => {
    const stage = new Stage(users(), { columns: 180, rows: 80 });
    const lines = await stage.type('?').lines();
    const frame = lines.join('\n');
    for (const { help } of table) expect(frame).toContain(help);
    for (const { help } of COMMANDS) expect(frame).toContain(help);
    expect(frame.split('\n').slice(1, 6).join('\n')).toMatch(
      /^╭─ Keys ─+╮\n│ Move {2,}\S.*│\n│ j ↓ +down {2,}\S.*│\n│ k ↑ +up .*│/,
    );
    expect(lines.slice(1, -1).every((line) => line.length === 180)).toBe(true);
    expect(lines.at(-1)).toBe(' esc close');
  });

  it('scrolls on a small one, and closes', async () => {
    const stage = new Stage(users(), { columns: 60, rows: 12 });
    const before = await stage.frame();
    const top = await stage.type('?').frame();
    expect(top).toContain('╭─ Keys');
    expect(top).not.toContain('quit at once');
    expect(await stage.type('G').frame()).toContain('leave the program');
    expect(await stage.type('g').frame()).toBe(top);
    expect(await stage.type('jjkk').frame()).toBe(top);
    expect(await stage.type('?').frame()).toBe(before);
    await stage.type('?q').painted();
    expect(stage.did).toEqual([]);
  });
});
