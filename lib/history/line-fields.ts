import type { ObjectKind } from './source.ts';

const RESOURCE = 'STRUCT(kind VARCHAR, id VARCHAR, address VARCHAR, shard VARCHAR)';
const HELD = 'STRUCT("by" VARCHAR, reason VARCHAR)';
const head = {
  schemaVersion: 'INTEGER',
  kind: 'VARCHAR',
  runId: 'VARCHAR',
  clusterId: 'VARCHAR',
  audit: 'VARCHAR',
  scheduledAt: 'TIMESTAMP',
};

/** The fields of the lines of each kind, given and not detected: it is quicker, and one odd line changes no type. */
export const lineFields: Readonly<Record<ObjectKind, Readonly<Record<string, string>>>> = {
  findings: {
    ...head,
    rule: 'VARCHAR',
    severity: 'VARCHAR',
    status: 'VARCHAR',
    resource: RESOURCE,
    message: 'VARCHAR',
    evidence: 'JSON',
    fingerprint: 'VARCHAR',
    missing: 'JSON',
    nodes: 'BIGINT',
    answered: 'BIGINT',
    durationMs: 'DOUBLE',
    fail: 'BIGINT',
    unknown: 'JSON',
    passed: 'BIGINT',
    skipped: 'BIGINT',
    shard: 'VARCHAR',
    primary: 'VARCHAR',
    reason: 'VARCHAR',
    maxLossSeconds: 'DOUBLE',
    seconds: 'MAP(VARCHAR, DOUBLE)',
    atLeast: 'VARCHAR[]',
    unbounded: 'VARCHAR[]',
  },
  slowlog: {
    ...head,
    nodeId: 'VARCHAR',
    address: 'VARCHAR',
    id: 'BIGINT',
    at: 'BIGINT',
    durationUs: 'BIGINT',
    command: 'VARCHAR',
    shape: 'VARCHAR',
    pattern: 'VARCHAR',
    argumentCount: 'BIGINT',
    client: 'VARCHAR',
    clientName: 'VARCHAR',
  },
  alerts: {
    ...head,
    from: 'VARCHAR',
    to: 'VARCHAR',
    state: 'VARCHAR',
    reason: 'VARCHAR',
    alert: `STRUCT(fingerprint VARCHAR, rule VARCHAR, severity VARCHAR, resource ${RESOURCE}, since TIMESTAMP, message VARCHAR)`,
    held: HELD,
    notification: 'STRUCT(reason VARCHAR, subject VARCHAR)',
    delivery: 'STRUCT(sink VARCHAR, status VARCHAR, error VARCHAR)',
    times: 'BIGINT',
    told: 'STRUCT(fingerprint VARCHAR, state VARCHAR, reason VARCHAR)[]',
  },
  saves: {
    ...head,
    shard: 'VARCHAR',
    outcome: 'VARCHAR',
    sent: 'BOOLEAN',
    reason: 'VARCHAR',
    node: 'STRUCT(nodeId VARCHAR, address VARCHAR)',
    measured: 'STRUCT(forkUs DOUBLE, seconds DOUBLE, copiedBytes BIGINT, savedAt TIMESTAMP)',
  },
  facts: {
    ...head,
    nodeId: 'VARCHAR',
    address: 'VARCHAR',
    answered: 'BOOLEAN',
    connection: 'VARCHAR',
    role: 'VARCHAR',
    version: 'VARCHAR',
    process: 'VARCHAR',
    keys: 'BIGINT',
    aofEnabled: 'BOOLEAN',
    linkStatus: 'VARCHAR',
    pingMedianUs: 'DOUBLE',
    pingMaxUs: 'DOUBLE',
    numbers: 'MAP(VARCHAR, BIGINT)',
    config: 'MAP(VARCHAR, VARCHAR)',
  },
};

/** Without these a line means nothing; lines of other kinds are passed over. */
export const neededFields: Readonly<Record<Exclude<ObjectKind, 'facts'>, Readonly<Record<string, readonly string[]>>>> =
  {
    findings: {
      finding: ['rule', 'severity', 'status', 'resource', 'message', 'fingerprint'],
      loss: ['shard', 'status', 'seconds'],
      summary: ['nodes', 'answered', 'fail', 'unknown', 'passed'],
    },
    slowlog: { slowlog: ['nodeId', 'address', 'id', 'at', 'durationUs', 'pattern'] },
    alerts: {
      transition: ['from', 'to', 'reason', 'alert'],
      held: ['state', 'alert', 'held'],
      told: ['state', 'alert'],
      delivery: ['delivery', 'told'],
    },
    saves: { save: ['shard', 'outcome', 'sent', 'reason'] },
  };
