import type { Evidence, Finding, FindingStatus, MissingFact, Resource, Severity } from '../../lib/core/finding.ts';
import { fingerprint } from '../../lib/core/fingerprint.ts';
import type { MissReason } from '../../lib/core/observed.ts';
import type { AlertResult, AuditResult, NodeLatency, NodeResult, SlowCommand, Summary } from '../../lib/core/result.ts';
import type { RuleText } from '../../lib/report/options.ts';
import { nodeId, type Port, ports } from './facts.ts';

/** When the audits of these tests were due. */
const scheduledAt = '2026-03-01T03:00:00.000Z';

const firstSlots: Readonly<Record<Port, string>> = {
  7001: '0',
  7002: '5461',
  7003: '10923',
  7004: '0',
  7005: '5461',
  7006: '10923',
};

/** An audit of the healthy reference cluster (as in `clusterFacts`), with the changes of one test. */
export function auditResult(change: Partial<AuditResult> = {}): AuditResult {
  const findings = change.findings ?? [];
  return {
    schemaVersion: 1,
    runId: 'run-0',
    audit: 'full',
    cluster: { id: 'test', provider: 'self-managed', mode: 'cluster' },
    scheduledAt,
    startedAt: scheduledAt,
    durationMs: 412,
    summary: summaryOf(findings),
    nodes: ports.map((port) => nodeResult(port)),
    findings,
    slowCommands: [],
    latency: { intrinsic: { durationMs: 200, longestStallUs: 41 }, nodes: ports.map((port) => nodeLatency(port)) },
    alerts: [],
    notifications: [],
    silences: [],
    ...change,
  };
}

function summaryOf(findings: readonly Finding[]): Summary {
  const of = (status: FindingStatus, severity?: Severity): number =>
    findings.filter((each) => each.status === status && (severity === undefined || each.severity === severity)).length;
  return {
    critical: of('fail', 'critical'),
    warning: of('fail', 'warning'),
    info: of('fail', 'info'),
    unknown: of('unknown'),
    passed: of('pass') + 200,
    skipped: of('skipped'),
  };
}

const parts = ['connection', 'ping', 'info', 'config', 'clusterInfo', 'nodes', 'slowlog', 'latency', 'aclDefault'];

/** A node of which everything was read, or of which `state` says why nothing was. */
export function nodeResult(port: Port, state: 'ok' | MissReason = 'ok', facts: NodeResult['facts'] = {}): NodeResult {
  return {
    nodeId: nodeId(port),
    address: `127.0.0.1:${port}`,
    role: port < 7004 ? 'primary' : 'replica',
    shard: firstSlots[port],
    ...(state === 'ok' ? { version: 'redis 7.0.15' } : {}),
    facts: { ...Object.fromEntries(parts.map((part) => [part, state])), ...facts },
  };
}

export function nodeLatency(port: Port, change: Partial<NodeLatency> = {}): NodeLatency {
  const by = port - 7000;
  return {
    nodeId: nodeId(port),
    address: `127.0.0.1:${port}`,
    ping: { samples: 20, minUs: 140 + by, medianUs: 158 + by, p99Us: 210 + 3 * by, maxUs: 231 + 3 * by },
    events: [],
    doctor: 'Dave, no latency spike was observed during the lifetime of this instance, not in the slightest bit.',
    ...change,
  };
}

export const cluster: Resource = { kind: 'cluster', id: 'test' };

export function node(port: Port): Resource {
  return { kind: 'node', id: nodeId(port), address: `127.0.0.1:${port}`, shard: firstSlots[port] };
}

export function shard(port: Port): Resource {
  return { kind: 'shard', id: firstSlots[port], address: `127.0.0.1:${port}` };
}

/** A verdict as the evaluator writes it. */
export function finding(
  rule: string,
  status: FindingStatus,
  resource: Resource,
  more: {
    readonly severity?: Severity;
    readonly message?: string;
    readonly missing?: readonly MissingFact[];
    readonly evidence?: Evidence;
  } = {},
): Finding {
  const { severity = 'warning', missing = [], evidence = {} } = more;
  const { message = missing[0] === undefined ? '' : `${missing[0].fact}: ${missing[0].detail}` } = more;
  const print = fingerprint('test', rule, resource);
  return { rule, severity, status, resource, message, evidence, fingerprint: print, missing };
}

export function missing(fact: string, reason: MissReason, detail: string, at?: Port): MissingFact {
  return { fact, reason, detail, ...(at === undefined ? {} : { node: `127.0.0.1:${at}` }) };
}

export function alertOf(of: Finding, state: AlertResult['state'], change: Partial<AlertResult> = {}): AlertResult {
  return {
    fingerprint: of.fingerprint,
    rule: of.rule,
    state,
    since: scheduledAt,
    reason: 'failed for the first time',
    ...change,
  };
}

export function slowCommand(shape: string, change: Partial<SlowCommand> = {}): SlowCommand {
  return {
    shape,
    command: shape.split(' ')[0]?.toLowerCase() ?? '',
    pattern: shape,
    kind: 'heavy',
    count: 1,
    longestUs: 12_000,
    totalUs: 12_000,
    nodes: ['127.0.0.1:7001'],
    clients: ['10.0.0.8'],
    lastAt: scheduledAt,
    explanation: { what: `What ${shape} is.`, why: 'Why it takes long.', todo: 'What to do.' },
    ...change,
  };
}

/** Texts of the rules in these tests: of their own, so that a better sentence in a rule does not break a report. */
export const ruleTexts: ReadonlyMap<string, RuleText> = new Map([
  [
    'aof/not-enabled',
    {
      title: 'The append-only file is off',
      why:
        'Without an append-only file a node restarts with what the newest RDB holds, or with nothing. Writes that ' +
        'clients were told are done since then are gone.',
      fix: [
        { run: 'redis-cli -h {host} -p {port} CONFIG SET appendonly yes' },
        'It forks once to write the first file: on a primary with gigabytes of data choose a quiet hour.',
        { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
      ],
    },
  ],
  [
    'aof/fsync-not-as-declared',
    {
      title: 'The append-only file is synced otherwise than declared',
      why: 'What is not synced is lost when the machine fails: up to 35 seconds of writes with `no`.',
      fix: [{ run: 'redis-cli -h {host} -p {port} CONFIG SET appendfsync everysec' }],
    },
  ],
  [
    'slowlog/slow-command',
    {
      title: 'A command held its node for long',
      why: 'All other clients of the node waited that long.',
      fix: ['See the slow commands below: what each one is, why it takes long and what to do.'],
    },
  ],
  [
    'topology/slot-uncovered',
    {
      title: 'Slots have no owner that serves them',
      why: 'Every command for a key in these slots is refused.',
      fix: [{ run: 'redis-cli --cluster check {host}:{port}' }, 'Bring the primary or one of its replicas back.'],
    },
  ],
  [
    'topology/shard-without-replica',
    {
      title: 'A shard has no healthy replica',
      why: 'If its primary fails now, nobody takes over.',
      fix: ['Bring a replica back, or attach one.'],
    },
  ],
  [
    'topology/node-unreachable',
    {
      title: 'A node does not answer',
      why: 'It may be down, frozen or cut off; clients of its slots wait or fail until a replica takes over.',
      fix: [{ run: 'redis-cli -h {host} -p {port} INFO server' }, 'Look at the process and its log on that host.'],
    },
  ],
]);
