import { auditKinds } from '../../core/facts.ts';
import type { Problem } from '../problems.ts';
import { isAbsent, list, mapping, problem, type RawCluster } from './raw.ts';
import { scheduleFault, timeZoneFault } from './schedule-faults.ts';
import { unreachableSecrets } from './secret-checks.ts';

/** What is wrong with one cluster of an environment beyond its single values. */
export function clusterProblems(raw: RawCluster, now: number): readonly Problem[] {
  return [...providerProblems(raw), ...unreachableSecrets(raw), ...networkProblems(raw), ...scheduleProblems(raw, now)];
}

function providerProblems({ index, cluster: { provider } }: RawCluster): readonly Problem[] {
  const notYet = ['elasticache', 'elasticache-serverless', 'memorydb'];
  if (!notYet.includes(String(provider))) return [];
  const hint = 'deploy self-managed clusters only for now';
  return [problem(['clusters', index, 'provider'], 'cannot be deployed yet: only self-managed is built', hint)];
}

function networkProblems({ index, cluster }: RawCluster): readonly Problem[] {
  if (isAbsent(cluster.network)) return [];
  const path = ['clusters', index, 'network'];
  const {
    egress = 'none',
    s3Endpoint = 'create',
    routeTableIds,
    subnetIds,
    availabilityZones,
  } = mapping(cluster.network);
  const zones = list(availabilityZones).length;
  const tooMany = zones > list(subnetIds).length && list(subnetIds).length > 0;
  const noTable = s3Endpoint === 'create' && list(routeTableIds).length === 0;
  const zonesHint = 'name the zone of each subnet and no other';
  const tableHint = 'name in routeTableIds those of the subnets, or set s3Endpoint: existing if they lead to one';
  return [
    ...(tooMany ? [problem([...path, 'availabilityZones'], 'names more zones than there are subnets', zonesHint)] : []),
    // By a NAT gateway S3 is reached without an endpoint.
    ...(noTable && egress !== 'nat'
      ? [problem([...path, 'routeTableIds'], 'is needed to make the gateway endpoint for S3', tableHint)]
      : []),
  ];
}

function scheduleProblems({ index, cluster }: RawCluster, now: number): readonly Problem[] {
  const path = ['clusters', index];
  return [
    ...auditKinds.flatMap((kind) => givenProblems(mapping(cluster.schedules)[kind], [...path, 'schedules', kind], now)),
    ...givenProblems(mapping(cluster.backup).save, [...path, 'backup', 'save'], now),
    ...zonedProblems(mapping(cluster.backup).copy, [...path, 'backup', 'copy'], now),
  ];
}

/** An expression, or a mapping with one and a time zone. */
function givenProblems(given: unknown, path: Problem['path'], now: number): readonly Problem[] {
  return typeof given === 'string' ? expressionProblems(given, 'UTC', path, now) : zonedProblems(given, path, now);
}

/** What is wrong with a schedule and its time zone beside it. */
export function zonedProblems(given: unknown, path: Problem['path'], now: number): readonly Problem[] {
  const { schedule, timeZone = 'UTC' } = mapping(given);
  const zone = typeof timeZone === 'string' ? timeZone : 'UTC';
  const zoneFault = timeZoneFault(zone);
  return [
    ...(typeof schedule === 'string' ? expressionProblems(schedule, zone, [...path, 'schedule'], now) : []),
    ...(zoneFault === undefined ? [] : [problem([...path, 'timeZone'], zoneFault.message, zoneFault.hint)]),
  ];
}

function expressionProblems(schedule: string, zone: string, path: Problem['path'], now: number): readonly Problem[] {
  // Of what has not even the outline of a schedule, the schema tells.
  const fault = /^(?:rate|cron)\(.*\)$/s.test(schedule) ? scheduleFault(schedule, zone, now) : undefined;
  return fault === undefined ? [] : [problem(path, fault.message, fault.hint)];
}
