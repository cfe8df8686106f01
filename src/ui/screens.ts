import type { StoreApi } from 'zustand/vanilla';
import { NO_SESSION } from '../model/no-session.js';
import type { Preferences } from '../model/preferences.js';
import type { Session } from '../model/session.js';
import type { Watch } from '../model/watch.js';
import type { Workspace } from '../model/workspace.js';
import { topicOf, type Place, type Places } from '../store/places.js';
import {
  carriedOver,
  createAppStore,
  createFrameStore,
  type AppState,
  type AppStore,
} from '../store/state.js';
import type { Size } from '../store/view-slice.js';
import type { Screens } from './keys/context.js';

/** A session and the state of its screens. Another topic gets both anew, so nothing of the old one lingers. */
export interface Visit {
  readonly session: Session;
  readonly store: AppStore;
  readonly frame: StoreApi<AppState>;
}

export interface VisitsOptions {
  readonly workspace: Workspace;
  readonly places: Places;
  readonly size: Size;
  /** ms since the epoch. */
  readonly now: () => number;
}

/** Which session is on screen: keeps what the workspace has open and where the user is in step. */
export class Visits implements Screens {
  readonly #options: VisitsOptions;
  readonly #listeners = new Set<() => void>();
  #current: Visit;
  #unsubscribe: () => void;
  #watch: { readonly watch: Watch; readonly unsubscribe: () => void } | null = null;

  constructor(options: VisitsOptions) {
    this.#options = options;
    this.#current = this.#visit();
    this.#unsubscribe = this.#listen();
  }

  get preferences(): Preferences {
    return this.#options.workspace.preferences;
  }

  get current(): Visit {
    return this.#current;
  }

  go(place: Place): void {
    this.#current.store.getState().go(place);
    this.#settle();
  }

  back(): boolean {
    const state = this.#current.store.getState();
    if (state.places.length === 1) return false;
    state.goBack();
    this.#settle();
    return true;
  }

  /** Null before something of the cluster was on screen. */
  get watched(): Watch | null {
    return this.#watch?.watch ?? null;
  }

  watch(): Watch {
    if (this.#watch !== null) return this.#watch.watch;
    const watch = this.#options.workspace.watch();
    const unsubscribe = watch.subscribe(() => {
      this.#changed();
    });
    this.#watch = { watch, unsubscribe };
    return watch;
  }

  /** Calls `listener` when there is something new to draw. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#unsubscribe();
      this.#watch?.unsubscribe();
    };
  }

  /** Opens and closes what the places ask for. */
  #settle(): void {
    const { workspace } = this.#options;
    const topic = topicOf(this.#current.store.getState().places);
    const open = workspace.session()?.current().topic ?? null;
    if (topic === open) return;
    if (topic === null) workspace.leave();
    else workspace.open(topic);
    this.#unsubscribe();
    const carried = carriedOver(this.#current.store.getState());
    this.#current = this.#visit();
    this.#current.store.setState(carried);
    this.#unsubscribe = this.#listen();
  }

  #visit(): Visit {
    const { workspace, places, size, now } = this.#options;
    const session = workspace.session() ?? NO_SESSION;
    const snapshot = session.current();
    const { columns } = workspace.preferences.of(snapshot.topic);
    const store = createAppStore({ session: snapshot, now: now(), size, places, columns });
    return { session, store, frame: createFrameStore(store) };
  }

  #listen(): () => void {
    return this.#current.session.subscribe(() => {
      this.#changed();
    });
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
