import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compileQuery } from '../../src/filter/compile-query.js';

/** The queries in the first column of the README's table, without the marks around them. */
function examples(): string[] {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const section = /^## Queries\n([^]*?)\n## /m.exec(readme)?.[1] ?? '';
  const cells = section.split('\n').filter((line) => line.startsWith('| `'));
  return cells.flatMap((line) =>
    Array.from((line.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g), ([, query = '']) => query),
  );
}

describe('the README', () => {
  it('shows queries that are understood', () => {
    expect(examples().length).toBeGreaterThan(35);
    for (const query of examples()) {
      expect(() => compileQuery(query, { now: 0 }), query).not.toThrow();
    }
  });
});
