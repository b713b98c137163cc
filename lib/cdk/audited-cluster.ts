import { Token } from 'aws-cdk-lib';
import * as v from 'valibot';
import { ConfigError } from '../config/config-error.ts';
import { wholeFileProblems } from '../config/environment/checks.ts';
import { withImplied } from '../config/environment/implied.ts';
import { type EnvironmentCluster, environmentSchema } from '../config/environment/schema.ts';
import { cronKnowledge } from '../config/maintenance.ts';
import type { Maintenance } from '../config/maintenance-schema.ts';
import { pathText } from '../config/path.ts';
import { withPolicies } from '../config/policy-data.ts';
import { type Problem, validate } from '../config/problems.ts';
import { UsageError } from '../core/errors.ts';
import type { Rule } from '../core/rule.ts';
import type { ClusterNetwork } from './cluster-network.ts';

type ClusterInput = v.InferInput<ReturnType<typeof environmentSchema>>['clusters'][number];

/**
 * A cluster, declared as in an environment file, with two differences: `tls.ca` is the text of the certificates and not
 * a path, and the network is made of the app's own constructs. What is declared is shipped in a file beside the code of
 * the functions, so all of it but the network must be known when the app is synthesised: the name of a secret, not a
 * reference to one that the same app makes.
 */
export interface AuditedCluster extends Omit<ClusterInput, 'network' | 'maintenance'> {
  /** @default outside any VPC: the nodes can be reached from the internet */
  readonly network?: ClusterNetwork;
  /** @default alerts are held back at no time */
  readonly maintenance?: readonly Maintenance[];
}

/** The same with every default filled in. */
export interface CheckedCluster {
  readonly declared: EnvironmentCluster;
  readonly network?: ClusterNetwork;
}

/** What clusters are checked against. */
export interface CheckContext {
  /** Whose clusters they are, for messages. */
  readonly where: string;
  /** Milliseconds since 1970: a schedule whose years are over never fires. */
  readonly now: number;
  /** Every rule there is. */
  readonly catalogue: readonly Rule[];
}

/**
 * Fills in what was left out, and what scheduled copies imply, as an environment file does.
 *
 * @throws ConfigError with everything that is wrong with them
 */
export function checkedClusters(
  clusters: readonly AuditedCluster[],
  { where, now, catalogue }: CheckContext,
): readonly CheckedCluster[] {
  const data = { clusters: clusters.map(withoutNetwork) };
  if (Token.isUnresolved(JSON.stringify(data))) throw unresolved(where);
  const schema = v.strictObject({ clusters: environmentSchema(catalogue, cronKnowledge).entries.clusters });
  const asWritten = validate(schema, data);
  const result = 'problems' in asWritten ? asWritten : validate(schema, withPolicies(data));
  const ofSchema = 'problems' in result ? result.problems : [];
  const problems = [...ofSchema, ...wholeFileProblems(data, now)];
  if (problems.length > 0 || !('output' in result)) throw new ConfigError(where, problems.map(told));
  return result.output.clusters.map((declared, index) => {
    const network = clusters[index]?.network;
    const implied = withImplied(declared as EnvironmentCluster, catalogue, now);
    return { declared: implied, ...(network === undefined ? {} : { network }) };
  });
}

/** Constructs are no data, and what is wrong with them shows where they are used. */
function withoutNetwork({ network: _network, ...declared }: AuditedCluster): Omit<AuditedCluster, 'network'> {
  return declared;
}

function told({ path, message, hint }: Problem) {
  return { path: pathText(path), message, hint };
}

function unresolved(where: string): UsageError {
  return new UsageError(
    `the clusters of ${where} refer to something that is known only at the deploy`,
    'Write out seeds and the name of the secret: they are shipped in a file beside the code.',
  );
}
