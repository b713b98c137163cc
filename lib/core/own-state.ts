import type { Alert, AlertState } from './alert.ts';
import type { AuditKind } from './facts.ts';
import type { QuietTimes } from './hold-back.ts';
import { type Observed, ok, unsupported } from './observed.ts';

/** What an assessment knows of the auditor itself when it judges. No node is asked for any of it. */
export interface OwnState {
  readonly deliveries: Observed<Deliveries>;
  readonly snapshot: Observed<Snapshot>;
  readonly silences: Observed<SilencedAlerts>;
}

/** What sinks were told in earlier audits and did not take. */
export interface Deliveries {
  /** Names of all sinks that are configured. */
  readonly sinks: readonly string[];
  /** Sinks that something did not reach, by name. */
  readonly open: readonly OpenDelivery[];
  /** Alerts that did not arrive either, and that something holds back by now. */
  readonly heldAlerts: number;
}

export interface OpenDelivery {
  readonly sink: string;
  readonly alerts: number;
  /** Scheduled time of the last audit that tried. */
  readonly triedAt: string;
}

/** The facts that the alert state rests on: those of the audit of this kind that was judged last. */
export interface Snapshot {
  readonly audit: AuditKind;
  readonly scheduledAt: string;
  /** Why they cannot be used, with their key; left out when they can. */
  readonly problem?: string;
}

/** What keeps alerts untold, and the alerts that fired when the last audit had been judged. */
export interface SilencedAlerts {
  readonly quietTimes: QuietTimes;
  readonly firing: readonly Alert[];
}

/** Where facts are judged by themselves, as in a backtest, nothing of this is to be had. */
export const noOwnState: OwnState = {
  deliveries: unsupported('facts are judged here without telling anybody'),
  snapshot: unsupported('facts are judged here without a store of them'),
  silences: unsupported('facts are judged here without silences'),
};

/** @param sinks names of those that are configured now: nobody waits for the others */
export function deliveriesOf({ alerts }: AlertState, sinks: readonly string[]): Observed<Deliveries> {
  if (sinks.length === 0) return unsupported('no sink is configured: the report is all that anybody is told');
  const untold = (sink: string) => Object.values(alerts).filter(({ told }) => told[sink]?.certain === false);
  const open = sinks.flatMap((sink) => {
    const waiting = untold(sink).filter(({ held }) => held === undefined);
    const [triedAt] = waiting.flatMap(({ told }) => told[sink]?.at ?? []).sort((a, b) => b.localeCompare(a));
    return triedAt === undefined ? [] : [{ sink, alerts: waiting.length, triedAt }];
  });
  const held = new Set(sinks.flatMap((sink) => untold(sink).filter((alert) => alert.held !== undefined)));
  return ok({ sinks, open, heldAlerts: held.size });
}

export function firingIn({ alerts }: AlertState): readonly Alert[] {
  return Object.values(alerts).filter(({ state }) => state === 'firing');
}
