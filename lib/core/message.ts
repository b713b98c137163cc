import type { Alert } from './alert.ts';
import type { EndingSilence } from './ending-silences.ts';
import type { ClusterFacts } from './facts.ts';
import { type Severity, severities } from './finding.ts';
import { readySteps } from './fix-steps.ts';
import type { Rule } from './rule.ts';
import { endOf } from './silence.ts';

/** SNS takes up to 100 characters of printable ASCII as a subject; the mail clients of the world are glad of it. */
const SUBJECT_LIMIT = 99;

/** Nodes named in one paragraph before the rest is only counted. */
const MOST_PLACES = 12;

interface Content {
  readonly firing: readonly Alert[];
  readonly resolved: readonly Alert[];
  readonly ending?: readonly EndingSilence[];
  /** Why the silences could not be read, so that nobody wonders why this is told. */
  readonly silencesProblem?: string | undefined;
  readonly facts: ClusterFacts;
  readonly rules: ReadonlyMap<string, Rule>;
}

/** Words an alert for the person who gets it at night: what, where, since when, why it matters, what to run. */
export function writeMessage(content: Content): { subject: string; text: string } {
  return { subject: subject(content), text: text(content) };
}

function subject({ firing, resolved, ending = [], facts, rules }: Content): string {
  const [worst] = byUrgency(firing);
  const rest = firing.length + resolved.length + ending.length - 1;
  const more = rest > 0 ? ` (+${rest} more)` : '';
  const first = worst ?? resolved[0];
  const label = worst === undefined ? 'RESOLVED' : worst.severity.toUpperCase();
  const head =
    first === undefined
      ? `[SILENCE ENDS] ${facts.cluster.id}: ${endingWords(ending[0])}`
      : `[${label}] ${facts.cluster.id}: ${rules.get(first.rule)?.title ?? first.rule}`;
  const line = head.replace(/[^\x20-\x7e]/g, '?');
  return line.slice(0, SUBJECT_LIMIT - more.length) + more;
}

function text({ firing, resolved, ending = [], silencesProblem, facts, rules }: Content): string {
  const groups = Map.groupBy(byUrgency(firing), (alert) => `${alert.rule} ${alert.message}`);
  const read = facts.nodes.filter((node) => node.connection.answered).length;
  return [
    `Cluster ${facts.cluster.id}, audit "${facts.audit}" of ${facts.scheduledAt}, ${read} of ${facts.nodes.length} nodes answered.`,
    ...(silencesProblem === undefined ? [] : [`No silence counts, for they could not be read: ${silencesProblem}.`]),
    ...[...groups.values()].map((alerts) => paragraph(alerts, rules)),
    ...(resolved.length === 0 ? [] : [resolvedList(resolved, rules)]),
    ...ending.map((each) => endingParagraph(each, rules)),
  ].join('\n\n');
}

function byUrgency(alerts: readonly Alert[]): readonly Alert[] {
  const rank = (severity: Severity): number => severities.indexOf(severity);
  return [...alerts].sort((a, b) => rank(a.severity) - rank(b.severity));
}

function paragraph(alerts: readonly Alert[], rules: ReadonlyMap<string, Rule>): string {
  const [first] = alerts;
  if (first === undefined) return '';
  const rule = rules.get(first.rule);
  const places = alerts.slice(0, MOST_PLACES).map((alert) => placeOf(alert));
  const left = alerts.length - places.length;
  const steps = readySteps(rule?.fix ?? [], first.resource.address);
  return [
    `${first.severity.toUpperCase()}  ${rule?.title ?? first.rule}  [${first.rule}]`,
    `Where:  ${places.join(', ')}${left > 0 ? ` and ${left} more` : ''}`,
    `What:   ${first.message}`,
    `Since:  ${first.since}`,
    `Why:    ${rule?.why ?? ''}`,
    'To do:',
    ...steps.map((step) => (step.kind === 'command' ? `    ${step.text}` : `  - ${step.text}`)),
  ].join('\n');
}

function placeOf({ resource }: Alert): string {
  if (resource.kind === 'cluster') return 'the whole cluster';
  const where = resource.address ?? resource.id;
  return resource.kind === 'shard' ? `shard ${resource.id} (primary ${where})` : where;
}

function resolvedList(resolved: readonly Alert[], rules: ReadonlyMap<string, Rule>): string {
  return ['RESOLVED', ...resolved.map((alert) => alertLine(alert, rules))].join('\n');
}

function alertLine(alert: Alert, rules: ReadonlyMap<string, Rule>): string {
  return `  - ${rules.get(alert.rule)?.title ?? alert.rule}  [${alert.rule}]  ${placeOf(alert)}, since ${alert.since}`;
}

function endingWords(ending: EndingSilence | undefined): string {
  if (ending === undefined) return '';
  const { alerts, silence } = ending;
  const fire = alerts.length === 1 ? '1 alert still fires' : `${alerts.length} alerts still fire`;
  return `${fire}, silenced until ${endOf(silence).replace('T', ' ').slice(0, 16)} UTC`;
}

function endingParagraph(ending: EndingSilence, rules: ReadonlyMap<string, Rule>): string {
  const { id, owner, reason } = ending.silence;
  const left = ending.alerts.length - MOST_PLACES;
  return [
    `SILENCE ENDS SOON  ${endingWords(ending)}  [silence ${id} of ${owner}: ${reason}]`,
    ...ending.alerts.slice(0, MOST_PLACES).map((alert) => alertLine(alert, rules)),
    ...(left > 0 ? [`  - and ${left} more`] : []),
    'To do:',
    '  - Put it right by then. If it takes longer, silence it anew with `redis-auditor silence add`.',
  ].join('\n');
}
