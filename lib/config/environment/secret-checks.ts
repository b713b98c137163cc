import type { Problem } from '../problems.ts';
import { clustersOf, isAbsent, type Mapping, mapping, problem, type RawCluster } from './raw.ts';
import { REGION } from './region.ts';

/** A secret with the place where it is named. */
interface NamedSecret {
  readonly secret: unknown;
  readonly path: Problem['path'];
}

function secretsOfCluster({ index, cluster }: RawCluster): readonly NamedSecret[] {
  const path = ['clusters', index];
  const backup = mapping(cluster.backup);
  return [
    { secret: cluster.secret, path: [...path, 'secret'] },
    { secret: backup.secret, path: [...path, 'backup', 'secret'] },
    { secret: mapping(backup.copy).secret, path: [...path, 'backup', 'copy', 'secret'] },
  ].filter(({ secret }) => secret !== undefined);
}

function secretsOfAlerts({ alerts }: Mapping): readonly NamedSecret[] {
  return ['webhook', 'pagerduty'].map((name) => {
    return { secret: mapping(mapping(alerts)[name]).secret, path: ['alerts', name, 'secret'] };
  });
}

/** Secrets of a cluster whose function has no way to Secrets Manager. */
export function unreachableSecrets(raw: RawCluster): readonly Problem[] {
  const { network } = raw.cluster;
  const { egress = 'none' } = mapping(network);
  if (isAbsent(network) || egress !== 'none') return [];
  const message = 'cannot be read: with network.egress none the function reaches nothing of AWS but S3';
  const hint =
    'set egress: endpoints to make an endpoint for it, egress: nat if the subnets have a NAT gateway, or leave network out';
  return secretsOfCluster(raw).map(({ path }) => problem(path, message, hint));
}

/**
 * Secrets of another region than that of the functions: Secrets Manager answers for its own alone. Nothing is told where
 * the file names no region, as the credentials of the deploy decide it then, nor of a secret that is named without one.
 */
export function foreignSecrets(environment: Mapping): readonly Problem[] {
  const here = regionIn(environment.region, wholeRegion);
  if (here === undefined) return [];
  const secrets = [...secretsOfAlerts(environment), ...clustersOf(environment).flatMap(secretsOfCluster)];
  return secrets.flatMap(({ secret, path }) => {
    const there = regionIn(secret, secretArn);
    if (there === undefined || there === here) return [];
    const message = `is in ${there}, and a function in ${here} reads no secret of another region`;
    return [problem(path, message, `replicate the secret to ${here}, and name the ARN of the replica`)];
  });
}

/** Strict enough that what a message repeats of it can be nothing but a region. */
const wholeRegion = new RegExp(`^(${REGION})$`);
const secretArn = new RegExp(`^arn:aws[\\w-]*:secretsmanager:(${REGION}):\\d{12}:secret:[\\w/+=.@-]+$`);

function regionIn(value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' ? form.exec(value)?.[1] : undefined;
}
