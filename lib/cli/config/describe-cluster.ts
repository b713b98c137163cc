import { enabledRules } from '../../config/effective.ts';
import { intervalsOf } from '../../config/environment/deploy-cluster.ts';
import { copyAlarmHours } from '../../config/environment/implied.ts';
import type { Keep } from '../../config/environment/keep-schema.ts';
import { nextRuns } from '../../config/environment/schedule.ts';
import { scheduleInWords } from '../../config/environment/schedule-words.ts';
import type { EnvironmentCluster, Network, Schedule } from '../../config/environment/schema.ts';
import { windowsAround } from '../../config/maintenance.ts';
import type { Maintenance } from '../../config/maintenance-schema.ts';
import type { RuleSetting } from '../../config/schema.ts';
import { defaultAlertSettings } from '../../core/alert-settings.ts';
import { type AuditKind, auditKinds } from '../../core/facts.ts';
import { isMapping } from '../../core/is-mapping.ts';
import { matchersText } from '../../core/matchers.ts';
import { defaultPolicy } from '../../core/policy.ts';
import { asDeclared, type Rule } from '../../core/rule.ts';
import { count, list, time } from '../../report/words.ts';
import type { Telling } from './describe-environment.ts';
import { unseenInFile } from './unseen-in-file.ts';

type Row = readonly [label: string, text: string];

/** One cluster of an environment as label and text. */
export function describeCluster(cluster: EnvironmentCluster, { now, rules }: Telling): readonly Row[] {
  const { seeds, natMap, network, policy, collection, alerting } = cluster;
  const moved = Object.entries(natMap).map(([from, to]) => `${from} at ${to}`);
  const { deadlineSeconds, concurrency } = collection;
  return [
    ['Nodes', `${list(seeds)} to begin with${moved.length === 0 ? '' : `; ${list(moved)}`}`],
    ['Login', loginInWords(cluster)],
    ['Network', networkInWords(network)],
    ...scheduleRows(cluster, now),
    ...backupRows(cluster, now),
    ['Visits', `at most ${deadlineSeconds} s an audit, ${count(concurrency, 'node')} at a time`],
    ['Policy', changesInWords(policy, defaultPolicy)],
    ['Alerting', changesInWords(alerting, defaultAlertSettings)],
    ...maintenanceRows(cluster, now),
    ...ruleRows(cluster, rules, now),
  ];
}

function loginInWords({ username, secret, tls }: EnvironmentCluster): string {
  return `${userInWords(username)}, ${passwordInWords(secret)}, ${tlsInWords(tls)}`;
}

function userInWords(username: string | undefined): string {
  return username === undefined ? 'the default user' : `user ${username}`;
}

function passwordInWords(secret: string | undefined): string {
  return secret === undefined ? 'without a password' : `with the password in secret ${secret}`;
}

function tlsInWords(tls: EnvironmentCluster['tls']): string {
  if (tls === undefined) return 'without TLS';
  if (tls.insecure) return 'by TLS that accepts any certificate';
  const by = tls.ca === undefined ? 'the public authorities' : tls.ca;
  return `by TLS, certificates${tls.servername === undefined ? '' : ` for ${tls.servername}`} checked against ${by}`;
}

const egressInWords: Readonly<Record<Network['egress'], string>> = {
  none: 'nothing of AWS but S3 is reached',
  nat: 'AWS is reached by the NAT gateway of the subnets',
  endpoints: 'AWS is reached by endpoints that are made',
};

function networkInWords(network: Network | undefined): string {
  if (network === undefined) return 'outside any VPC: the nodes must be reachable from the internet';
  const { vpcId, subnetIds, availabilityZones, securityGroupIds, egress, s3Endpoint, routeTableIds } = network;
  const groups = securityGroupIds.length === 0 ? 'a security group is made' : list(securityGroupIds);
  const s3 =
    s3Endpoint === 'existing' || routeTableIds.length === 0
      ? 'no S3 endpoint is made'
      : `an S3 endpoint is made in ${list(routeTableIds)}`;
  const subnets = `${count(subnetIds.length, 'subnet')} in ${list(availabilityZones)}`;
  return [`${vpcId}, ${subnets}`, groups, `egress ${egress}: ${egressInWords[egress]}`, s3].join('; ');
}

function scheduleRows({ schedules }: EnvironmentCluster, now: number): readonly Row[] {
  const kinds = auditKinds.flatMap((kind): readonly (readonly [AuditKind, Schedule])[] => {
    const schedule = schedules[kind];
    return schedule === undefined ? [] : [[kind, schedule]];
  });
  return kinds.map(([kind, schedule], index) => [
    index === 0 ? 'Audits' : '',
    `${kind} ${scheduleInWords(schedule)}, ${nextInWords(schedule, now)}`,
  ]);
}

