import { placeOf } from '../../store/places.js';
import type { AppState } from '../../store/state.js';

/**
 * Where a key means what its record says: `always` everywhere, `moving` wherever there are rows to move
 * among, `screens` on every screen while no overlay is open but the checklist, `session` on the messages of a
 * topic and on the checklist over them, `panes` on its panes, `lists` on all other screens; the others in one
 * pane, list or overlay alone.
 */
export type Scope =
  | 'always'
  | 'moving'
  | 'screens'
  | 'session'
  | 'panes'
  | 'detail'
  | 'lists'
  | 'topics'
  | 'groups'
  | 'group'
  | 'change'
  | 'plan'
  | 'help'
  | 'checklist'
  | 'events'
  | 'search'
  | 'prompt';

export const CATEGORIES = [
  'Move',
  'Stream',
  'Message',
  'Lists',
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

/** Of the screen that is on, the nearest first. */
function screenScopes({ places, focus }: Pick<AppState, 'places' | 'focus'>): readonly Scope[] {
  const place = placeOf(places);
  switch (place.kind) {
    case 'stream':
      return focus === 'detail' ? ['detail', 'panes', 'session'] : ['panes', 'session'];
    case 'list':
      return place.of === 'brokers' ? ['lists'] : [place.of, 'lists'];
    case 'group':
      return ['group', 'groups', 'lists'];
    case 'description':
      return ['lists'];
  }
}

/** The rows of a preview, and of what came of it, are gone through above whatever is typed. */
function planScope({ change }: Pick<AppState, 'change'>): readonly Scope[] {
  const step = change?.kind === 'reset' ? change.step.kind : null;
  return step === 'planned' || step === 'partly' ? ['plan'] : [];
}

/** The scopes that keys are looked up in, the nearest first. */
export function scopesOf(
  state: Pick<AppState, 'overlay' | 'focus' | 'places' | 'change'>,
): readonly Scope[] {
  switch (state.overlay.kind) {
    case 'prompt':
      return [...planScope(state), 'prompt', 'always'];
    case 'help':
      return ['help', 'moving', 'always'];
    case 'search':
      return ['search', 'screens', 'moving', 'always'];
    case 'events':
      return ['events', 'screens', 'moving', 'always'];
    case 'checklist':
      return ['checklist', 'session', 'screens', 'moving', 'always'];
    case 'none':
      if (state.change !== null) return [...planScope(state), 'change', 'always'];
      return [...screenScopes(state), 'screens', 'moving', 'always'];
  }
}
