import * as v from 'valibot';
import { CLUSTER_FILE } from '../../constants.ts';
import type { ProviderName } from '../../core/facts.ts';
import type { ConnectionSettings, TlsSettings } from '../../ports.ts';
import { address, type CollectionConfig, clusterId, collectionSchema, provider } from '../schema.ts';
import { type Keep, keepSchema } from './keep-schema.ts';
import { parseShipped } from './shipped-file.ts';

/**
 * What a function that judges nothing finds in `cluster.json` beside its code: one cluster, how its nodes are reached, and
 * which copies of it are kept. Holds no secret.
 */
export interface DeployedNodes {
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
  readonly collection: CollectionConfig;
  /** Which sets of RDBs stay, for the function that copies. */
  readonly keep?: Keep;
}

const text = v.exactOptional(v.string());

/** What every declaration of a cluster has. */
export const nodesEntries = {
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
};

const nodesSchema = v.strictObject({
  ...nodesEntries,
  collection: v.optional(collectionSchema, {}),
  keep: v.exactOptional(keepSchema),
});

/**
 * Reads what was shipped with a function that judges nothing.
 *
 * @throws ConfigError with everything that is wrong with it
 */
export function parseDeployedNodes(json: string): DeployedNodes {
  return parseShipped(json, CLUSTER_FILE, nodesSchema) as DeployedNodes;
}

/**
 * How a function reaches the nodes.
 *
 * @param password what the secret holds; undefined where the cluster asks for none
 * @param username of the secret, where it names one: it changes with the password when secrets are rotated in turns
 */
export function connectionFor(
  deployed: Pick<DeployedNodes, 'username' | 'tls' | 'natMap'>,
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
