import type { Severity } from './finding.ts';
import { shortHash } from './fingerprint.ts';
import type { MessageDocument } from './message-document.ts';
import { neutralLine } from './neutral.ts';
import { detailsOf, type IncidentDetails, shortLine } from './pagerduty-details.ts';

/** An event of PagerDuty's Events API v2, but for the routing key, which is a secret. */
export type PagerDutyEvent = TriggerEvent | { readonly event_action: 'resolve'; readonly dedup_key: string };

interface TriggerEvent {
  readonly event_action: 'trigger';
  /** Same key, same incident: at most 255 characters. */
  readonly dedup_key: string;
  readonly client: string;
  readonly links: readonly { readonly href: string; readonly text: string }[];
  readonly payload: {
    /** At most 1024 characters. */
    readonly summary: string;
    readonly source: string;
    readonly severity: Severity;
    readonly timestamp: string;
    readonly component: string;
    readonly group: string;
    readonly class: string;
    readonly custom_details: IncidentDetails;
  };
}

/** Which incidents a service of PagerDuty gets. */
export interface PagerDutyScope {
  /** Two environments may watch clusters of one name, and page one service. */
  readonly environment: string;
  /** Severities that are paged. The end of an incident is told whatever its severity was. */
  readonly severities: readonly Severity[];
}

const MOST_KEY = 255;
const MOST_SUMMARY = 1024;
const MOST_SOURCE = 255;
const CLIENT = 'Redis Cluster Auditor';

type Rule = MessageDocument['rules'][number];
type Part = MessageDocument['content']['parts'][number];

/**
 * What PagerDuty is told of a message: at most one event for each rule, as one incident stands for all alerts of a rule
 * in a cluster. It is open as long as somebody waits for the end of one of them.
 */
export function pagerDutyEvents(document: MessageDocument, scope: PagerDutyScope): readonly PagerDutyEvent[] {
  return document.rules.flatMap((rule): readonly PagerDutyEvent[] => {
    const dedup_key = incidentKey(scope.environment, document.clusterId, rule.rule);
    if (rule.firing > 0) return scope.severities.includes(rule.severity) ? [triggerOf(document, rule, dedup_key)] : [];
    return rule.resolved > 0 && rule.firingOn === 0 ? [{ event_action: 'resolve', dedup_key }] : [];
  });
}

/** `redis-auditor/prod/shop/aof/not-enabled`; where that is too long, its end is a hash of all of it. */
export function incidentKey(environment: string, clusterId: string, rule: string): string {
  const parts = [environment, clusterId, rule];
  const key = ['redis-auditor', ...parts].join('/');
  if (key.length <= MOST_KEY) return key;
  const end = `-${shortHash(parts)}`;
  return key.slice(0, MOST_KEY - end.length) + end;
}

function triggerOf(document: MessageDocument, rule: Rule, dedup_key: string): TriggerEvent {
  const { clusterId, scheduledAt } = document;
  const parts = document.content.parts.filter((part) => part.rule === rule.rule && part.state !== 'resolved');
  const place = parts[0]?.alerts[0]?.resource;
  return {
    event_action: 'trigger',
    dedup_key,
    client: CLIENT,
    links: rule.links.map((href) => ({ href, text: linkText(href) })),
    payload: {
      summary: summaryOf(clusterId, rule, parts),
      source: shortLine(neutralLine(place?.address ?? clusterId), MOST_SOURCE),
      severity: rule.severity,
      timestamp: parts.map(({ since }) => since).toSorted()[0] ?? scheduledAt,
      component: componentOf(place),
      group: clusterId,
      class: rule.rule.split('/')[0] ?? rule.rule,
      custom_details: detailsOf(document, rule, parts),
    },
  };
}

/** `shop: A node does not answer: 10.0.0.1:7001 (+2 more)`: what a phone reads out. */
function summaryOf(clusterId: string, { title, firing }: Rule, parts: readonly Part[]): string {
  const [first] = parts;
  if (first === undefined) return shortLine(`${clusterId}: ${title} (${firing} alerts)`, MOST_SUMMARY);
  const others = firing - first.alerts.length - first.alertsLeftOut;
  const more = others > 0 ? ` (+${others} more)` : '';
  const flaps = first.state === 'flapping' ? 'flaps: ' : '';
  return shortLine(`${clusterId}: ${flaps}${title}: ${first.where}`, MOST_SUMMARY - more.length) + more;
}

function componentOf(place: Part['alerts'][number]['resource'] | undefined): string {
  if (place === undefined || place.kind === 'cluster') return 'cluster';
  const shard = place.kind === 'shard' ? place.id : place.shard;
  return shard === undefined ? 'node' : `shard ${neutralLine(shard)}`;
}

/** Whom a link leads to. */
function linkText(href: string): string {
  return URL.canParse(href) ? new URL(href).hostname : href;
}
