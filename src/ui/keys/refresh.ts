import type { KeyContext } from './context.js';

/** After a command the state must show its effect before the next key of a burst is handled. */
export function refresh({ store, session, program }: KeyContext): void {
  store.getState().takeSnapshot(session.current(), program.now());
}
