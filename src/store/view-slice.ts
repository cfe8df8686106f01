import type { StateCreator } from 'zustand/vanilla';
import type { Prompt } from './prompt.js';
import type { AppState } from './state.js';

export type Pane = 'stream' | 'detail' | 'partitions';
export const PANES: readonly Pane[] = ['stream', 'detail', 'partitions'];

/** What lies over the panes and takes the keys. */
export type Overlay =
  | { readonly kind: 'none' }
  /** `over` is what is come back to. */
  | { readonly kind: 'help'; readonly top: number; readonly over: Overlay }
  /** The way in; `auto` where it opened by itself, as there is nothing else to look at. */
  | { readonly kind: 'checklist'; readonly top: number; readonly auto: boolean }
  /** What happened; `top` is the event in the first line, null while the newest is in the last. */
  | { readonly kind: 'events'; readonly top: number | null }
  /** What a search has found. */
  | { readonly kind: 'search' }
  /** `over` is what stays in sight, and is come back to. */
  | { readonly kind: 'prompt'; readonly prompt: Prompt; readonly over: 'search' | null };

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How far the detail of one entry is scrolled; another entry starts at its own top. */
export interface DetailScroll {
  /** Arrival number of the entry that this belongs to; -1 for none. */
  readonly of: number;
  readonly top: number;
  readonly left: number;
}

export interface ViewSlice {
  readonly size: Size;
  readonly focus: Pane;
  /** The panes that were opened over the whole screen, the visible one last; empty for all panes. */
  readonly zoom: readonly Pane[];
  readonly overlay: Overlay;
  readonly detail: DetailScroll;
  readonly partitionsTop: number;
  readonly wrap: boolean;
  readonly hex: boolean;
  resize(size: Size): void;
  focusBy(step: 1 | -1): void;
  /** Gives a pane the whole screen. */
  zoomInto(pane: Pane): void;
  /** Back to what was visible before the last zoom. */
  zoomOut(): void;
  openHelp(): void;
  openChecklist(): void;
  scrollChecklist(top: number): void;
  closeOverlay(): void;
  scrollHelp(top: number): void;
  scrollDetail(detail: DetailScroll): void;
  scrollPartitions(top: number): void;
  toggleWrap(): void;
  toggleHex(): void;
}

type SetView = (change: (state: AppState) => Partial<AppState>) => void;

/** Focus and zoom. While zoomed the zoom goes along with the focus, as in lazygit. */
function paneActions(set: SetView) {
  return {
    focusBy: (step: 1 | -1) => {
      set(({ focus, zoom }) => {
        const next = PANES.indexOf(focus) + step + PANES.length;
        const pane = PANES[next % PANES.length] ?? 'stream';
        return { focus: pane, zoom: zoom.length > 0 ? [pane] : zoom };
      });
    },
    zoomInto: (pane: Pane) => {
      set(({ zoom }) => ({ focus: pane, zoom: [...zoom.filter((other) => other !== pane), pane] }));
    },
    zoomOut: () => {
      set(({ zoom, focus }) => {
        const rest = zoom.slice(0, -1);
        return { zoom: rest, focus: rest.at(-1) ?? focus };
      });
    },
  };
}

/** What is typed into a list leads back to it, and so does the help. */
function under(overlay: Overlay): Overlay {
  if (overlay.kind === 'help') return overlay.over;
  if (overlay.kind !== 'prompt') return { kind: 'none' };
  if (overlay.prompt.kind === 'events') return { kind: 'events', top: null };
  return { kind: overlay.over ?? 'none' };
}

function overlayActions(set: SetView) {
  return {
    openHelp: () => {
      set(({ overlay }) => {
        const isPassing = overlay.kind === 'prompt' || overlay.kind === 'help';
        return {
          overlay: { kind: 'help', top: 0, over: isPassing ? under(overlay) : overlay },
        };
      });
    },
    openChecklist: () => {
      set(() => ({ overlay: { kind: 'checklist', top: 0, auto: false } }));
    },
    scrollChecklist: (top: number) => {
      set(({ overlay }) => (overlay.kind === 'checklist' ? { overlay: { ...overlay, top } } : {}));
    },
    closeOverlay: () => {
      set(({ overlay }) => ({ overlay: under(overlay) }));
    },
    scrollHelp: (top: number) => {
      set(({ overlay }) => (overlay.kind === 'help' ? { overlay: { ...overlay, top } } : {}));
    },
  };
}

function scrollActions(set: SetView) {
  return {
    scrollDetail: (detail: DetailScroll) => {
      set(() => ({ detail }));
    },
    scrollPartitions: (top: number) => {
      set(() => ({ partitionsTop: top }));
    },
    // Lines mean something else after these, so a place among them means nothing any more.
    toggleWrap: () => {
      set(({ wrap, detail }) => ({ wrap: !wrap, detail: { ...detail, left: 0 } }));
    },
    toggleHex: () => {
      set(({ hex, detail }) => ({ hex: !hex, detail: { ...detail, top: 0, left: 0 } }));
    },
  };
}

export function createViewSlice(size: Size): StateCreator<AppState, [], [], ViewSlice> {
  return (set) => ({
    size,
    focus: 'stream',
    zoom: [],
    overlay: { kind: 'none' },
    detail: { of: -1, top: 0, left: 0 },
    partitionsTop: 0,
    wrap: false,
    hex: false,
    resize: (next) => {
      set({ size: next });
    },
    ...paneActions(set),
    ...overlayActions(set),
    ...scrollActions(set),
  });
}
