import { Cluster } from '../kafka/cluster.js';
import type { ClusterSettings } from '../kafka/settings.js';
import type { Watch } from '../model/watch.js';
import { systemClock } from './clock.js';
import { Watcher } from './watcher.js';

export interface OpenWatchOptions {
  /** What the cluster is called on screen. */
  readonly name: string;
  /** `--write` was given, and nothing forbids it. */
  readonly write: boolean;
  /** What is not checked of the brokers' certificates; null for nothing. */
  readonly unverified?: string | null;
}

/** Watches a cluster over connections of its own; asks nothing before something is looked at. */
export function openWatch(
  settings: ClusterSettings,
  { name, write, unverified = null }: OpenWatchOptions,
): Watch {
  const cluster = new Cluster(settings, { changes: write, membership: false });
  return new Watcher({ cluster, name, writable: write, unverified, clock: systemClock });
}
