import type { Alert } from './alert.ts';
import type { ClusterFacts } from './facts.ts';
import { type Severity, severities } from './finding.ts';
import { readySteps } from './fix-steps.ts';
import type { MessageContent, MessagePart, Notification } from './notification.ts';
import type { Rule } from './rule.ts';

/** SNS takes up to 100 characters of printable ASCII as a subject; the mail clients of the world are glad of it. */
const SUBJECT_LIMIT = 99;

/** Nodes named in one paragraph before the rest is only counted. */
const MOST_PLACES = 12;

interface News {
  readonly firing: readonly Alert[];
  readonly resolved: readonly Alert[];
  readonly facts: ClusterFacts;
  readonly rules: ReadonlyMap<string, Rule>;
}

/** Words alerts for the person who gets them at night: what, where, since when, why it matters, what to run. */
export function writeMessage(news: News): Pick<Notification, 'subject' | 'text' | 'content'> {
  const content = contentOf(news);
  return { subject: subject(news), text: textOf(content), content };
}

function subject({ firing, resolved, facts, rules }: News): string {
  const [worst] = byUrgency(firing);
  const rest = firing.length + resolved.length - 1;
  const more = rest > 0 ? ` (+${rest} more)` : '';
  const first = worst ?? resolved[0];
  if (first === undefined) return '';
  const what = rules.get(first.rule)?.title ?? first.rule;
  const label = worst === undefined ? 'RESOLVED' : worst.severity.toUpperCase();
  const line = `[${label}] ${facts.cluster.id}: ${what}`.replace(/[^\x20-\x7e]/g, '?');
  return line.slice(0, SUBJECT_LIMIT - more.length) + more;
}

function contentOf({ firing, resolved, facts, rules }: News): MessageContent {
  const read = facts.nodes.filter((node) => node.connection.answered).length;
  const alike = Map.groupBy(byUrgency(firing), (alert) => `${alert.rule} ${alert.message}`);
  return {
    opening: `Cluster ${facts.cluster.id}, audit "${facts.audit}" of ${facts.scheduledAt}, ${read} of ${facts.nodes.length} nodes answered.`,
    parts: [
      ...[...alike.values()].flatMap((alerts) => partOf('firing', alerts, rules)),
      ...resolved.flatMap((alert) => partOf('resolved', [alert], rules)),
    ],
  };
}

function byUrgency(alerts: readonly Alert[]): readonly Alert[] {
  const rank = (severity: Severity): number => severities.indexOf(severity);
  return [...alerts].sort((a, b) => rank(a.severity) - rank(b.severity));
}

function partOf(
  state: MessagePart['state'],
  alerts: readonly Alert[],
  rules: ReadonlyMap<string, Rule>,
): readonly MessagePart[] {
  const [first] = alerts;
  if (first === undefined) return [];
  const rule = rules.get(first.rule);
  const isOver = state === 'resolved';
  return [
    {
      state,
      severity: first.severity,
      rule: first.rule,
      title: rule?.title ?? first.rule,
      alerts: alerts.map(({ fingerprint, resource, since }) => ({ fingerprint, resource, since })),
      where: placesIn(alerts),
      since: first.since,
      what: isOver ? '' : first.message,
      why: isOver ? '' : (rule?.why ?? ''),
      steps: isOver ? [] : readySteps(rule?.fix ?? [], first.resource.address),
    },
  ];
}

function placesIn(alerts: readonly Alert[]): string {
  const places = alerts.slice(0, MOST_PLACES).map((alert) => placeOf(alert));
  const left = alerts.length - places.length;
  return `${places.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

function placeOf({ resource }: Alert): string {
  if (resource.kind === 'cluster') return 'the whole cluster';
  const where = resource.address ?? resource.id;
  return resource.kind === 'shard' ? `shard ${resource.id} (primary ${where})` : where;
}

/** As a mail says it. */
function textOf({ opening, parts }: MessageContent): string {
  const firing = parts.filter(({ state }) => state === 'firing');
  const over = parts.filter(({ state }) => state === 'resolved');
  const ends = over.map(({ title, rule, where, since }) => `  - ${title}  [${rule}]  ${where}, since ${since}`);
  return [opening, ...firing.map(paragraph), ...(over.length === 0 ? [] : [['RESOLVED', ...ends].join('\n')])].join(
    '\n\n',
  );
}

function paragraph({ severity, title, rule, where, what, since, why, steps }: MessagePart): string {
  return [
    `${severity.toUpperCase()}  ${title}  [${rule}]`,
    `Where:  ${where}`,
    `What:   ${what}`,
    `Since:  ${since}`,
    `Why:    ${why}`,
    'To do:',
    ...steps.map((step) => (step.kind === 'command' ? `    ${step.text}` : `  - ${step.text}`)),
  ].join('\n');
}
