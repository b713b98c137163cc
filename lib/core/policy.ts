import * as v from 'valibot';
import { directives } from './fact-names.ts';

const role = v.picklist(['primary', 'replica']);

/** Kinds of data for which there is a policy to begin with. */
export const presetNames = ['store', 'sessions', 'cache'] as const;

export type PresetName = (typeof presetNames)[number];

/** What a team declares about its cluster; the rules judge against it. Defaults suit a durable store. */
export const policySchema = v.strictObject({
  /** What is not declared is as this kind of data usually wants it. */
  preset: v.exactOptional(v.picklist(presetNames)),
  /** In a cache a full memory and evictions are normal. */
  use: v.optional(v.picklist(['store', 'sessions', 'cache']), 'store'),
  /** `none`: the data may vanish. */
  persistence: v.optional(v.picklist(['durable', 'none']), 'durable'),
  aof: v.optional(
    v.strictObject({
      /** Roles on which the append-only file must be on. */
      roles: v.optional(v.array(role), ['primary', 'replica']),
      /** Accepted values of `appendfsync`. */
      fsync: v.optional(v.array(v.picklist(['always', 'everysec', 'no'])), ['everysec', 'always']),
    }),
    {},
  ),
  rdb: v.optional(
    v.strictObject({
      /** Where save points are accepted. */
      savePoints: v.optional(v.picklist(['none', 'replicas', 'anywhere']), 'none'),
    }),
    {},
  ),
  /** Most seconds of acknowledged writes a shard may lose when a host fails or a replica takes over. */
  maxLossSeconds: v.optional(v.pipe(v.number(), v.minValue(0)), 60),
  /** Seconds Linux may keep written pages in memory: 30 s expiry and a wake-up every 5 s. */
  kernelFlushSeconds: v.optional(v.pipe(v.number(), v.minValue(0)), 35),
  /** That copies are made off the hosts, by `backup copy` into the store of the audits; left out, none are expected. */
  backup: v.exactOptional(
    v.strictObject({
      /** Day of the last restore drill that was made by other means than `backup drill`. */
      lastDrill: v.exactOptional(v.pipe(v.string(), v.isoDate('must be a day, as 2026-03-01'))),
    }),
  ),
  /** Healthy replicas wanted for each shard. */
  minReplicas: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1),
  /** Primaries with slots that the cluster is to have; not declared, three at least. */
  shards: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Connections that every node is to accept; not declared, a value that an open-files limit cut is found all the same. */
  maxclients: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Directives that every node is to have, with values as `CONFIG GET` prints them. */
  directives: v.optional(v.record(v.picklist(directives), v.union([v.string(), v.number()])), {}),
  /** Users that may hold dangerous commands. */
  adminUsers: v.optional(v.array(v.string()), ['admin']),
  /** Directives that may differ between nodes, as they depend on the role. */
  roleSpecific: v.optional(v.array(v.picklist(directives)), []),
});

export type Policy = v.InferOutput<typeof policySchema>;

export const defaultPolicy: Policy = v.parse(policySchema, {});
