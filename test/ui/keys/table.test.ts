import { describe, expect, it } from 'vitest';
import { promptOf } from '../../../src/store/prompt.js';
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
    { kind: 'help', top: 0 },
    { kind: 'prompt', prompt: promptOf('filter', '') },
  ] as const;
  const panes = ['stream', 'detail', 'partitions'] as const;
  return overlays.flatMap((overlay) => panes.map((focus) => scopesOf({ overlay, focus })));
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
  it('lists all keys on a large screen', async () => {
    const frame = await new Stage(users(), { columns: 140, rows: 45 }).type('?').frame();
    for (const { help } of table) expect(frame).toContain(help);
    expect(frame).toMatchInlineSnapshot(`
      " lab ▸ new_users  direct, no group                                                                263 seen     213/s            ● connected
      ╭─ Keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╮
      │ Move                                                                Program                                                              │
      │ j ↓           down                                                  R             try to reconnect now                                   │
      │ k ↑           up                                                    :             a command; tab completes it                            │
      │ PgDn          a page down                                           esc ? q enter close the help                                         │
      │ PgUp          a page up                                             ?             all keys                                               │
      │ ctrl-d        half a page down                                      q             leave the zoom, go back, or quit                       │
      │ ctrl-u        half a page up                                        ctrl-c        quit at once                                           │
      │ g Home        to the first                                          ctrl-z        suspend; fg brings it back                             │
      │ G End         to the last; in the stream: follow                                                                                         │
      │                                                                     While typing                                                         │
      │ Stream                                                              enter         apply; an empty line removes the filter                │
      │ p space       pause or resume; nothing is lost                      tab           complete; again: the next that fits                    │
      │ /             filter by text in key, value, headers                 shift-tab     the one before that fits                               │
      │ f             follow the newest, or stop that                       ↑ ctrl-p      what was typed before                                  │
      │ n             next match, in the stream or the message              ↓ ctrl-n      what was typed after that                              │
      │ N             previous match                                        esc           leave it as it was                                     │
      │                                                                     ctrl-u        delete to the start of the line                        │
      │ Message                                                             ctrl-w        delete the word before the cursor                      │
      │ w             wrap long lines, or cut them                          backspace     delete the character before the cursor                 │
      │ x             bytes in hex, or decoded                              delete ctrl-d delete the character under the cursor                  │
      │ h ←           scroll long lines to the left                         ← ctrl-b      left                                                   │
      │ l →           scroll long lines to the right                        → ctrl-f      right                                                  │
      │                                                                     Home ctrl-a   to the start                                           │
      │ Screen                                                              End ctrl-e    to the end                                             │
      │ esc           leave the zoom, remove the filter, or go back                                                                              │
      │ enter         zoom the pane; again: open the message                Commands                                                             │
      │ tab           next pane                                             :filter [TEXT]  show only what matches; without a text: everythin…   │
      │ shift-tab     previous pane                                         :follow         to the newest, and stay there                        │
      │ ctrl-l        draw the screen anew                                  :pause          stop reading; nothing is lost                        │
      │                                                                     :resume         go on reading                                        │
      │                                                                     :help           all keys and commands                                │
      │                                                                     :quit           leave the program                                    │
      │                                                                                                                                          │
      │                                                                                                                                          │
      │                                                                                                                                          │
      │                                                                                                                                          │
      │                                                                                                                                          │
      │                                                                                                                                          │
      │                                                                                                                                          │
      │                                                                                                                                          │
      │                                                                                                                                          │
      ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
       esc close"
    `);
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
