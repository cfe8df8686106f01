import { clusterSettings } from './cluster-settings.js';
import type { Config } from './config/config.js';
import { Cluster } from './kafka/cluster.js';
import { type OpenPages, TopicPages } from './kafka/pages.js';

/** How the logs of a configuration's topic are opened for whoever scrolls or seeks: connected when that is. */
export function pagesFor(config: Config): OpenPages {
  const { topic, partitions, isolation, checkCrcs } = config;
  return () =>
    new TopicPages(async () => new Cluster(await clusterSettings(config)), {
      topic,
      partitions,
      isolation,
      checkCrcs,
    });
}
