import * as v from 'valibot';
import { parseAddress } from '../core/address.ts';
import { type AlertSettings, alertSettingsSchema } from '../core/alert-settings.ts';
import type { AuditKind } from '../core/facts.ts';
import { type Severity, severities } from '../core/finding.ts';
import { type Policy, policySchema } from '../core/policy.ts';
import type { Rule } from '../core/rule.ts';
import { clusterIdPattern } from '../core/storage-keys.ts';
import { type CronKnowledge, type Maintenance, maintenanceSchema } from './maintenance-schema.ts';

/** A configuration file for one cluster, with every default filled in. */
export interface Config {
  readonly cluster?: ClusterConfig;
  /** Where the team's own rules lie. */
  readonly localRules?: string;
  readonly policy: Policy;
  /** Rule id → what is unlike the rule's own declaration. */
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly collection: CollectionConfig;
  readonly alerting: AlertSettings;
  /** When alerts are expected, and held back. */
  readonly maintenance: readonly Maintenance[];
  readonly schedules: Schedules;
}

export type ClusterConfig = v.InferOutput<typeof clusterSchema>;
export type CollectionConfig = v.InferOutput<typeof collectionSchema>;
export type Schedules = Readonly<Partial<Record<AuditKind, { readonly intervalSeconds: number }>>>;

/** Switched off with a reason, or run with another severity, other thresholds or options. */
export interface RuleSetting {
  readonly off?: string;
  readonly severity?: Severity;
  /** Consecutive failing audits before it fires. */
  readonly failureThreshold?: number;
  /** Consecutive passing audits before it is over. */
  readonly successThreshold?: number;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Text that says something. */
export const notEmpty = (what: string) => v.pipe(v.string(), v.nonEmpty(`must not be empty: ${what}`));

/** `host:port`, without a login. */
export const address = v.pipe(
  v.string(),
  v.check((text) => !/@|:\/\//.test(text), 'must be host:port alone, without scheme, user or password'),
  v.check((text) => /@|:\/\//.test(text) || isAddress(text), 'must be host:port'),
);

function isAddress(text: string): boolean {
  const parsed = parseAddress(text);
  return parsed !== null && parsed.host !== '' && parsed.port > 0 && parsed.port < 65_536;
}

const tlsSchema = v.pipe(
  v.strictObject({
    enabled: v.optional(v.boolean(), true),
    /** Paths of PEM files. */
    ca: v.exactOptional(notEmpty('the path of a PEM file')),
    cert: v.exactOptional(notEmpty('the path of a PEM file')),
    key: v.exactOptional(notEmpty('the path of a PEM file')),
    /** Name that the certificates carry, where nodes announce bare IP addresses. */
    servername: v.exactOptional(notEmpty('the name that the certificates carry')),
    /** Accepts any certificate. */
    insecure: v.optional(v.boolean(), false),
  }),
  v.check(({ cert, key }) => (cert === undefined) === (key === undefined), 'cert and key only work together'),
);

/** Names the cluster in reports, alerts and the store. */
export const clusterId = v.pipe(
  v.string(),
  v.regex(clusterIdPattern, 'must be letters, digits, dots, dashes or underscores, at most 63'),
);

export const provider = v.optional(
  v.picklist(['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb']),
  'self-managed',
);

/** Folder of the team's own rules, from the folder of the file. */
export const localRules = v.exactOptional(notEmpty('the path of a folder of rules'));

const clusterSchema = v.strictObject({
  id: clusterId,
  provider,
  seeds: v.optional(v.array(address), []),
  username: v.exactOptional(notEmpty('leave it out to log in as the default user')),
  tls: v.exactOptional(tlsSchema),
  /** Announced address → address to connect to instead. */
  natMap: v.optional(v.record(address, address), {}),
});

export const collectionSchema = v.strictObject({
  /** Seconds after which an audit stops visiting and reports what it has. */
  deadlineSeconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(840)), 30),
  /** Nodes visited at the same time. */
  concurrency: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)), 64),
});

const schedule = v.exactOptional(v.strictObject({ intervalSeconds: v.pipe(v.number(), v.integer(), v.minValue(1)) }));

const schedulesSchema = v.strictObject({
  full: schedule,
  slowlog: schedule,
  latency: schedule,
  topology: schedule,
  persistence: schedule,
} satisfies Record<AuditKind, typeof schedule>);

/** What may stand in a configuration file, given the rules there are. @param knowledge to look into crons too */
export function configSchema(catalogue: readonly Rule[], knowledge?: CronKnowledge) {
  return v.strictObject({
    cluster: v.exactOptional(clusterSchema),
    localRules,
    ...judgementEntries(catalogue, knowledge),
    schedules: v.optional(schedulesSchema, {}),
  });
}

/**
 * What belongs to a cluster wherever it is declared: what its team promises, which rules judge it, how it is read, when
 * people are told, and when its alerts are held back.
 */
export function judgementEntries(catalogue: readonly Rule[], knowledge?: CronKnowledge) {
  const settings = Object.fromEntries(catalogue.map((rule) => [rule.id, v.exactOptional(ruleSchema(rule))]));
  return {
    policy: v.optional(policySchema, {}),
    rules: v.optional(v.strictObject(settings), {}),
    collection: v.optional(collectionSchema, {}),
    alerting: v.optional(alertSettingsSchema, {}),
    maintenance: v.optional(maintenanceSchema(catalogue, knowledge), []),
  };
}

const threshold = v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)));

function ruleSchema(rule: Rule) {
  return v.pipe(
    v.strictObject({
      off: v.exactOptional(v.pipe(v.string('must be the reason, as text'), v.nonEmpty('must not be empty: say why'))),
      severity: v.exactOptional(v.picklist(severities)),
      failureThreshold: threshold,
      successThreshold: threshold,
      options: v.exactOptional(rule.optionsSchema),
    }),
    v.check(
      ({ off, ...others }) => off === undefined || Object.keys(others).length === 0,
      'is switched off, so what else is set for it has no effect: leave it out',
    ),
  );
}
