import { asDeclared, type Rule } from '../../core/rule.ts';
import type { RuleSetting } from '../schema.ts';
import { longestGapSeconds } from './schedule.ts';
import type { EnvironmentCluster, Schedule } from './schema.ts';

const HOUR = 3600;

/** Hours that a copy may take, and a clock may be put back, before one is missing. */
const COPY_GRACE_HOURS = 2;

/** Whole hours without a copy after which one is missing: as long as from one to the next, and some more. */
function hoursToNextCopy(schedule: Schedule, now: number): number {
  return Math.ceil(longestGapSeconds(schedule, now) / HOUR) + COPY_GRACE_HOURS;
}

/** Most hours that an alarm can look back. */
const MOST_ALARM_HOURS = 7 * 24;

/**
 * Hours without a complete copy after which an alarm tells.
 *
 * @returns undefined for a schedule that leaves more than seven days, less the grace, between two copies: alarms look
 *   back no further
 */
export function copyAlarmHours(schedule: Schedule, now: number): number | undefined {
  const hours = hoursToNextCopy(schedule, now);
  return hours > MOST_ALARM_HOURS ? undefined : hours;
}

const AGE_RULE = 'backup/newest-too-old';

/**
 * A cluster with what scheduled copies imply, where the file does not say otherwise: that there have to be some, that
 * the newest one is too old only when the next one is overdue, and that the first one has as long.
 */
export function withImplied(cluster: EnvironmentCluster, catalogue: readonly Rule[], now: number): EnvironmentCluster {
  const { backup, policy, rules } = cluster;
  if (backup?.copy === undefined) return cluster;
  const declared = { ...cluster, policy: { ...policy, backup: policy.backup ?? {} } };
  const rule = catalogue.find(({ id }) => id === AGE_RULE);
  const setting: RuleSetting = rules[AGE_RULE] ?? {};
  const hours = hoursToNextCopy(backup.copy, now);
  if (rule === undefined || setting.off !== undefined || setting.options !== undefined) return declared;
  const usual = Number(asDeclared(rule).options.maxAgeHours);
  const options = { firstWithinHours: hours, ...(hours > usual ? { maxAgeHours: hours } : {}) };
  return { ...declared, rules: { ...rules, [AGE_RULE]: { ...setting, options } } };
}
