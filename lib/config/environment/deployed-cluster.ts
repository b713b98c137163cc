import * as v from 'valibot';
import { CLUSTER_FILE } from '../../constants.ts';
import type { AlertSettings } from '../../core/alert-settings.ts';
import type { AuditKind } from '../../core/facts.ts';
import type { Policy } from '../../core/policy.ts';
import type { Rule } from '../../core/rule.ts';
import type { Maintenance } from '../maintenance-schema.ts';
import { judgementEntries, type RuleSetting } from '../schema.ts';
import { type DeployedNodes, nodesEntries } from './deployed-nodes.ts';
import { parseShipped } from './shipped-file.ts';

/** What a function finds in `cluster.json` beside its code: one cluster, and how its facts are judged. Holds no secret. */
export interface DeployedCluster extends Omit<DeployedNodes, 'keep'> {
  /** Seconds from one audit of a kind to the next; kinds that are left out are not scheduled. */
  readonly intervals: Readonly<Partial<Record<AuditKind, number>>>;
  readonly policy: Policy;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly alerting: AlertSettings;
  /** When alerts are held back. */
  readonly maintenance: readonly Maintenance[];
}

const seconds = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1)));

/** Seconds from one audit of a kind to the next. */
export const intervalsSchema = v.optional(
  v.strictObject({
    full: seconds,
    slowlog: seconds,
    latency: seconds,
    topology: seconds,
    persistence: seconds,
  } satisfies Record<AuditKind, typeof seconds>),
  {},
);

function deployedSchema(catalogue: readonly Rule[]) {
  return v.strictObject({ ...nodesEntries, intervals: intervalsSchema, ...judgementEntries(catalogue) });
}

/**
 * Reads what was shipped with a function.
 *
 * @throws ConfigError with everything that is wrong with it
 */
export function parseDeployedCluster(json: string, catalogue: readonly Rule[]): DeployedCluster {
  return parseShipped(json, CLUSTER_FILE, deployedSchema(catalogue)) as DeployedCluster;
}
