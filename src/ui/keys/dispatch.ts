import type { AppState } from '../../store/state.js';
import { editing } from '../prompt/prompt-keys.js';
import type { InputEvent, KeyEvent } from '../terminal/input.js';
import type { KeyContext } from './context.js';
import { HANDLERS } from './handlers.js';
import { scopesOf, type KeySpec } from './spec.js';
import { KEYS, type KeyId } from './table.js';

/** What a key means in this state: its record in the nearest scope that has one. */
export function keyFor(
  name: string,
  state: AppState,
): (KeySpec & { readonly id: KeyId }) | undefined {
  for (const scope of scopesOf(state)) {
    const found = KEYS.find(
      (spec) => spec.scope === scope && (spec.keys as readonly string[]).includes(name),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whatever is typed while a prompt is open and is no key of the prompt goes into it. */
function insert(text: string, context: KeyContext): void {
  const state = context.store.getState();
  if (state.overlay.kind === 'prompt' && text !== '')
    editing({ kind: 'insert', text })(context, state);
}

/**
 * ESC and the key after it, typed fast, arrive together over a network, and then look like alt with that
 * key. Nothing here is bound to alt, so that they are taken for the two keys that they were.
 */
function apart(event: KeyEvent): readonly KeyEvent[] {
  const second = /^alt-(.|enter|space|tab)$/u.exec(event.name)?.[1];
  if (second === undefined) return [event];
  const text = second === 'space' ? ' ' : second.length > 2 ? '' : second;
  return [
    { type: 'key', name: 'esc', text: '' },
    { type: 'key', name: second, text },
  ];
}

/** Handles one key or paste. */
export function dispatchKey(event: InputEvent, context: KeyContext): void {
  if (event.type === 'paste') insert(event.text, context);
  else for (const key of apart(event)) handleKey(key, context);
}

function handleKey(event: KeyEvent, context: KeyContext): void {
  const state = context.store.getState();
  const spec = keyFor(event.name, state);
  if (spec === undefined) insert(event.text, context);
  else if (spec.when?.(state) ?? true) HANDLERS[spec.id](context, state);
  // It is the very next key that means something else.
  if (state.justFiltered) state.setJustFiltered(false);
}
