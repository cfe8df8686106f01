import { writtenKey } from './hints.js';
import { CATEGORIES, type Category, type KeySpec } from './spec.js';
import { KEYS } from './table.js';

export interface HelpRow {
  readonly keys: readonly string[];
  readonly help: string;
}

export interface HelpSection {
  readonly category: Category;
  readonly rows: readonly HelpRow[];
}

/** Every key with its line of help, by category, in the order of the table. */
export function helpSections(unicode: boolean): readonly HelpSection[] {
  const table: readonly KeySpec[] = KEYS;
  return CATEGORIES.map((category) => ({
    category,
    rows: table
      .filter((spec) => spec.category === category)
      .map(({ keys, help }) => ({ keys: keys.map((key) => writtenKey(key, unicode)), help })),
  }));
}

/** The same for a README: one Markdown table. */
export function helpMarkdown(): string {
  const rows = helpSections(true).flatMap(({ category, rows }) =>
    rows.map(({ keys, help }, index) => {
      const written = keys.map((key) => `\`${key}\``).join(' ');
      return `| ${index === 0 ? category : ''} | ${written} | ${help} |`;
    }),
  );
  return ['| | key | what it does |', '|---|---|---|', ...rows].join('\n');
}
