import type { StateCreator } from 'zustand/vanilla';
import type { AppState } from './state.js';

export interface ColumnsSlice {
  /** Fields that the rows of the stream show, as they are typed; none for key and value as they are. */
  readonly columns: readonly string[];
  setColumns(columns: readonly string[]): void;
}

export function createColumnsSlice(
  start: readonly string[],
): StateCreator<AppState, [], [], ColumnsSlice> {
  return (set) => ({
    columns: start,
    setColumns: (columns) => {
      set({ columns });
    },
  });
}
