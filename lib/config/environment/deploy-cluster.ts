import type { AuditKind } from '../../core/facts.ts';
import type { TlsSettings } from '../../ports.ts';
import type { PemTexts } from './certificates.ts';
import type { DeployedCluster } from './deployed-cluster.ts';
import type { DeployedDigest } from './deployed-digest.ts';
import type { DeployedNodes } from './deployed-nodes.ts';
import { longestGapSeconds } from './schedule.ts';
import type { EnvironmentCluster } from './schema.ts';

/**
 * What is shipped with the functions of one cluster.
 *
 * @param environment its name
 * @param pemTexts of every certificate file that the cluster names
 * @param now milliseconds since 1970
 */
export function deployedCluster(
  environment: string,
  cluster: EnvironmentCluster,
  pemTexts: PemTexts,
  now: number,
): DeployedCluster {
  const { id, provider, seeds, username, secret, natMap, policy, rules, collection, alerting, maintenance } = cluster;
  const tls = tlsSettings(cluster.tls, pemTexts);
  return {
    schemaVersion: 1,
    environment,
    cluster: { id, provider },
    seeds,
    ...(username === undefined ? {} : { username }),
    ...(secret === undefined ? {} : { secret }),
    ...(tls === undefined ? {} : { tls }),
    natMap,
    intervals: intervalsOf(cluster, now),
    policy,
    rules,
    collection,
    alerting,
    maintenance,
  };
}

/** What is shipped with the function that sums up. */
export function deployedDigest(
  environment: string,
  period: DeployedDigest['period'],
  clusters: readonly EnvironmentCluster[],
  now: number,
): DeployedDigest {
  return {
    schemaVersion: 1,
    environment,
    period,
    clusters: clusters.map((cluster) => {
      const { id, policy, maintenance } = cluster;
      return { id, policy, maintenance, intervals: intervalsOf(cluster, now) };
    }),
  };
}

/** The same for a function that saves or copies: it judges nothing, and logs in as somebody else. */
export function deployedNodes(
  { schemaVersion, environment, cluster, seeds, tls, natMap, collection }: DeployedCluster,
  { username, secret, keep }: Pick<DeployedNodes, 'username' | 'secret' | 'keep'>,
): DeployedNodes {
  return {
    schemaVersion,
    environment,
    cluster,
    seeds,
    ...(username === undefined ? {} : { username }),
    ...(secret === undefined ? {} : { secret }),
    ...(tls === undefined ? {} : { tls }),
    natMap,
    collection,
    ...(keep === undefined ? {} : { keep }),
  };
}

/** By the longest pause that a schedule makes: what fires on weekdays only is not missed on a Monday. */
export function intervalsOf({ schedules }: EnvironmentCluster, now: number): DeployedCluster['intervals'] {
  const kinds = Object.entries(schedules) as [AuditKind, NonNullable<(typeof schedules)[AuditKind]>][];
  return Object.fromEntries(kinds.map(([kind, schedule]) => [kind, longestGapSeconds(schedule, now)]));
}

function tlsSettings(tls: EnvironmentCluster['tls'], pemTexts: PemTexts): TlsSettings | undefined {
  if (tls === undefined) return undefined;
  const { ca: path, servername, insecure } = tls;
  const ca = path === undefined ? undefined : pemTexts[path];
  if (path !== undefined && ca === undefined) throw new TypeError(`the text of ${path} was not handed in`);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(servername === undefined ? {} : { servername }),
    insecure,
  };
}
