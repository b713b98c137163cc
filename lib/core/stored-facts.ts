import * as v from 'valibot';
import { auditKinds, type ClusterFacts, secretKinds } from './facts.ts';
import { LAST_UNIX_SECOND } from './parse/reply.ts';
import { quickCheck } from './quick-check.ts';

/*
 * What facts look like when they come back from a store, where anybody may have put something else. The rules read
 * them without a second look, so every part is checked. The types of `facts.ts` hold this file to them.
 */

const text = v.string();
const number = v.number();
const count = v.pipe(v.number(), v.minValue(0));
/** Seconds since 1970. */
const seconds = v.pipe(v.number(), v.minValue(-LAST_UNIX_SECOND), v.maxValue(LAST_UNIX_SECOND));
/** ISO 8601 with milliseconds: compared as text. */
const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  v.check((value) => !Number.isNaN(Date.parse(value)), 'must be a time that there is'),
);
/** Baselines and cursors are kept under it: a name that every object has would find something. */
const nodeId = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$|:/));
const texts = v.record(v.string(), v.string());
const detail = v.object({ state: v.picklist(['unsupported', 'not-attempted']), detail: text });
const reason = v.picklist([
  'connect-refused',
  'timeout',
  'tls',
  'auth',
  'no-permission',
  'loading',
  'busy',
  'unparsable',
]);
const failure = v.object({ state: v.literal('failed'), reason, detail: text });

function observed<S extends v.GenericSchema>(value: S) {
  return v.variant('state', [v.object({ state: v.literal('ok'), value }), failure, detail]);
}

const connection = v.object({
  answered: v.boolean(),
  attempts: count,
  outcome: observed(
    v.object({
      tls: v.boolean(),
      connectMs: number,
      certificates: v.exactOptional(v.nullable(v.object({ own: time, issuers: v.array(time) }))),
    }),
  ),
  errorCodes: v.array(text),
  readMs: v.exactOptional(number),
});

const stat = v.object({ calls: number, usec: number, rejectedCalls: number, failedCalls: number });

const info = v.object({
  sections: v.array(text),
  fields: texts,
  commandstats: v.record(text, stat),
  errorstats: v.record(text, number),
  keyspace: v.record(text, v.object({ keys: number, expires: number })),
  replicas: v.array(v.object({ ip: text, port: number, state: text, offset: number, lag: number })),
  modules: v.exactOptional(v.array(v.object({ name: text, version: text }))),
});

const since = v.picklist(['cursor', 'start', 'first-visit']);

const slowlogEntry = v.object({
  id: number,
  at: seconds,
  durationUs: number,
  command: text,
  shape: text,
  pattern: text,
  argumentCount: number,
  client: text,
  clientName: text,
  secrets: v.exactOptional(v.array(v.object({ argument: count, kind: v.picklist(secretKinds) }))),
});

const slowlog = v.object({
  since,
  entries: v.array(slowlogEntry),
  lost: v.nullable(number),
  newestId: v.nullable(number),
});

const latency = v.object({
  since,
  events: v.array(v.object({ event: text, at: seconds, latestMs: number, maxMs: number })),
  newSamples: v.array(v.object({ event: text, at: seconds, ms: number })),
});

const nodeView = v.object({ viewId: text, openSlots: v.array(text) });

/** What facts that were stored before it was asked for do not have. */
function later<S extends v.GenericSchema>(value: S) {
  return v.optional(observed(value), { state: 'not-attempted', detail: 'no part of audits at that time' } as const);
}

const payloadLog = v.object({
  newestId: v.nullable(number),
  entries: v.array(v.object({ id: number, bytes: count, shape: text, client: text })),
});

const node = v.object({
  nodeId,
  address: text,
  collectedAt: time,
  connection,
  ping: observed(v.object({ samplesUs: v.array(number) })),
  info: observed(info),
  config: observed(texts),
  clusterInfo: observed(texts),
  view: observed(nodeView),
  recheckedView: observed(nodeView),
  slowlog: observed(slowlog),
  latency: observed(latency),
  latencyDoctor: observed(text),
  aclDefault: observed(v.object({ flags: v.array(text), commands: text, keys: text })),
  replicaClients: later(v.array(v.object({ from: text, outputBytes: number }))),
  clientBuffers: later(v.array(v.object({ from: text, kind: v.picklist(['normal', 'pubsub']), outputBytes: number }))),
  latencyHistogram: later(v.record(text, v.array(v.tuple([number, number])))),
  commandlog: later(v.object({ requests: payloadLog, replies: payloadLog })),
  slotStats: later(
    v.object({
      keys: count,
      keysInOwnSlots: count,
      slots: count,
      cpu: v.nullable(v.array(v.object({ slot: count, usec: count }))),
    }),
  ),
  aclUsers: later(
    v.array(
      v.object({
        name: text,
        on: v.boolean(),
        needsNoPassword: v.boolean(),
        passwords: count,
        rules: text,
        dangerous: v.array(text),
      }),
    ),
  ),
  ownRights: later(v.object({ logsIn: v.boolean(), mayRun: v.array(text) })),
  resolvedName: later(v.array(text)),
});

const member = v.object({
  nodeId: text,
  address: text,
  hostname: v.exactOptional(text),
  role: v.picklist(['primary', 'replica']),
  primaryId: v.exactOptional(text),
  flags: v.array(text),
  configEpoch: number,
  linkConnected: v.boolean(),
  slots: v.array(v.tuple([number, number])),
});

/** Facts as they are stored. */
const factsSchema: v.GenericSchema<unknown, ClusterFacts> = v.object({
  schemaVersion: v.literal(1),
  runId: text,
  audit: v.picklist(auditKinds),
  cluster: v.object({
    id: text,
    provider: v.picklist(['self-managed', 'elasticache', 'elasticache-serverless', 'memorydb']),
  }),
  scheduledAt: time,
  startedAt: time,
  durationMs: number,
  mode: v.picklist(['cluster', 'standalone']),
  seeds: v.array(text),
  nodes: v.array(node),
  views: v.record(text, v.object({ members: v.array(member) })),
  intrinsic: observed(v.object({ durationMs: number, longestStallUs: number })),
});

const areAsWritten = quickCheck(factsSchema);

/** Facts that came back from a store, or the first thing that is wrong with them. @param document as `JSON.parse` makes it */
export function parseFacts(
  document: unknown,
): { readonly facts: ClusterFacts } | { readonly issue: v.BaseIssue<unknown> } {
  if (areAsWritten(document)) return { facts: document as ClusterFacts };
  const parsed = v.safeParse(factsSchema, document, { abortEarly: true });
  return parsed.success ? { facts: parsed.output } : { issue: parsed.issues[0] };
}
