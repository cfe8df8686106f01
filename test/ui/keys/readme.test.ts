import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandsMarkdown } from '../../../src/ui/commands/help-text.js';
import { helpMarkdown } from '../../../src/ui/keys/help-text.js';

/** Prettier aligns the columns of a table in Markdown. */
function plain(text: string): string {
  return text
    .replace(/ +/g, ' ')
    .replace(/-{3,}/g, '---')
    .replace(/\| ---/g, '|---')
    .replace(/--- \|/g, '---|')
    .trim();
}

function section(name: string): string {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  return (
    new RegExp(`<!-- ${name}: .*? -->\\n([\\s\\S]*?)<!-- /${name} -->`).exec(readme)?.[1] ?? ''
  );
}

it('the README shows the keys as the table declares them', () => {
  expect(plain(section('keys'))).toBe(plain(helpMarkdown()));
});

it('the README shows the commands as their table declares them', () => {
  expect(plain(section('commands'))).toBe(plain(commandsMarkdown()));
});
