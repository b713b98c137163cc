import type { Alert, AlertState, Told } from './alert.ts';
import type { AlertLine } from './alert-log.ts';
import { stateReasons } from './alert-reasons.ts';
import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';

/**
 * The alerts with those that an earlier attempt at this audit told and could not remember, and that an audit which
 * looked later does not know: for whoever was told of them they are over, and that is told still.
 *
 * @param outdated what failed in this audit, of rules that were judged by later facts since
 * @param log lines of the alert log that the earlier attempts left
 */
export function withOvertaken(
  before: AlertState,
  { scheduledAt: at }: Pick<ClusterFacts, 'scheduledAt'>,
  outdated: readonly Finding[],
  log: readonly AlertLine[],
): AlertState {
  const alerts: Record<string, Alert> = { ...before.alerts };
  for (const finding of outdated) {
    const told = toldOf(finding, at, log);
    if (Object.keys(told).length > 0) alerts[finding.fingerprint] ??= overtaken(finding, at, told);
  }
  return { ...before, alerts };
}

function toldOf({ fingerprint, severity }: Finding, at: string, log: readonly AlertLine[]): Alert['told'] {
  const told: Record<string, Told> = {};
  for (const line of log) {
    if (line.kind !== 'delivery') continue;
    const { sink, status } = line.delivery;
    const state = line.told.find((each) => each.fingerprint === fingerprint)?.state;
    // What a sink did not take may have arrived all the same.
    const certain = status === 'delivered';
    if (state === 'firing' || state === 'flapping') told[sink] = { state, severity, at, certain };
    else if (state !== undefined && certain) delete told[sink];
  }
  return told;
}

function overtaken(
  { fingerprint, rule, severity, resource, message }: Finding,
  at: string,
  told: Alert['told'],
): Alert {
  const times = { since: at, failedAt: at, changedAt: at };
  const reason = stateReasons.overtaken();
  return {
    fingerprint,
    rule,
    severity,
    resource,
    state: 'resolved',
    ...times,
    failures: 0,
    passes: 0,
    message,
    reason,
    told,
  };
}
