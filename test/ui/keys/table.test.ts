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
    { kind: 'checklist', top: 0, auto: true },
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
      │ k ↑           up                                                    C             check the connection, step by step                     │
      │ PgDn          a page down                                           esc enter     close the checklist, or go back                        │
      │ PgUp          a page up                                             :             a command; tab completes it                            │
      │ ctrl-d        half a page down                                      esc ? q enter close the help                                         │
      │ ctrl-u        half a page up                                        ?             all keys                                               │
      │ g Home        to the first                                          q             leave the zoom, go back, or quit                       │
      │ G End         to the last; in the stream: follow                    ctrl-c        quit at once                                           │
      │                                                                     ctrl-z        suspend; fg brings it back                             │
      │ Stream                                                                                                                                   │
      │ p space       pause or resume; nothing is lost                      While typing                                                         │
      │ /             filter by text in key, value, headers                 enter         apply; an empty line removes the filter                │
      │ f             follow the newest, or stop that                       tab           complete; again: the next that fits                    │
      │ n             next match, in the stream or the message              shift-tab     the one before that fits                               │
      │ N             previous match                                        ↑ ctrl-p      what was typed before                                  │
      │                                                                     ↓ ctrl-n      what was typed after that                              │
      │ Message                                                             esc           leave it as it was                                     │
      │ w             wrap long lines, or cut them                          ctrl-u        delete to the start of the line                        │
      │ x             bytes in hex, or decoded                              ctrl-w        delete the word before the cursor                      │
      │ h ←           scroll long lines to the left                         backspace     delete the character before the cursor                 │
      │ l →           scroll long lines to the right                        delete ctrl-d delete the character under the cursor                  │
      │                                                                     ← ctrl-b      left                                                   │
      │ Screen                                                              → ctrl-f      right                                                  │
      │ esc           leave the zoom, remove the filter, or go back         Home ctrl-a   to the start                                           │
      │ enter         zoom the pane; again: open the message                End ctrl-e    to the end                                             │
      │ tab           next pane                                                                                                                  │
      │ shift-tab     previous pane                                         Commands                                                             │
      │ ctrl-l        draw the screen anew                                  :filter [TEXT]  show only what matches; without a text: everythin…   │
      │                                                                     :follow         to the newest, and stay there                        │
      │                                                                     :pause          stop reading; nothing is lost                        │
      │                                                                     :resume         go on reading                                        │
      │                                                                     :doctor         check the connection, step by step                   │
      │                                                                     :help           all keys and commands                                │
      │                                                                     :quit           leave the program                                    │
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
