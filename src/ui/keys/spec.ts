import type { AppState } from '../../store/state.js';

/**
 * Where a key means what its record says: `always` everywhere, `moving` wherever there are rows to move
 * among, `panes` while no overlay is open, the others in one pane or overlay alone.
 */
export type Scope = 'always' | 'moving' | 'panes' | 'detail' | 'help' | 'prompt';

export const CATEGORIES = [
  'Move',
  'Stream',
  'Message',
  'Screen',
  'Program',
  'While typing',
] as const;
export type Category = (typeof CATEGORIES)[number];

export interface KeySpec {
  /** `scope.action`: names the handler. */
  readonly id: string;
  /** As the terminal's input names them; the first one is what hints show. */
  readonly keys: readonly [string, ...string[]];
  /** A line for the help. */
  readonly help: string;
  readonly category: Category;
  readonly scope: Scope;
  /** A word for the footer, or null where the key would do nothing worth a word just now. */
  readonly hint?: (state: AppState) => string | null;
  /** Its hint stays in the footer however little room there is. */
  readonly essential?: true;
  /** Whether the key does anything just now; without this it always does. */
  readonly when?: (state: AppState) => boolean;
}

/** The scopes that keys are looked up in, the nearest first. */
export function scopesOf({
  overlay,
  focus,
}: Pick<AppState, 'overlay' | 'focus'>): readonly Scope[] {
  switch (overlay.kind) {
    case 'prompt':
      return ['prompt', 'always'];
    case 'help':
      return ['help', 'moving', 'always'];
    case 'none':
      return focus === 'detail'
        ? ['detail', 'panes', 'moving', 'always']
        : ['panes', 'moving', 'always'];
  }
}