function backupRows({ backup }: EnvironmentCluster, now: number): readonly Row[] {
  const { save, copy } = backup ?? {};
  return [
    ...(save === undefined ? [] : [backupRow('Saves', 'on replicas', save, backup ?? {}, now)]),
    ...(copy === undefined
      ? []
      : [
          backupRow('Copies', `into the bucket, which keeps ${keptInWords(copy.keep)}`, copy, copy, now),
          ...missedCopyRows(copy, now),
        ]),
  ];
}

function missedCopyRows(copy: Schedule, now: number): readonly Row[] {
  if (copyAlarmHours(copy, now) !== undefined) return [];
  const why = 'no alarm can look back as far as from one copy to the next';
  return [['', `${why}, seven days at most: backup/newest-too-old tells of a missed one`]];
}

function backupRow(
  label: string,
  what: string,
  schedule: Schedule,
  { username, secret }: { readonly username?: string; readonly secret?: string },
  now: number,
): Row {
  const user = `${userInWords(username)}, ${passwordInWords(secret)}`;
  return [label, `${what}, ${scheduleInWords(schedule)}, ${nextInWords(schedule, now)}; ${user}`];
}

function keptInWords({ count: sets, days }: Keep): string {
  return list([
    ...(sets === undefined ? [] : [`the newest ${sets}`]),
    ...(days === undefined ? [] : [`those of ${count(days, 'day')}`]),
  ]);
}

function maintenanceRows({ maintenance }: EnvironmentCluster, now: number): readonly Row[] {
  return maintenance.map((window, index): Row => [index === 0 ? 'Maintenance' : '', windowInWords(window, now)]);
}

/** What is held back stands in it too: a window that holds back more than was meant is seen before it is deployed. */
function windowInWords(window: Maintenance, now: number): string {
  const { name, owner, reason, schedule, duration } = window;
  const when = typeof schedule === 'string' ? `${schedule} (UTC)` : `${schedule.schedule} (${schedule.timeZone})`;
  const [next] = windowsAround([window], new Date(now).toISOString());
  const isOpen = next !== undefined && Date.parse(next.startsAt) <= now;
  const times = isOpen
    ? `, open until ${time(next.endsAt)}`
    : next === undefined
      ? ''
      : `, next ${time(next.startsAt)}`;
  const held = next === undefined ? '' : `; holds back ${matchersText(next.matchers)}`;
  return `${name}, ${when} for ${duration}${times}${held}; ${owner}: ${reason}`;
}

/** When it runs next. */
export function nextInWords(schedule: Schedule, now: number): string {
  if (schedule.schedule.startsWith('rate')) return 'counted from the deploy';
  const [next] = nextRuns(schedule, now, 1);
  return next === undefined ? 'never' : `next ${time(new Date(next).toISOString())}`;
}

function changesInWords(values: object, byDefault: object): string {
  const changes = differences(values, byDefault);
  return changes.length === 0 ? 'as by default' : changes.join(', ');
}

/** `minReplicas 2 (default 1)`, with dots for what lies deeper. */
function differences(values: object, byDefault: object, before = ''): readonly string[] {
  return Object.entries(values).flatMap(([name, value]: [string, unknown]) => {
    const usual = (byDefault as Readonly<Record<string, unknown>>)[name];
    if (isMapping(value) && usual === undefined && Object.keys(value).length > 0)
      return differences(value, {}, `${before}${name}.`);
    if (isMapping(value) && isMapping(usual)) return differences(value, usual, `${before}${name}.`);
    const same = JSON.stringify(value) === JSON.stringify(usual);
    const byWhat = usual === undefined ? 'by default none' : `default ${shown(usual)}`;
    return same ? [] : [`${before}${name} ${shown(value)} (${byWhat})`];
  });
}

function shown(value: unknown): string {
  if (isMapping(value)) return 'declared';
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? 'none' : value.join('+');
}

function ruleRows(cluster: EnvironmentCluster, rules: readonly Rule[], now: number): readonly Row[] {
  const kinds = Object.keys(cluster.schedules) as AuditKind[];
  const run = new Set(kinds.flatMap((kind) => enabledRules(rules, cluster, kind).map(({ rule }) => rule.id)));
  const wanted = enabledRules(rules, cluster, 'full').map(({ rule }) => rule.id);
  const idle = wanted.filter((id) => !run.has(id));
  const changed = rules.flatMap((rule) => changesOf(rule, cluster.rules[rule.id]));
  return [
    ['Rules', `${run.size} of ${rules.length} run`],
    ...(idle.length === 0 ? [] : [['', `no schedule runs ${list(idle)}`] as const]),
    ...[...changed, ...unseenInFile(rules, cluster, intervalsOf(cluster, now))].map((text): Row => ['', text]),
  ];
}

function changesOf(rule: Rule, setting: RuleSetting | undefined): readonly string[] {
  if (setting === undefined) return [];
  if (setting.off !== undefined) return [`off: ${rule.id} (${setting.off})`];
  const { options, ...others } = setting;
  const byDefault = asDeclared(rule);
  const changes = [...differences(others, byDefault), ...differences(options ?? {}, byDefault.options)];
  return changes.length === 0 ? [] : [`changed: ${rule.id}, ${changes.join(', ')}`];
}
