/** Time as the watcher sees it; tests bring their own. */
export interface WatchClock {
  /** ms since the epoch. */
  now(): number;
  /** Calls `run` after `ms`; returns how to call that off. */
  after(ms: number, run: () => void): () => void;
}

/** The real one. Its timers do not keep the process alive. */
export const systemClock: WatchClock = {
  now: Date.now,
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
