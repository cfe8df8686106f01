/** Why more may be written: a full output has drained, or the terminal has drawn what it was sent. */
export type DrainCause = 'drained' | 'drawn';

/** Where frames go. Bytes it has not taken yet are its own affair; it says when it wants more. */
export interface ScreenOutput {
  /** Whether a frame may be written: the last ones have been taken, and mostly drawn. */
  readonly ready: boolean;
  /** Bytes that are known to be on their way to the eye; 0 where that cannot be known. */
  readonly inFlight: number;
  write(text: string): void;
  /** Calls `listener` whenever more may be written than before; returns how to stop that. */
  onDrain(listener: (cause: DrainCause) => void): () => void;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}
