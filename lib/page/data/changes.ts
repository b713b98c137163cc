import type { BaselineNode } from '../../core/baseline.ts';
import { diffClusters } from '../../core/diff/clusters.ts';
import type { Snapshot } from '../../core/diff/snapshot.ts';
import type { NodeFacts } from '../../core/facts.ts';
import { ok } from '../../core/observed.ts';
import type { Topology } from '../../core/topology.ts';
import { nothingRead } from '../../core/visit.ts';
import type { History } from '../../history/read-model.ts';
import type { Row } from '../../history/rows.ts';
import type { ChangeLine, PageChange } from '../page-data.ts';
import { linesOf } from './change-lines.ts';
import type { Visit } from './topologies.ts';
import { byCluster, numberIn, seconds, textIn, textOrNull } from './values.ts';

/** A node's settings in an audit in which they are not those of its last audit of the same kind. */
export interface SettingsRow {
  readonly at: number;
  readonly audit: string;
  readonly nodeId: string;
  readonly address: string;
  /** Changes with each start. */
  readonly process: string;
  /** INFO fields that are settings. */
  readonly fields: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, string>>;
}

/** What changed in settings, members, roles and slots. Counters always change and are none of it. */
export async function changeParts(
  history: History,
): Promise<(cluster: string, visits: readonly Visit[]) => readonly PageChange[]> {
  const rows = await history.rows(`
    SELECT cluster, ${seconds('due_at')} AS "at", audit, node_id, address, process, version, aof_enabled, loading,
      replica_priority, config
    FROM nodes WHERE process IS NOT NULL
    QUALIFY lag(hash(address, process, version, aof_enabled, loading, replica_priority, config))
      OVER (PARTITION BY cluster, node_id, audit ORDER BY due_at)
      IS DISTINCT FROM hash(address, process, version, aof_enabled, loading, replica_priority, config)
    ORDER BY "at"`);
  const of = byCluster(rows);
  return (cluster, visits) => changesOf(of(cluster).map(settingsIn), visits);
}

function settingsIn(row: Row): SettingsRow {
  const version = textOrNull(row, 'version');
  const { aof_enabled: aof, loading, config } = row;
  const fields: readonly (readonly [string, string | null])[] = [
    ['valkey_version', version?.startsWith('valkey ') === true ? version.slice('valkey '.length) : null],
    ['redis_version', version?.startsWith('valkey ') === true ? null : version],
    ['aof_enabled', typeof aof === 'boolean' ? String(Number(aof)) : null],
    ['loading', loading === true ? '1' : null],
    ['slave_priority', textOrNull(row, 'replica_priority')],
  ];
  return {
    at: numberIn(row, 'at'),
    audit: textIn(row, 'audit'),
    nodeId: textIn(row, 'node_id'),
    address: textIn(row, 'address'),
    process: textIn(row, 'process'),
    fields: Object.fromEntries(fields.filter((pair): pair is readonly [string, string] => pair[1] !== null)),
    config: (config ?? {}) as Readonly<Record<string, string>>,
  };
}

/** Walks through the audits and tells at each of them what is another one than before. Both lists are oldest first. */
function changesOf(settings: readonly SettingsRow[], visits: readonly Visit[]): readonly PageChange[] {
  const bySettings = Map.groupBy(settings, ({ at }) => at);
  const byVisit = new Map(visits.map((visit) => [visit.at, visit]));
  const times = [...new Set([...bySettings.keys(), ...byVisit.keys()])].sort((a, b) => a - b);
  let known: Snapshot | null = null;
  const changes: PageChange[] = [];
  for (const at of times) {
    const rows = bySettings.get(at) ?? [];
    const next: Snapshot = extended(known, at, rows, byVisit.get(at)?.topology);
    const lines: readonly ChangeLine[] = known === null ? [] : linesOf(diffClusters(known, next));
    if (lines.length > 0) changes.push({ at, audit: rows[0]?.audit ?? 'full', lines });
    known = next;
  }
  return changes;
}

function extended(
  known: Snapshot | null,
  at: number,
  rows: readonly SettingsRow[],
  topology: Topology | undefined,
): Snapshot {
  const time = new Date(at * 1000).toISOString();
  const nodes: Record<string, BaselineNode> = { ...known?.nodes };
  for (const row of rows) nodes[row.nodeId] = nodeOf(row, nodes[row.nodeId]);
  return { from: known?.from ?? time, to: time, topology: topology ?? known?.topology ?? null, nodes };
}

const unread = { state: 'not-attempted', detail: 'not looked at for changes' } as const;

/** One kind of audit asks for some settings only: what it did not ask for stays as it was known. */
function nodeOf({ nodeId, address, process, fields, config, at }: SettingsRow, before?: BaselineNode): BaselineNode {
  const earlier = before?.facts.config.state === 'ok' ? before.facts.config.value : {};
  const known = before?.facts.info.state === 'ok' ? before.facts.info.value.fields : {};
  const { loading: _, ...kept } = known;
  const { valkey_version: _valkey, redis_version: _redis, ...others } = kept;
  const isTold = fields.valkey_version !== undefined || fields.redis_version !== undefined;
  const info = { sections: [], commandstats: {}, errorstats: {}, keyspace: {}, replicas: [] };
  const facts: NodeFacts = {
    nodeId,
    address,
    collectedAt: new Date(at * 1000).toISOString(),
    connection: { answered: true, attempts: 1, outcome: unread, errorCodes: [] },
    ...nothingRead(unread),
    info: ok({ ...info, fields: { ...(isTold ? others : kept), ...fields } }),
    config: ok({ ...earlier, ...config }),
    view: unread,
    recheckedView: unread,
  };
  return { runId: process, facts, readings: {} };
}
