/** Time as an argument, so that tests decide what time it is. */
export interface Timers {
  /** ms on a clock that never goes back. */
  now(): number;
  /** Runs `task` once, `ms` from now (0: as soon as what is going on is done); returns how to cancel. */
  after(ms: number, task: () => void): () => void;
}

export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (ms, task) => {
    if (ms <= 0) {
      const immediate = setImmediate(task);
      return () => {
        clearImmediate(immediate);
      };
    }
    const timer = setTimeout(task, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
