import type { AlertTransition } from './alert.ts';
import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { Delivery, Notification } from './notification.ts';

/** What every line of the history begins with, so that a line means something on its own. */
interface LineHead {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly clusterId: string;
  readonly audit: string;
  readonly scheduledAt: string;
}

/** One line of a history object: flat enough for SQL, complete on its own. */
export type HistoryLine = LineHead & { readonly kind: string } & Readonly<Record<string, unknown>>;

/** One line for each finding that is not a pass, and one that sums up. */
export function findingLines(facts: ClusterFacts, findings: readonly Finding[]): readonly HistoryLine[] {
  const notPassed = findings.filter((finding) => finding.status !== 'pass');
  const count = (status: Finding['status']): number => findings.filter((finding) => finding.status === status).length;
  const summary = {
    nodes: facts.nodes.length,
    answered: facts.nodes.filter((node) => node.connection.answered).length,
    durationMs: facts.durationMs,
    fail: count('fail'),
    unknown: count('unknown'),
    passed: count('pass'),
    skipped: count('skipped'),
  };
  return [...notPassed.map((finding) => line(facts, 'finding', { ...finding })), line(facts, 'summary', summary)];
}

/** One line for each new slow-log entry. */
export function slowlogLines(facts: ClusterFacts): readonly HistoryLine[] {
  return facts.nodes.flatMap(({ nodeId, address, slowlog }) =>
    slowlog.state === 'ok'
      ? slowlog.value.entries.map((entry) => line(facts, 'slowlog', { nodeId, address, ...entry }))
      : [],
  );
}

/** One line for each change of an alert and each attempt to tell somebody. */
export function alertLines(
  facts: ClusterFacts,
  transitions: readonly AlertTransition[],
  deliveries: readonly { readonly notification: Notification; readonly delivery: Delivery }[],
): readonly HistoryLine[] {
  return [
    ...transitions.map(({ alert, from, to, reason }) => line(facts, 'transition', { from, to, reason, alert })),
    ...deliveries.map(({ notification: { content: _content, ...notification }, delivery }) =>
      line(facts, 'delivery', { notification, delivery }),
    ),
  ];
}

function line(facts: ClusterFacts, kind: string, content: Readonly<Record<string, unknown>>): HistoryLine {
  const { runId, audit, scheduledAt } = facts;
  return { schemaVersion: 1, kind, runId, clusterId: facts.cluster.id, audit, scheduledAt, ...content };
}
