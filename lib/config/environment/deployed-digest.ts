import * as v from 'valibot';
import { DIGEST_FILE } from '../../constants.ts';
import { type PeriodKind, periodKinds } from '../../core/digest/period.ts';
import type { Rule } from '../../core/rule.ts';
import { ConfigError, type ConfigProblem } from '../config-error.ts';
import { pathText } from '../path.ts';
import { validate } from '../problems.ts';
import { clusterId, judgementEntries } from '../schema.ts';
import { type DeployedCluster, intervalsSchema } from './deployed-cluster.ts';

/** What the function for digests finds in `digest.json` beside its code. Holds no secret. */
export interface DeployedDigest {
  readonly schemaVersion: 1;
  readonly environment: string;
  readonly period: PeriodKind;
  readonly clusters: readonly DigestedCluster[];
}

/** One cluster, as far as a digest depends on how it is declared. */
export interface DigestedCluster extends Pick<DeployedCluster, 'intervals' | 'policy' | 'maintenance'> {
  readonly id: string;
}

function deployedSchema(catalogue: readonly Rule[]) {
  const { policy, maintenance } = judgementEntries(catalogue);
  return v.strictObject({
    schemaVersion: v.literal(1),
    environment: v.string(),
    period: v.picklist(periodKinds),
    clusters: v.array(v.strictObject({ id: clusterId, intervals: intervalsSchema, policy, maintenance })),
  });
}

/**
 * Reads what was shipped with the function.
 *
 * @throws ConfigError with everything that is wrong with it
 */
export function parseDeployedDigest(json: string, catalogue: readonly Rule[]): DeployedDigest {
  const result = validate(deployedSchema(catalogue), parsed(json));
  if ('output' in result) return result.output as DeployedDigest;
  throw notShipped(result.problems.map(({ path, message, hint }) => ({ path: pathText(path), message, hint })));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw notShipped([{ path: '', message: 'is not JSON', hint: '' }]);
  }
}

function notShipped(problems: readonly ConfigProblem[]): ConfigError {
  return new ConfigError(DIGEST_FILE, problems, { hint: 'Deploy again: the stack writes this file.' });
}
