import * as v from 'valibot';
import { DIGEST_FILE } from '../../constants.ts';
import { type PeriodKind, periodKinds } from '../../core/digest/period.ts';
import type { Rule } from '../../core/rule.ts';
import { clusterId, judgementEntries } from '../schema.ts';
import { type DeployedCluster, intervalsSchema } from './deployed-cluster.ts';
import { parseShipped } from './shipped-file.ts';

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
  return parseShipped(json, DIGEST_FILE, deployedSchema(catalogue)) as DeployedDigest;
}
