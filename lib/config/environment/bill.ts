import { backupAssumptions, backupLines } from './bill-backup.ts';
import { type BillLine, line } from './bill-line.ts';
import { priced } from './prices.ts';
import { DAYS_PER_MONTH, HOURS_PER_MONTH, runsPerMonth } from './schedule.ts';
import { type DigestRouting, type Environment, type EnvironmentCluster, secretsOf } from './schema.ts';

export interface BillPart {
  /** `cluster shop`, or `shared by all clusters`. */
  readonly title: string;
  readonly lines: readonly BillLine[];
  readonly dollars: number;
}

/** A month of one environment, by list prices and without any free tier. */
export interface Bill {
  readonly priced: { readonly region: string; readonly month: string };
  readonly clusters: readonly BillPart[];
  readonly shared: BillPart;
  readonly dollars: number;
  /** What the numbers rest on, in sentences. */
  readonly assumptions: readonly string[];
}

/** Measured on clusters of six nodes, or read off what the flow does; rounded up. */
const perRun = {
  observeSeconds: 1.5,
  assessSeconds: 0.5,
  /** Facts, cursors, findings, alerts, baselines; and one listing, which costs as much as a write. */
  s3Writes: 6,
  /** Cursors, facts, alerts and baselines, the replaced ones twice; and whether the run is there already. */
  s3Reads: 7,
  /** Everything that is written, and everything that expires or is superseded: S3 tells all or nothing. */
  events: 12,
  storedBytes: 10_000,
  supersededBytes: 73_000,
  logBytes: 4_000,
  kmsRequests: 2,
} as const;

/** Of one digest of one cluster: most objects of a busy week are those of the slow logs. */
const perDigest = { seconds: 15, s3Reads: 2600, s3Listings: 20, s3Writes: 2 } as const;

/**
 * Of joining one day of one cluster, for each run of that day: its facts and findings, and for some the slow log and
 * alerts. To delete costs nothing.
 */
const perJoinedRun = { seconds: 0.02, s3Reads: 3 } as const;

/** For each day: joined object and index of five kinds; and the listings of a week. */
const perJoinedDay = { s3Writes: 50, s3Reads: 20 } as const;

const observeGb = 0.5;
const assessGb = 0.25;
const digestGb = 0.5;
const compactGb = 1;

/** What the stack makes. */
const made = {
  metricsPerCluster: 3,
  alarmsPerCluster: 5,
  sharedAlarms: 4,
  pagerdutyAlarms: 2,
  machineAlarms: 1,
  digestAlarms: 2,
  rollUpAlarms: 2,
  supersededDays: 30,
} as const;

const MAILS_PER_ADDRESS = 30;
const GIGABYTE = 1e9;

/** @param now milliseconds since 1970: how often a cron fires depends on the months to come */
export function estimateBill(environment: Environment, now: number): Bill {
  const runs = environment.clusters.map((cluster) => runsOf(cluster, now));
  const clusters = environment.clusters.map((cluster, index) =>
    part(`cluster ${cluster.id}`, clusterLines(cluster, environment, { runs: runs[index] ?? 0, now })),
  );
  const digests = environment.digest === undefined ? [] : digestLines(environment.digest, clusters.length, now);
  const shared = part('shared by all clusters', [...sharedLines(environment, sum(runs)), ...digests]);
  const dollars = sum([...clusters, shared].map((each) => each.dollars));
  return {
    priced,
    clusters,
    shared,
    dollars,
    assumptions: [...assumptions, ...(environment.athena ? [unusedAthena] : [])],
  };
}

function runsOf({ schedules }: EnvironmentCluster, now: number): number {
  return sum(Object.values(schedules).map((schedule) => runsPerMonth(schedule, now)));
}

function clusterLines(
  cluster: EnvironmentCluster,
  environment: Environment,
  { runs, now }: { readonly runs: number; readonly now: number },
): readonly BillLine[] {
  const { storage, tracing } = environment;
  const months = storage.expireAfterDays / DAYS_PER_MONTH;
  const superseded = (perRun.supersededBytes * made.supersededDays) / DAYS_PER_MONTH;
  const stored = (runs * (perRun.storedBytes * months + superseded)) / GIGABYTE;
  return [
    line('observe, 512 MB', 'lambdaTime', runs * perRun.observeSeconds * observeGb),
    line('assess, 256 MB', 'lambdaTime', runs * perRun.assessSeconds * assessGb),
    line('calls of both', 'lambdaRequest', runs * 2),
    line('schedules', 'scheduledRun', runs),
    line('S3 writes and listings', 's3Write', runs * perRun.s3Writes),
    line('S3 reads', 's3Read', runs * perRun.s3Reads),
    line('S3 events', 'event', runs * perRun.events),
    line('S3 storage, once the oldest expires', 's3Storage', stored),
    line('logs', 'logs', (runs * perRun.logBytes) / GIGABYTE),
    line('custom metrics', 'metric', made.metricsPerCluster),
    line('alarms', 'alarm', made.alarmsPerCluster),
    ...(cluster.secret === undefined ? [] : [line('secret with the password', 'secret', 1)]),
    ...backupLines(cluster, environment, now),
    ...(tracing ? [line('traces', 'trace', runs * 2)] : []),
    ...(cluster.network?.egress === 'nat'
      ? [line('data through the NAT gateway', 'natData', (runs * perRun.supersededBytes) / GIGABYTE)]
      : []),
  ];
}

