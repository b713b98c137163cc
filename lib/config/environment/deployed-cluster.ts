import type { TlsSettings } from '../../adapters/collectors/connection.ts';
import type { AuditKind, ProviderName } from '../../core/facts.ts';
import type { Policy } from '../../core/policy.ts';
import type { CollectionConfig, RuleSetting } from '../schema.ts';

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
}
