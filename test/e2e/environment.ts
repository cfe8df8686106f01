import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VARIABLES } from '../../src/config/environment.js';

/** The environment of the tests, without what their owner has configured for real clusters. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const nobody = join(tmpdir(), 'kafka-tui-nobody');
  const theirs = new Set([...VARIABLES.flatMap(([, names]) => names), 'TEAM_NAME', 'KCAT_CONFIG']);
  const kept = Object.entries(process.env).filter(
    ([name]) => !theirs.has(name) && name !== 'KAFKA_TUI_PROFILE',
  );
  return { ...Object.fromEntries(kept), HOME: nobody, XDG_CONFIG_HOME: join(nobody, '.config') };
}
