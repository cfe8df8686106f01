import type { Preferences } from '../../model/preferences.js';
import type { Session } from '../../model/session.js';
import type { Watch } from '../../model/watch.js';
import type { Place } from '../../store/places.js';
import type { AppState, AppStore } from '../../store/state.js';
import type { Drawing } from '../drawing.js';

/** How the screen was left: as one leaves, at once with ctrl-c, or because the terminal went away. */
export type WayOut = 'quit' | 'interrupted' | 'gone';

/** What keys can do to the program around the panes. */
export interface Program {
  quit(how: WayOut): void;
  /** The panes could not be drawn. */
  readonly fail: (error: unknown) => void;
  suspend(): void;
  /** Draws everything anew, whatever the terminal shows. */
  redraw(): void;
  /** Asks for a frame: something changed that neither a key nor the session did. */
  draw(): void;
  /** ms since the epoch. */
  now(): number;
}

/** Where keys lead: to other screens, and back. */
export interface Screens {
  go(place: Place): void;
  /** Back to where one came from; false on the first screen, from which only the way out leads. */
  back(): boolean;
  /** The cluster; asked for only where something of it is on screen or is to be changed. */
  watch(): Watch;
  /** What was chosen for topics, to be found again. */
  readonly preferences: Preferences;
}

/** `store` and `session` are those of the moment: they are others once a key has opened another topic. */
export interface KeyContext {
  readonly store: AppStore;
  readonly session: Session;
  readonly drawing: Drawing;
  readonly program: Program;
  readonly screens: Screens;
}

/** Does what a key is for. Keys that arrive in one burst each see what the one before them did. */
export type Handler = (context: KeyContext, state: AppState) => void;
