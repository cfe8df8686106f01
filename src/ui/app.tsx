import { useMemo, type ReactElement } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { Session } from '../model/session.js';
import { createAppStore, createFrameStore, type AppState, type AppStore } from '../store/state.js';
import type { Size } from '../store/view-slice.js';
import { createDrawing, StageProvider, type Drawing } from './drawing.js';
import type { Program } from './keys/context.js';
import { dispatchKey } from './keys/dispatch.js';
import { Boundary } from './parts/boundary.js';
import { Screen } from './screen.js';
import type { InputEvent } from './terminal/input.js';

export interface AppOptions {
  readonly session: Session;
  readonly size: Size;
  readonly env: NodeJS.ProcessEnv;
  readonly program: Program;
}

/** The screen without a terminal: state, what it draws, and what keys do to it. */
export interface App {
  readonly store: AppStore;
  readonly element: ReactElement;
  handle(event: InputEvent): void;
  /** Takes the session's newest snapshot and hands the whole state to the panes, in one update. */
  publish(): void;
}

interface StageProps {
  readonly frame: StoreApi<AppState>;
  readonly drawing: Drawing;
  readonly onError: (error: unknown) => void;
}

function Stage({ frame, drawing, onError }: StageProps): ReactElement {
  const stage = useMemo(() => ({ frame, drawing }), [frame, drawing]);
  return (
    <Boundary onError={onError}>
      <StageProvider value={stage}>
        <Screen />
      </StageProvider>
    </Boundary>
  );
}

export function createApp({ session, size, env, program }: AppOptions): App {
  const drawing = createDrawing(env);
  const store = createAppStore({ session: session.current(), now: program.now(), size });
  const frame = createFrameStore(store);
  const context = { store, session, drawing, program };
  return {
    store,
    element: <Stage frame={frame} drawing={drawing} onError={program.fail} />,
    handle: (event) => {
      dispatchKey(event, context);
    },
    publish: () => {
      store.getState().takeSnapshot(session.current(), program.now());
      frame.setState(store.getState(), true);
    },
  };
}
