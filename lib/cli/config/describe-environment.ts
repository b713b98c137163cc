import { estimateBill } from '../../config/environment/bill.ts';
import { formatBill } from '../../config/environment/format-bill.ts';
import { environmentName } from '../../config/environment/load.ts';
import { scheduleInWords } from '../../config/environment/schedule-words.ts';
import type { DigestRouting, Environment, Storage } from '../../config/environment/schema.ts';
import { daysOf } from '../../core/digest/period.ts';
import { localRulePattern } from '../../core/local-areas.ts';
import type { Rule } from '../../core/rule.ts';
import { indent, labelled } from '../../report/layout.ts';
import { count, list } from '../../report/words.ts';
import { describeCluster, nextInWords } from './describe-cluster.ts';

/** For whom the effective configuration is told, and when. */
export interface Telling {
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Characters in a line. */
  readonly width: number;
  readonly rules: readonly Rule[];
}

/** Label column of everything that is indented below a heading. */
const LABEL = 12;

/** An environment that is in order, with its defaults, and what it costs: as lines of text. */
export function describeEnvironment(environment: Environment, telling: Telling): readonly string[] {
  const { file, now, width } = telling;
  const { account, region, clusters, logs, tracing } = environment;
  const place = account === undefined ? 'where your credentials lead' : `account ${account}, ${region}`;
  const rows: readonly (readonly [string, string])[] = [
    ['Deploys to', place],
    ['Alerts to', alertsInWords(environment.alerts)],
    ['Watchdog', watchdogInWords(environment.watchdog.email)],
    ['Digest', digestInWords(environment.digest, now)],
    ...shortKept(environment),
    ['Storage', storageInWords(environment.storage)],
    ['Logs', `kept for ${count(logs.retentionDays, 'day')}${tracing ? '; X-Ray traces' : ''}`],
    ...ownRules(environment, telling),
    ...(environment.runbookUrl === undefined ? [] : [['Runbook', environment.runbookUrl] as const]),
  ];
  return [
    `${file} is in order: environment ${environmentName(file)}, ${count(clusters.length, 'cluster')}`,
    ...below(rows, width),
    ...clusters.flatMap((cluster) => ['', `Cluster ${cluster.id}`, ...below(describeCluster(cluster, telling), width)]),
    '',
    ...formatBill(estimateBill(environment, now)),
  ];
}

function ownRules({ localRules }: Environment, { rules }: Telling): readonly (readonly [string, string])[] {
  if (localRules === undefined) return [];
  const own = rules.filter(({ id }) => localRulePattern.test(id));
  return [['Own rules', `${count(own.length, 'rule')} of ${localRules}`]];
}

function below(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  return rows.flatMap(([label, text]) => indent(labelled(label, text, { label: LABEL, width: width - 2 }), 2));
}

function alertsInWords({ email, slack, webhook, pagerduty, queues, endpoints }: Environment['alerts']): string {
  const to = [
    ...email,
    ...(slack === undefined ? [] : [`Slack channel ${slack.channelId} of ${slack.workspaceId} by Amazon Q Developer`]),
    ...(webhook === undefined ? [] : [`the Slack webhook in secret ${webhook.secret}`]),
    ...(pagerduty === undefined ? [] : [pagerdutyInWords(pagerduty)]),
    ...queues.map((arn) => `queue ${arn}`),
    ...endpoints,
  ];
  return list(to);
}

function pagerdutyInWords({ secret, severities, region }: NonNullable<Environment['alerts']['pagerduty']>): string {
  const where = region === 'eu' ? 'PagerDuty in the EU' : 'PagerDuty';
  return `${where} by the key in secret ${secret} (${severities.join(' and ')})`;
}

function digestInWords(digest: DigestRouting | undefined, now: number): string {
  if (digest === undefined) return 'nobody gets one';
  return `of the ${digest.period}, ${scheduleInWords(digest)}, ${nextInWords(digest, now)}`;
}

/** A digest of what has expired says nothing of it: days that are gone look like days without an audit. */
function shortKept({ digest, storage: { expireAfterDays } }: Environment): readonly (readonly [string, string])[] {
  if (digest === undefined || expireAfterDays >= daysOf(digest.period)) return [];
  const kept = `expires after ${count(expireAfterDays, 'day')} (storage.expireAfterDays)`;
  const why = `what it is made of ${kept}, and it looks back on ${daysOf(digest.period)}`;
  return [['', `cannot tell all of the ${digest.period}: ${why}`]];
}

function watchdogInWords(email: readonly string[]): string {
  return email.length > 0 ? list(email) : 'nobody by mail: subscribe to its topic yourself';
}

function storageInWords({ expireAfterDays, encryption, objectLock, keepOnDestroy }: Storage): string {
  const lock =
    objectLock === undefined ? [] : [`each object locked for ${count(objectLock.days, 'day')} (${objectLock.mode})`];
  const keys = encryption === 's3' ? 'encrypted with keys of S3' : 'encrypted with a KMS key of its own';
  const end = keepOnDestroy ? 'kept when the stack is destroyed' : 'deleted with the stack';
  return [`facts and history expire after ${count(expireAfterDays, 'day')}`, keys, ...lock, end].join('; ');
}
