import * as v from 'valibot';
import { auditKinds } from '../../core/facts.ts';
import type { Rule } from '../../core/rule.ts';
import { ConfigError } from '../config-error.ts';
import { address, clusterId, judgementEntries, notEmpty, provider } from '../schema.ts';
import type { DeployedCluster } from './deployed-cluster.ts';

/**
 * Reads what a function was deployed with.
 *
 * @throws ConfigError with everything that is wrong with it
 */
export function parseDeployedCluster(json: unknown, catalogue: readonly Rule[]): DeployedCluster {
  const parsed = v.safeParse(schema(catalogue), json);
  if (parsed.success) return parsed.output as DeployedCluster;
  const problems = parsed.issues.map((issue) => ({
    path: v.getDotPath(issue) ?? '',
    message: issue.message,
    hint: '',
  }));
  throw new ConfigError('cluster.json', problems);
}

const text = (what: string) => v.exactOptional(notEmpty(what));

function schema(catalogue: readonly Rule[]) {
  const pem = text('a PEM text');
  return v.strictObject({
    schemaVersion: v.literal(1),
    environment: v.string(),
    cluster: v.strictObject({ id: clusterId, provider }),
    seeds: v.pipe(v.array(address), v.minLength(1, 'name at least one node to begin with')),
    username: text('leave it out to log in as the default user'),
    secret: text('the name or ARN of a secret'),
    tls: v.exactOptional(
      v.strictObject({
        ca: pem,
        cert: pem,
        key: pem,
        servername: text('a name'),
        insecure: v.exactOptional(v.boolean()),
      }),
    ),
    natMap: v.optional(v.record(address, address), {}),
    intervals: v.record(v.picklist(auditKinds), v.pipe(v.number(), v.minValue(1))),
    ...judgementEntries(catalogue),
  });
}
