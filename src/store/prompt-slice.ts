import type { StateCreator } from 'zustand/vanilla';
import type { Notice } from '../model/session.js';
import type { Edit } from './line-edit.js';
import {
  completed,
  edited,
  promptOf,
  recalled,
  remembered,
  type Completion,
  type Prompt,
  type PromptKind,
  type PromptProblem,
} from './prompt.js';
import type { AppState } from './state.js';

/** What was typed before in each kind of prompt, the newest last. */
export type Histories = Readonly<Record<PromptKind, readonly string[]>>;

export interface PromptSlice {
  readonly histories: Histories;
  /** What the screen itself has to say, beside the session's notices: what came of a command. */
  readonly told: Notice | null;
  openPrompt(kind: PromptKind, text: string): void;
  edit(edit: Edit): void;
  recall(step: 1 | -1): void;
  complete(fresh: () => Completion, step: 1 | -1): void;
  /** Keeps the prompt open and says what is wrong. */
  refuse(problem: PromptProblem): void;
  /** Says what is still wrong with what is being typed; null for nothing. */
  doubt(problem: PromptProblem | null): void;
  remember(kind: PromptKind, text: string): void;
  tell(notice: Notice): void;
}

export function createPromptSlice(
  histories: Histories,
): StateCreator<AppState, [], [], PromptSlice> {
  return (set) => {
    const change = (of: (prompt: Prompt, state: AppState) => Prompt) => {
      set((state) =>
        state.overlay.kind === 'prompt'
          ? { overlay: { ...state.overlay, prompt: of(state.overlay.prompt, state) } }
          : {},
      );
    };
    return {
      histories,
      told: null,
      openPrompt: (kind, text) => {
        set(({ overlay }) => ({
          overlay: {
            kind: 'prompt',
            prompt: promptOf(kind, text),
            over: overlay.kind === 'search' ? 'search' : null,
          },
        }));
      },
      edit: (edit) => {
        change((prompt) => edited(prompt, edit));
      },
      recall: (step) => {
        change((prompt, state) => recalled(prompt, state.histories[prompt.kind], step));
      },
      complete: (fresh, step) => {
        change((prompt) => completed(prompt, fresh, step));
      },
      refuse: (problem) => {
        change((prompt) => ({ ...prompt, problem, completing: null }));
      },
      doubt: (unfinished) => {
        change((prompt) => ({ ...prompt, unfinished }));
      },
      remember: (kind, text) => {
        set((state) => ({
          histories: { ...state.histories, [kind]: remembered(state.histories[kind], text) },
        }));
      },
      tell: (told) => {
        set({ told });
      },
    };
  };
}
