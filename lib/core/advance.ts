import type { Alert, AlertTransition } from './alert.ts';
import { stateReasons } from './alert-reasons.ts';
import type { AuditKind } from './facts.ts';
import { type Finding, severities } from './finding.ts';
import type { EnabledRule } from './rule.ts';

/** An alert after one more verdict, and what is to be said of it; undefined where the verdict changes nothing. */
export type Step = { readonly alert: Alert; readonly transition?: AlertTransition } | undefined;

export interface Counting {
  /** Scheduled time of the audit. */
  readonly at: string;
  readonly audit: AuditKind;
  /** Whether the rule judges each kind of audit by itself. */
  readonly perKind: boolean;
  readonly thresholds: Pick<EnabledRule, 'failureThreshold' | 'successThreshold'>;
  readonly escalateAfterHours?: number | undefined;
}

/**
 * Moves one alert on by one verdict. `unknown` freezes it: not having looked neither confirms nor ends it. So does a
 * pass that is not clear yet.
 */
export function advance(alert: Alert | undefined, finding: Finding, counting: Counting): Step {
  if (finding.status === 'fail') return fail(alert, finding, counting);
  if (alert === undefined || alert.state === 'resolved') return undefined;
  if (finding.status === 'unknown') return freeze(alert, finding, 'unknown', stateReasons.notJudged(finding.message));
  if (finding.notYetClear !== undefined)
    return freeze(alert, finding, 'not-yet-clear', stateReasons.notYetClear(finding.notYetClear));
  const others = otherKinds(alert, counting.audit);
  if (others.length > 0) return { alert: { ...alert, kinds: others } };
  if (finding.status === 'skipped')
    return end(alert, finding, counting.at, stateReasons.notApplicable(finding.message));
  return pass(alert, finding, counting);
}

/** Kinds of audit in which it still fails whatever this one finds. A full audit asks for all that the others do. */
function otherKinds({ kinds = [] }: Alert, audit: AuditKind): readonly AuditKind[] {
  return audit === 'full' ? [] : kinds.filter((kind) => kind !== audit);
}

function step(alert: Alert, from: AlertTransition['from'], reason: string, finding: Finding): Step {
  return { alert, transition: { alert, from, to: alert.state, reason, finding } };
}

/** Said once, however long it lasts. */
function freeze(alert: Alert, finding: Finding, frozen: NonNullable<Alert['frozen']>, reason: string): Step {
  if (alert.frozen === frozen) return undefined;
  return step({ ...alert, frozen }, alert.state, reason, finding);
}

function pass(alert: Alert, finding: Finding, { at, thresholds: { successThreshold } }: Counting): Step {
  if (alert.state === 'pending') return end(alert, finding, at, stateReasons.passed());
  const passes = alert.passes + 1;
  if (passes >= successThreshold)
    return end(alert, finding, at, passes === 1 ? stateReasons.passed() : stateReasons.passedInARow(passes));
  const { frozen: _, ...thawed } = alert;
  return step(
    { ...thawed, passes, failures: 0 },
    'firing',
    stateReasons.passedAndWaits(passes, successThreshold),
    finding,
  );
}

function end(alert: Alert, finding: Finding, at: string, reason: string): Step {
  return step(resolve(alert, at, reason), alert.state, reason, finding);
}

/** The alert when it is over. */
export function resolve({ frozen: _frozen, kinds: _kinds, ...alert }: Alert, at: string, reason: string): Alert {
  return { ...alert, state: 'resolved', changedAt: at, failures: 0, passes: 0, reason };
}

function fail(before: Alert | undefined, finding: Finding, counting: Counting): Step {
  const alert = before?.state === 'resolved' ? undefined : before;
  const failures = (alert?.failures ?? 0) + 1;
  const fires = alert?.state === 'firing' || failures >= counting.thresholds.failureThreshold;
  const { fingerprint, rule, severity, resource, message } = finding;
  const state = fires ? 'firing' : 'pending';
  const next: Alert = {
    ...kept(before),
    fingerprint,
    rule,
    severity,
    resource,
    message,
    state,
    failures,
    passes: 0,
    ...kindsOf(alert, counting),
    since: alert?.since ?? counting.at,
    failedAt: counting.at,
    changedAt: alert?.state === state ? alert.changedAt : counting.at,
    reason: alert?.state === state ? alert.reason : reasonOf(failures, fires, counting),
  };
  const from = before?.state ?? 'none';
  if (from !== next.state) return step(next, from, next.reason, finding);
  return alert?.state === 'firing' ? moreOrLessUrgent(alert, next, finding, counting) : { alert: next };
}

function kindsOf(alert: Alert | undefined, { audit, perKind }: Counting): Pick<Alert, 'kinds'> {
  return perKind ? { kinds: [...new Set([...(alert?.kinds ?? []), audit])] } : {};
}

/** What goes on when it fails again. What was decided of an alert that is over is over too; what people believe is not. */
function kept(before: Alert | undefined): Pick<Alert, 'told' | 'escalated' | 'held' | 'flapping'> {
  if (before === undefined) return { told: {} };
  const { told, escalated, held, flapping, state } = before;
  return {
    told,
    ...(flapping === undefined ? {} : { flapping }),
    ...(held === undefined || (state === 'resolved' && flapping === undefined) ? {} : { held }),
    ...(escalated === undefined || state === 'resolved' ? {} : { escalated }),
  };
}

function reasonOf(failures: number, fires: boolean, { thresholds: { failureThreshold } }: Counting): string {
  if (!fires) return stateReasons.failedAndWaits(failureThreshold);
  return failures === 1 ? stateReasons.failed() : stateReasons.failedInARow(failures);
}

/** Another severity, or a warning that nobody has looked at for too long. */
function moreOrLessUrgent(before: Alert, next: Alert, finding: Finding, counting: Counting): Step {
  const by = severities.indexOf(before.severity) - severities.indexOf(next.severity);
  const decided = (alert: Alert, reason: string): Step => step(alert, 'firing', reason, finding);
  if (by > 0) return decided(next, stateReasons.raised(before.severity, next.severity));
  if (by < 0) return decided(next, stateReasons.lowered(before.severity, next.severity));
  const { escalateAfterHours: hours } = counting;
  if (hours === undefined || !isOverdue(next, counting.at, hours)) return { alert: next };
  return decided({ ...next, escalated: true }, stateReasons.escalated(hours));
}

function isOverdue({ severity, escalated, since }: Alert, at: string, hours: number): boolean {
  return severity === 'warning' && escalated === undefined && Date.parse(at) - Date.parse(since) >= hours * 3_600_000;
}
