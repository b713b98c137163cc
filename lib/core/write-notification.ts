import type { Alert } from './alert.ts';
import type { EndingSilence } from './ending-silences.ts';
import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import { shortHash } from './fingerprint.ts';
import { writeMessage } from './message.ts';
import type { News } from './news.ts';
import type { Notification } from './notification.ts';
import { type NotifyContext, notified, notifiedAlerts } from './notified-alerts.ts';
import type { Rule } from './rule.ts';

/** What one message tells. */
export interface Tidings {
  readonly news: readonly News[];
  /** Alerts that were told before and fire on. */
  readonly firingOn: number;
  /** Alerts that are not told from this audit on, because of what is told. */
  readonly silent: readonly Alert[];
  readonly ending: readonly EndingSilence[];
  /** Why the silences could not be read. */
  readonly silencesProblem: string | undefined;
}

/** What is known of the audit and the rules. */
interface Known {
  readonly facts: ClusterFacts;
  readonly findings: readonly Finding[];
  readonly rules: ReadonlyMap<string, Rule>;
  readonly historyAt: string;
}

/** Puts what is told into words, and gives it an identity. */
export function writeNotification(tidings: Tidings, { facts, findings, rules, historyAt }: Known): Notification {
  const { news, firingOn, silent, ending, silencesProblem } = tidings;
  const { scheduledAt, cluster } = facts;
  const context: NotifyContext = {
    rules,
    evidence: new Map(findings.map((each) => [each.fingerprint, each.evidence])),
  };
  const alerts = notifiedAlerts(news, context);
  const written = writeMessage({
    alerts,
    facts,
    firingOn,
    silencesProblem,
    historyAt,
    silent: silent.map((alert) => notified(alert, context)),
    ending: ending.map((each) => ({ ...each, alerts: each.alerts.map((alert) => notified(alert, context)) })),
  });
  const id = shortHash([cluster.id, scheduledAt, ...identityOf(news), ...ending.map(({ silence }) => silence.id)]);
  return { id, clusterId: cluster.id, scheduledAt, reason: reasonOf(news, ending), ...written, alerts, firingOn };
}

function identityOf(news: readonly News[]): readonly string[] {
  return news.map(({ alert: { fingerprint }, state }) => `${fingerprint} ${state}`);
}

/** `2 began to fire, 1 resolved` */
function reasonOf(news: readonly News[], ending: readonly EndingSilence[]): string {
  const of = (...kinds: readonly News['kind'][]): number => news.filter(({ kind }) => kinds.includes(kind)).length;
  const counts = [
    [of('begins', 'again'), 'began to fire'],
    [of('worse'), 'became more urgent'],
    [of('steady'), 'fires steadily'],
    [of('flaps'), 'flaps'],
    [of('repeat'), 'still fires'],
    [of('ends'), 'resolved'],
  ] as const;
  const parts = counts.flatMap(([count, words]) => (count === 0 ? [] : [`${count} ${words}`]));
  return [...parts, ...(ending.length === 0 ? [] : ['a silence ends soon over what still fires'])].join(', ');
}
