import { notMember } from './membership.js';
import { NO_EVENTS } from './timeline.js';
import type { Session, SessionSnapshot } from './session.js';

const nothing = (): void => undefined;

const SNAPSHOT: SessionSnapshot = {
  cluster: '',
  topic: '',
  mode: '',
  connection: { state: 'ready' },
  checklist: null,
  partitions: [],
  totals: {
    seen: 0,
    rate: 0,
    lag: 0n,
    control: 0,
    aborted: 0,
    damaged: 0,
    lost: 0n,
    history: new Array<number>(60).fill(0),
  },
  stream: {
    entries: { first: 0, end: 0, get: () => undefined, indexOf: () => 0 },
    version: 0,
    paused: false,
    pausedAt: null,
    filter: null,
    breakpoint: null,
    dropped: 0,
    window: { live: true, below: 0n, begins: true, loading: null, looked: 0, cleanupPolicy: null },
  },
  notices: [],
  search: null,
  timeline: NO_EVENTS,
  membership: null,
  repeats: [],
  startedAt: 0,
  lastArrivalAt: null,
  startedFrom: '',
  unverified: null,
  finished: false,
};

/** Stands where a session would while no topic is open: nothing comes, and nobody is asked for anything. */
export const NO_SESSION: Session = {
  current: () => SNAPSHOT,
  subscribe: () => nothing,
  commands: {
    pause: nothing,
    resume: nothing,
    filter: nothing,
    breakAt: nothing,
    retry: nothing,
    check: nothing,
    shown: nothing,
    commit: () => Promise.reject(notMember()),
    look: nothing,
    seek: () => Promise.resolve(null),
    search: nothing,
    exportSearch: () => Promise.resolve(0),
    stopSearch: nothing,
  },
};