function sharedLines(environment: Environment, runs: number): readonly BillLine[] {
  const { alerts, storage, clusters } = environment;
  const zoneHours = sum([...endpointZones(clusters).values()]) * HOURS_PER_MONTH;
  const kms = storage.encryption === 'kms';
  return [
    line('alarms', 'alarm', sharedAlarms(environment)),
    ...rollUpLines(clusters.length, runs),
    ...(alerts.email.length > 0 ? [line('alerts by email', 'email', alerts.email.length * MAILS_PER_ADDRESS)] : []),
    ...(alerts.webhook === undefined ? [] : [line('secret with the webhook', 'secret', 1)]),
    ...(alerts.pagerduty === undefined ? [] : [line('secret with the key of PagerDuty', 'secret', 1)]),
    ...(zoneHours > 0 ? [line('endpoints for Secrets Manager', 'endpoint', zoneHours)] : []),
    ...(kms ? [line('KMS key', 'kmsKey', 1), line('KMS requests', 'kmsRequest', runs * perRun.kmsRequests)] : []),
  ];
}

function sharedAlarms({ alerts: { pagerduty, queues, endpoints }, digest }: Environment): number {
  const forPagerduty = pagerduty === undefined ? 0 : made.pagerdutyAlarms;
  const forMachines = queues.length + endpoints.length > 0 ? made.machineAlarms : 0;
  const forDigests = digest === undefined ? 0 : made.digestAlarms;
  return made.sharedAlarms + made.rollUpAlarms + forPagerduty + forMachines + forDigests;
}

/** Every day, of every cluster. */
function rollUpLines(clusters: number, runs: number): readonly BillLine[] {
  const days = DAYS_PER_MONTH * clusters;
  return [
    line('joining days, 1024 MB', 'lambdaTime', runs * perJoinedRun.seconds * compactGb),
    line('joining days: S3 reads', 's3Read', runs * perJoinedRun.s3Reads + days * perJoinedDay.s3Reads),
    line('joining days: S3 writes and listings', 's3Write', days * perJoinedDay.s3Writes),
  ];
}

/** Each time, of every cluster. */
function digestLines(digest: DigestRouting, clusters: number, now: number): readonly BillLine[] {
  const sums = runsPerMonth(digest, now) * clusters;
  return [
    line('digests, 512 MB', 'lambdaTime', sums * perDigest.seconds * digestGb),
    line('digests: S3 reads', 's3Read', sums * perDigest.s3Reads),
    line('digests: S3 writes and listings', 's3Write', sums * (perDigest.s3Listings + perDigest.s3Writes)),
  ];
}

/** VPC → zones with an endpoint: one for each VPC, however many clusters are in it, and only where a secret is read. */
function endpointZones(clusters: Environment['clusters']): ReadonlyMap<string, number> {
  const zones = new Map<string, Set<string>>();
  for (const cluster of clusters) {
    const { network } = cluster;
    if (network?.egress !== 'endpoints' || secretsOf(cluster).length === 0) continue;
    zones.set(network.vpcId, new Set([...(zones.get(network.vpcId) ?? []), ...network.availabilityZones]));
  }
  return new Map([...zones].map(([vpc, names]) => [vpc, names.size]));
}

function part(title: string, lines: readonly BillLine[]): BillPart {
  return { title, lines, dollars: sum(lines.map(({ dollars }) => dollars)) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const unusedAthena =
  'Tables and queries of Athena cost nothing until somebody asks: then $5 for each TB that a query reads, 10 MB at least, and a query ends at 10 GB.';

const assumptions: readonly string[] = [
  'A cluster has six nodes. Twice as many make observing and storing at most twice as dear.',
  `An audit takes ${perRun.observeSeconds} s to observe and ${perRun.assessSeconds} s to assess, stores ` +
    `${perRun.storedBytes / 1000} KB and logs ${perRun.logBytes / 1000} KB.`,
  `Each address gets ${MAILS_PER_ADDRESS} mails a month.`,
  'The dashboard is one of the three that an account has free; otherwise it is $3 more.',
  'A NAT gateway is there already; only the data through it is counted. So are secrets, counted as if they were new.',
  ...backupAssumptions,
  'Not counted, as it is cents at most while all is well: dead letters, retries, keys that KMS rotates, taxes.',
];
