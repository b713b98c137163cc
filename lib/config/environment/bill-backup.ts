import { copySeconds } from '../../core/backup/copy-pace.ts';
import { type BillLine, line } from './bill-line.ts';
import type { Keep } from './keep-schema.ts';
import { DAYS_PER_MONTH, runsPerMonth } from './schedule.ts';
import type { CopySettings, Environment, EnvironmentCluster, Schedule } from './schema.ts';

/** A save takes as long as the dataset is large: one of some gigabytes on each of three shards, one after the other. */
const perSave = { seconds: 300, s3Writes: 2, s3Reads: 1, logBytes: 4_000 } as const;

/** Gigabytes of a set of which nothing is declared. */
const usualGigabytes = 5;

/** Objects and listings beside the parts of the RDBs; what is read to know which sets there are, for each of them. */
const perCopy = { seconds: 30, s3Writes: 20, s3ReadsPerSet: 3, logBytes: 6_000, kmsRequests: 10 } as const;

/** Parts of an upload: 8 MiB each, and no fewer larger ones are reckoned with. */
const partsPerGigabyte = 1e9 / (8 * 2 ** 20);

const GIGABYTE = 1e9;

/** Gigabytes of memory that the functions have, as Lambda charges for them. */
const memory = { save: 0.25, copy: 1769 / 1024 } as const;

/** Days for which a set that was deleted can still be got back, and is paid for; the bucket's lifecycle says so too. */
export const DELETED_SETS_KEPT_DAYS = 3;

export const backupAssumptions: readonly string[] = [
  `Where replicas save on a schedule, the function that lets them waits ${perSave.seconds} s each time.`,
  `A set of RDBs has ${usualGigabytes} GB where \`expectedGigabytes\` says nothing else, and is paid for ` +
    `${DELETED_SETS_KEPT_DAYS} days after it was deleted.`,
];

/** What saves on replicas and copies into the bucket add to the bill of a cluster. */
export function backupLines(cluster: EnvironmentCluster, environment: Environment, now: number): readonly BillLine[] {
  const { save, copy, secret } = cluster.backup ?? {};
  return [
    ...(save === undefined ? [] : saveLines(save, secret, now)),
    ...(copy === undefined ? [] : copyLines(copy, cluster, environment, now)),
  ];
}

function saveLines(save: Schedule, secret: string | undefined, now: number): readonly BillLine[] {
  const saves = runsPerMonth(save, now);
  return [
    line('saves on replicas, 256 MB', 'lambdaTime', saves * perSave.seconds * memory.save),
    line('calls for saves', 'lambdaRequest', saves),
    line('schedule of saves', 'scheduledRun', saves),
    line('S3 writes and listings of saves', 's3Write', saves * perSave.s3Writes),
    line('S3 reads of saves', 's3Read', saves * perSave.s3Reads),
    line('logs of saves', 'logs', (saves * perSave.logBytes) / GIGABYTE),
    line('alarm about saves', 'alarm', 1),
    ...(secret === undefined ? [] : [line('secret with the password for saves', 'secret', 1)]),
  ];
}

function copyLines(
  copy: CopySettings,
  { network }: EnvironmentCluster,
  { storage }: Environment,
  now: number,
): readonly BillLine[] {
  const { expectedGigabytes: gigabytes = usualGigabytes, keep, secret } = copy;
  const copies = runsPerMonth(copy, now);
  const sets = setsStored(keep, copies, storage.objectLock?.days ?? 0);
  return [
    line('copies, 1769 MB', 'lambdaTime', copies * (perCopy.seconds + copySeconds(gigabytes)) * memory.copy),
    line('calls for copies', 'lambdaRequest', copies),
    line('schedule of copies', 'scheduledRun', copies),
    line('S3 writes and listings of copies', 's3Write', copies * (perCopy.s3Writes + gigabytes * partsPerGigabyte)),
    line('S3 reads of copies', 's3Read', copies * perCopy.s3ReadsPerSet * sets),
    line('S3 storage of sets, once the oldest go', 's3Storage', sets * gigabytes),
    line('logs of copies', 'logs', (copies * perCopy.logBytes) / GIGABYTE),
    line('metric of copies', 'metric', 1),
    line('alarms about copies', 'alarm', 2),
    ...(secret === undefined ? [] : [line('secret with the password for copies', 'secret', 1)]),
    ...(network?.egress === 'nat' ? [line('copies through the NAT gateway', 'natData', copies * gigabytes)] : []),
    ...(storage.encryption === 'kms'
      ? [line('KMS requests of copies', 'kmsRequest', copies * perCopy.kmsRequests)]
      : []),
  ];
}

/** Those that are kept and those that were just deleted; a lock holds each of them for its time, whatever was deleted. */
function setsStored({ count = 0, days = 0 }: Keep, copiesPerMonth: number, lockedDays: number): number {
  const within = (some: number): number => (some * copiesPerMonth) / DAYS_PER_MONTH;
  const kept = Math.max(1, count, within(days)) + within(DELETED_SETS_KEPT_DAYS);
  return Math.max(kept, within(lockedDays));
}
