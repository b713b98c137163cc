import type { PemTexts } from './certificates.ts';
import type { DeployedCluster } from './deployed-cluster.ts';
import type { EnvironmentCluster } from './schema.ts';

/** What is shipped with the functions of one cluster. */
export function deployedCluster(
  environment: string,
  cluster: EnvironmentCluster,
  pemTexts: PemTexts,
  _now: number,
): DeployedCluster {
  const { id, provider, seeds, username, secret, natMap, policy, rules, collection, tls } = cluster;
  const ca = tls?.ca === undefined ? undefined : pemTexts[tls.ca];
  return {
    schemaVersion: 1,
    environment,
    cluster: { id, provider },
    seeds,
    ...(username === undefined ? {} : { username }),
    ...(secret === undefined ? {} : { secret }),
    ...(tls === undefined ? {} : { tls: { ...(ca === undefined ? {} : { ca }), insecure: tls.insecure } }),
    natMap,
    intervals: {},
    policy,
    rules,
    collection,
  };
}
