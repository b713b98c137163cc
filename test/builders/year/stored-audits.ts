import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { noAlerts } from '../../../lib/core/alert.ts';
import { runsIn } from '../../../lib/core/audit-series.ts';
import { emptyBaselines } from '../../../lib/core/baselines.ts';
import type { AuditKind, ClusterFacts, Info, NodeFacts } from '../../../lib/core/facts.ts';
import { notAttempted, type Observed, ok } from '../../../lib/core/observed.ts';
import { parseInfo } from '../../../lib/core/parse/info.ts';
import { visitPlan } from '../../../lib/core/questions.ts';
import { factsKey, stateKey } from '../../../lib/core/storage-keys.ts';
import type { VisitPlan } from '../../../lib/core/visit.ts';
import { recordedText } from '../../core/parse/recorded.ts';
import { ruleSet } from '../../harness/audits.ts';
import { factsAt } from './cluster.ts';
import { conditionAt, incidentsOf } from './incidents.ts';
import { seeded } from './random.ts';
import { slowAt } from './slow.ts';

/** Kind of audit → how often, in minutes. */
export type Schedules = Partial<Readonly<Record<AuditKind, number>>>;

/** Which audits are stored. */
export interface StoredAudits {
  /** Whole days, from midnight UTC. */
  readonly from: string;
  readonly days: number;
  readonly schedules: Schedules;
  readonly seed?: number;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** By so much each node's counters are ahead of those of the one before it. */
const HABIT = 3_456_789_012;

/**
 * Writes the facts of every audit of a cluster of twelve nodes, and a state without alerts. INFO is as long as that of a server: what
 * was recorded of one, with counters that grow. The same options make the same facts.
 *
 * @returns how many audits there are
 */
export function writeAudits(directory: string, { from, days, schedules, seed = 1 }: StoredAudits): number {
  const begin = Date.parse(`${from}T00:00:00.000Z`);
  const incidents = incidentsOf(begin, begin + days * DAY, seed);
  const random = seeded(seed + 1);
  const ids = Array.from({ length: 12 }, () => 0);
  const plans = new Map(
    (Object.keys(schedules) as AuditKind[]).map((audit) => {
      const rules = ruleSet().filter(({ rule }) => runsIn(audit, rule));
      return [audit, visitPlan(rules, audit)] as const;
    }),
  );
  let audits = 0;
  for (let at = begin; at < begin + days * DAY; at += 5 * MINUTE) {
    const condition = conditionAt(at, begin, incidents);
    const slow = slowAt(at, condition, ids, random);
    for (const [audit, plan] of plans) {
      if ((at - begin) % ((schedules[audit] ?? 0) * MINUTE) !== 0) continue;
      const runId = `5f0e7c1a-0000-4000-8000-${(at + audits).toString(16).padStart(12, '0')}`;
      const facts = factsAt({ audit, at, runId, condition, slow });
      put(directory, {
        ...facts,
        nodes: facts.nodes.map((node, index) => asked(node, plan, at - begin + index * HABIT)),
      });
      audits++;
    }
  }
  write(directory, stateKey('shop', 'alerts'), JSON.stringify({ ...noAlerts, baselines: emptyBaselines }));
  return audits;
}

const never = notAttempted('not part of this audit');

/** Of a node what this kind of audit asks it. */
function asked(node: NodeFacts, plan: VisitPlan, sinceMs: number): NodeFacts {
  const part = <T>(isAsked: boolean, fact: Observed<T>): Observed<T> => (isAsked ? fact : never);
  return {
    ...node,
    ping: part(plan.ping !== null, node.ping),
    info: node.info.state === 'ok' ? ok(longInfo(node.info.value, plan.infoSections, sinceMs)) : node.info,
    config: part(plan.config.length > 0, node.config),
    clusterInfo: part(plan.clusterInfo, node.clusterInfo),
    view: part(plan.view, node.view),
    slowlog: part(plan.slowlogEntries > 0, node.slowlog),
    latency: part(plan.latency, node.latency),
    latencyDoctor: part(plan.latencyDoctor, node.latencyDoctor),
    aclDefault: part(plan.aclDefault, node.aclDefault),
    replicaClients: part(plan.replicaClients, node.replicaClients),
  };
}

const sectionsOfFields = new Map(
  ['server', 'clients', 'memory', 'persistence', 'stats', 'replication'].flatMap((section) =>
    Object.keys(recorded('info-all', [section]).fields).map((field) => [field, section] as const),
  ),
);

function recorded(reply: string, sections: readonly string[]): Info {
  const info = parseInfo(recordedText('redis70', reply), sections);
  if (info.state !== 'ok') throw new Error(`${reply} cannot be read`);
  return info.value;
}

const recordings = new Map<string, Info>();

/** Everything that a server says of these sections, under what is made up. */
function longInfo(info: Info, sections: readonly string[], sinceMs: number): Info {
  const reply = info.fields.role === 'master' ? 'info-all' : 'info-replica';
  const name = `${reply} ${sections.join(' ')}`;
  const long = recordings.get(name) ?? recorded(reply, sections);
  recordings.set(name, long);
  const own = Object.entries(info.fields).filter(([field]) =>
    sections.includes(sectionsOfFields.get(field) ?? 'server'),
  );
  return {
    ...long,
    fields: { ...long.fields, ...Object.fromEntries(own) },
    commandstats: grown(long.commandstats, sinceMs),
    errorstats: {},
    keyspace: sections.includes('keyspace') ? info.keyspace : {},
    replicas: sections.includes('replication') ? info.replicas : [],
  };
}

/** What was counted by a time: commands that were sent often are sent often. */
function grown(stats: Info['commandstats'], sinceMs: number): Info['commandstats'] {
  return Object.fromEntries(
    Object.entries(stats).map(([command, stat]) => {
      const calls = stat.calls + Math.floor((stat.calls * sinceMs) / DAY);
      return [
        command,
        { ...stat, calls, usec: stat.usec + (calls - stat.calls) * 7, rejectedCalls: 0, failedCalls: 0 },
      ];
    }),
  );
}

function put(directory: string, facts: ClusterFacts): void {
  write(directory, factsKey(facts), gzipSync(`${JSON.stringify(facts)}\n`));
}

function write(directory: string, key: string, body: string | Uint8Array): void {
  const path = join(directory, ...key.split('/'));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, body);
}
