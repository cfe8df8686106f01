import { createContext, useContext } from 'react';
import { useStore, type StoreApi } from 'zustand';
import type { Colour } from '../model/colour.js';
import type { AppState } from '../store/state.js';
import { DetailContents } from './detail/content.js';
import { DrawnRows } from './finding/drawn-rows.js';
import { Shapes } from './stream/shape.js';
import { Summaries } from './stream/summaries.js';
import { Orders } from './lists/orders.js';
import type { Plates } from './parts/plates.js';
import { createTheme, type Theme } from './theme.js';

/** What panes draw with: the looks, and what was decoded and put in order for frames before. */
export interface Drawing {
  readonly theme: Theme;
  readonly summaries: Summaries;
  readonly shapes: Shapes;
  readonly contents: DetailContents;
  readonly orders: Orders;
  readonly results: DrawnRows;
  /** Where lines wait until Ink has made the frame; null where its frames are taken as they are. */
  readonly plates: Plates | null;
}

export function createDrawing(
  env: NodeJS.ProcessEnv,
  colour: Colour | null,
  plates: Plates | null = null,
): Drawing {
  const theme = createTheme(env, colour);
  return {
    theme,
    summaries: new Summaries(theme),
    shapes: new Shapes(theme),
    contents: new DetailContents(theme),
    orders: new Orders(),
    results: new DrawnRows(),
    plates,
  };
}

interface Stage {
  readonly frame: StoreApi<AppState>;
  readonly drawing: Drawing;
}

const StageContext = createContext<Stage | null>(null);
export const StageProvider = StageContext.Provider;

function useStage(): Stage {
  const stage = useContext(StageContext);
  if (stage === null) throw new Error('no StageProvider above');
  return stage;
}

/** Part of the state as of the frame being drawn. */
export function useFrame<Part>(select: (state: AppState) => Part): Part {
  return useStore(useStage().frame, select);
}

export function useDrawing(): Drawing {
  return useStage().drawing;
}
