import type { ClusterFacts } from './facts.ts';

/** Identity of a run in the store: which cluster, which audit, due when. */
export type RunKey = Pick<ClusterFacts, 'cluster' | 'audit' | 'scheduledAt'>;

export type HistoryKind = 'findings' | 'slowlog' | 'alerts';

/** `facts/cluster=ID/dt=2026-03-01/2026-03-01T03:00:00.000Z-full.json.gz` with colons left out of the file's name. */
export function factsKey(run: RunKey): string {
  return `facts/${partition(run)}/${runName(run)}.json.gz`;
}

export function historyKey(kind: HistoryKind, run: RunKey): string {
  return `history/${kind}/${partition(run)}/${runName(run)}.json.gz`;
}

/** The text of an alert as it was sent, for people who look into the directory. */
export function messageKey(run: RunKey): string {
  return `outbox/${partition(run)}/${runName(run)}.txt`;
}

export function stateKey(clusterId: string, name: 'alerts' | 'baselines' | 'cursors' | 'silences'): string {
  return `state/cluster=${clusterId}/${name}.json`;
}

function partition({ cluster, scheduledAt }: RunKey): string {
  return `cluster=${cluster.id}/dt=${scheduledAt.slice(0, 10)}`;
}

/** `20260301T030000.000Z-full`: sorts by time, and no file system minds it. */
function runName({ scheduledAt, audit }: RunKey): string {
  return `${scheduledAt.replace(/[-:]/g, '')}-${audit}`;
}

/** A cluster's id is part of keys and file names, so it is a plain word. */
export const clusterIdPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;
