import * as v from 'valibot';
import { CLUSTER_FILE } from '../../constants.ts';
import type { AlertSettings } from '../../core/alert-settings.ts';
import type { AuditKind, ProviderName } from '../../core/facts.ts';
import type { Policy } from '../../core/policy.ts';
import type { Rule } from '../../core/rule.ts';
import type { ConnectionSettings, TlsSettings } from '../../ports.ts';
import type { Maintenance } from '../maintenance-schema.ts';
import { address, type CollectionConfig, clusterId, judgementEntries, provider, type RuleSetting } from '../schema.ts';
import { parseShipped } from './shipped-file.ts';

/** What a function finds in `cluster.json` beside its code: one cluster, and how its facts are judged. Holds no secret. */
export interface DeployedCluster {
  readonly schemaVersion: 1;
  readonly environment: string;
  readonly cluster: { readonly id: string; readonly provider: ProviderName };
  readonly seeds: readonly string[];
  readonly username?: string;
  /** Name or ARN of the secret with the password. */
  readonly secret?: string;
  /** With the texts of the certificates in it; absent without TLS. */
  readonly tls?: TlsSettings;
  readonly natMap: Readonly<Record<string, string>>;
  /** Seconds from one audit of a kind to the next; kinds that are left out are not scheduled. */
  readonly intervals: Readonly<Partial<Record<AuditKind, number>>>;
  readonly policy: Policy;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly collection: CollectionConfig;
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
  const text = v.exactOptional(v.string());
  return v.strictObject({
    schemaVersion: v.literal(1),
    environment: v.string(),
    cluster: v.strictObject({ id: clusterId, provider }),
    seeds: v.pipe(v.array(address), v.minLength(1, 'must name at least one node to begin with')),
    username: text,
    secret: text,
    tls: v.exactOptional(
      v.strictObject({
        ca: text,
        cert: text,
        key: text,
        servername: text,
        insecure: v.exactOptional(v.boolean()),
      }),
    ),
    natMap: v.optional(v.record(address, address), {}),
    intervals: intervalsSchema,
    ...judgementEntries(catalogue),
  });
}

/**
 * Reads what was shipped with a function.
 *
 * @throws ConfigError with everything that is wrong with it
 */
export function parseDeployedCluster(json: string, catalogue: readonly Rule[]): DeployedCluster {
  return parseShipped(json, CLUSTER_FILE, deployedSchema(catalogue)) as DeployedCluster;
}

/**
 * How a function reaches the nodes.
 *
 * @param password what the secret holds; undefined where the cluster asks for none
 * @param username of the secret, where it names one: it changes with the password when secrets are rotated in turns
 */
export function connectionFor(
  deployed: DeployedCluster,
  password: string | undefined,
  username = deployed.username,
): ConnectionSettings {
  const { tls, natMap } = deployed;
  return {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls }),
    natMap,
  };
}
