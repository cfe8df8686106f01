import * as ink from 'ink';
import { createRequire, Module } from 'node:module';
import * as react from 'react';
import type { ComponentType, PropsWithChildren } from 'react';

/** A row as ink-table takes it: text by column, each column's key being its heading. */
export type TableRow = Readonly<Record<string, string>>;

/** What ink-table gives to the components that draw its parts. */
export type PartProps = PropsWithChildren<{ readonly column: number }>;

export interface InkTableProps {
  readonly data: readonly TableRow[];
  readonly columns: readonly string[];
  readonly padding: number;
  readonly header: ComponentType<PartProps>;
  readonly cell: ComponentType<PartProps>;
  readonly skeleton: ComponentType<PropsWithChildren>;
}

/**
 * ink-table 3.1 is CommonJS and requires ink, which since its fourth version cannot be required (it
 * awaits at the top level), and must share our copies of ink and React. So both are put into the cache
 * of `require` under the paths at which ink-table looks for them, before it is loaded.
 */
export function loadInkTable(): ComponentType<InkTableProps> {
  const fromHere = createRequire(import.meta.url);
  const fromTable = createRequire(fromHere.resolve('ink-table'));
  provide(fromHere, fromTable.resolve('ink'), { ...ink });
  provide(fromHere, fromTable.resolve('react'), { ...react, default: react });
  return (fromHere('ink-table') as { readonly default: ComponentType<InkTableProps> }).default;
}

function provide(require: NodeJS.Require, path: string, exports: object): void {
  if (require.cache[path] !== undefined) return;
  const module = new Module(path);
  module.exports = exports;
  module.loaded = true;
  require.cache[path] = module;
}
