import { COMMANDS } from './table.js';
import type { CommandSpec } from './spec.js';

export interface CommandRow {
  /** `:seek PLACE` */
  readonly typed: string;
  readonly help: string;
}

export function writtenCommand({ name, argument }: CommandSpec): string {
  return argument === '' ? `:${name}` : `:${name} ${argument}`;
}

/** Every command with its line of help, in the order of the table. */
export function commandRows(): readonly CommandRow[] {
  return COMMANDS.map((spec) => ({ typed: writtenCommand(spec), help: spec.help }));
}

/** The same for a README: one Markdown table. */
export function commandsMarkdown(): string {
  const rows = COMMANDS.map((spec) => {
    const aliases = (spec.aliases ?? []).map((alias) => ` \`:${alias}\``).join('');
    return `| \`${writtenCommand(spec)}\`${aliases} | ${spec.help} |`;
  });
  return ['| command | what it does |', '|---|---|', ...rows].join('\n');
}
