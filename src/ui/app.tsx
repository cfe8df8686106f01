import { useMemo, type ReactElement } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Look } from '../model/seek.js';
import type { Colour } from '../model/colour.js';
import type { Workspace } from '../model/workspace.js';
import { placeOf, type Places } from '../store/places.js';
import type { AppStore } from '../store/state.js';
import type { Size } from '../store/view-slice.js';
import { createDrawing, StageProvider, type Drawing } from './drawing.js';
import type { KeyContext, Program } from './keys/context.js';
import { lookOf, sameLook } from './look.js';
import { dispatchKey } from './keys/dispatch.js';
import { Watching } from './lists/watching.js';
import { Boundary } from './parts/boundary.js';
import type { Plates } from './parts/plates.js';
import { Screen } from './screen.js';
import { showHit } from './stream/show-hit.js';
import { Visits, type Visit } from './screens.js';
import type { InputEvent } from './terminal/input.js';

export interface AppOptions {
  readonly workspace: Workspace;
  /** Where one is to begin with. */
  readonly places: Places;
  readonly size: Size;
  readonly env: NodeJS.ProcessEnv;
  /** What the cluster's name is shown in; null for nothing special. */
  readonly colour: Colour | null;
  /** Fills the frames that Ink makes; without them its frames are whole. */
  readonly plates?: Plates;
  readonly program: Program;
}

/** The screens without a terminal: state, what they draw, and what keys do to it. */
export interface App {
  /** Of the session that is open now. */
  readonly store: AppStore;
  readonly element: ReactElement;
  handle(event: InputEvent): void;
  /** Takes the newest snapshots and hands the whole state to the panes, in one update. */
  publish(): void;
  /** Calls `listener` when there is something new to publish. */
  subscribe(listener: () => void): () => void;
}

interface StageProps {
  /** What was published last. */
  readonly shown: StoreApi<Visit>;
  readonly drawing: Drawing;
  readonly onError: (error: unknown) => void;
}

function Stage({ shown, drawing, onError }: StageProps): ReactElement {
  const { frame } = useStore(shown);
  const stage = useMemo(() => ({ frame, drawing }), [frame, drawing]);
  return (
    <Boundary onError={onError}>
      <StageProvider value={stage}>
        <Screen />
      </StageProvider>
    </Boundary>
  );
}

export function createApp(options: AppOptions): App {
  const { workspace, places, size, env, colour, program } = options;
  const drawing = createDrawing(env, colour, options.plates);
  const visits = new Visits({ workspace, places, size, now: () => program.now() });
  let looked: Look | null = null;
  const shown = createStore<Visit>()(() => visits.current);
  const watching = new Watching(visits, drawing.orders);
  const context: KeyContext = {
    get store() {
      return visits.current.store;
    },
    get session() {
      return visits.current.session;
    },
    drawing,
    program,
    screens: visits,
  };
  return {
    get store() {
      return visits.current.store;
    },
    element: <Stage shown={shown} drawing={drawing} onError={program.fail} />,
    handle: (event) => {
      dispatchKey(event, context);
    },
    publish: () => {
      const { store, session, frame } = visits.current;
      const snapshot = session.current();
      store.getState().takeSnapshot(snapshot, program.now());
      showHit(context);
      watching.follow(store);
      frame.setState(store.getState(), true);
      const look = lookOf(store.getState());
      if (!sameLook(looked, look)) session.commands.look(look);
      looked = look;
      shown.setState(visits.current, true);
      // A frame is drawn only once the terminal has taken the one before it. Under a list nothing is seen.
      if (placeOf(store.getState().places).kind === 'stream') session.commands.shown(snapshot);
    },
    subscribe: (listener) => visits.subscribe(listener),
  };
}
