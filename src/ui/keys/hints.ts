import type { AppState } from '../../store/state.js';
import { scopesOf, type KeySpec } from './spec.js';
import { KEYS } from './table.js';

/** How people write keys down, where it is not how the table names them. */
const WRITTEN: Readonly<Record<string, { readonly unicode: string; readonly ascii: string }>> = {
  up: { unicode: '↑', ascii: 'up' },
  down: { unicode: '↓', ascii: 'down' },
  left: { unicode: '←', ascii: 'left' },
  right: { unicode: '→', ascii: 'right' },
  pgup: { unicode: 'PgUp', ascii: 'PgUp' },
  pgdn: { unicode: 'PgDn', ascii: 'PgDn' },
  home: { unicode: 'Home', ascii: 'Home' },
  end: { unicode: 'End', ascii: 'End' },
};

export function writtenKey(key: string, unicode: boolean): string {
  return WRITTEN[key]?.[unicode ? 'unicode' : 'ascii'] ?? key;
}

/** A key and the word for what it does here, now. */
export interface Hint {
  readonly key: string;
  readonly word: string;
  /** Shown however little room there is. */
  readonly essential: boolean;
}

/** The keys that do something here, now, the most important first. */
export function hintsOf(state: AppState): readonly Hint[] {
  const scopes = scopesOf(state);
  return KEYS.filter(({ scope }) => scopes.includes(scope)).flatMap((spec: KeySpec) => {
    const word = (spec.when?.(state) ?? true) ? (spec.hint?.(state) ?? null) : null;
    return word === null ? [] : [{ key: spec.keys[0], word, essential: spec.essential === true }];
  });
}
