import type { Problem } from '../problems.ts';
import { clusterProblems, zonedProblems } from './cluster-checks.ts';
import { clustersOf, list, type Mapping, mapping, problem } from './raw.ts';
import { foreignSecrets } from './secret-checks.ts';

/**
 * What no single value shows: settings that only fail together, or that AWS would refuse at the deploy or never act on.
 *
 * @param data an environment file as it was read, right or wrong
 * @param now milliseconds since 1970
 */
export function wholeFileProblems(data: unknown, now: number): readonly Problem[] {
  const environment = mapping(data);
  const clusters = clustersOf(environment);
  return [
    ...accountProblems(environment),
    ...['email', 'queues', 'endpoints'].flatMap((name) =>
      twiceProblems(mapping(environment.alerts)[name], ['alerts', name]),
    ),
    ...twiceProblems(mapping(environment.watchdog).email, ['watchdog', 'email']),
    ...zonedProblems(environment.digest, ['digest'], now),
    ...idProblems(clusters.map(({ cluster }) => cluster.id)),
    ...clusters.flatMap(({ index, cluster }) => zoneProblems(environment.region, cluster, index)),
    ...foreignSecrets(environment),
    ...clusters.flatMap((each) => clusterProblems(each, now)),
  ];
}

function accountProblems({ account, region }: Mapping): readonly Problem[] {
  if ((account === undefined) === (region === undefined)) return [];
  const [named, other] = account === undefined ? ['region', 'account'] : ['account', 'region'];
  const hint = 'name both, or neither to deploy to where your credentials lead';
  return [problem([named], `is named without ${other}`, hint, 'key')];
}

/** SNS has one subscription for an address. */
function twiceProblems(addresses: unknown, path: readonly string[]): readonly Problem[] {
  const all = list(addresses);
  return all.flatMap((address, index) =>
    typeof address === 'string' && all.indexOf(address) < index
      ? [problem([...path, index], 'is named a second time', 'leave it out')]
      : [],
  );
}

function idProblems(ids: readonly unknown[]): readonly Problem[] {
  return ids.flatMap((id, index) => {
    const first = ids.indexOf(id);
    if (typeof id !== 'string' || first === index) return [];
    const message = `is the id of clusters[${first}] too`;
    return [
      problem(['clusters', index, 'id'], message, 'facts, alerts and functions go by it: give each cluster its own'),
    ];
  });
}

function zoneProblems(region: unknown, cluster: Mapping, index: number): readonly Problem[] {
  const zones = list(mapping(cluster.network).availabilityZones);
  return zones.flatMap((zone, place) =>
    typeof zone === 'string' && typeof region === 'string' && !zone.startsWith(region)
      ? [
          problem(
            ['clusters', index, 'network', 'availabilityZones', place],
            'lies outside the region of this file',
            '',
          ),
        ]
      : [],
  );
}
