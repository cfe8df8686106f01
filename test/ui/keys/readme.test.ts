import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { helpMarkdown } from '../../../src/ui/keys/help-text.js';

it('the README shows the keys as the table declares them', () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const section = /<!-- keys: .*? -->\n([\s\S]*?)<!-- \/keys -->/.exec(readme)?.[1] ?? '';
  // Prettier aligns the columns of a table in Markdown.
  const plain = (text: string): string =>
    text
      .replace(/ +/g, ' ')
      .replace(/-{3,}/g, '---')
      .replace(/\| ---/g, '|---')
      .replace(/--- \|/g, '---|')
      .trim();
  expect(plain(section)).toBe(plain(helpMarkdown()));
});
