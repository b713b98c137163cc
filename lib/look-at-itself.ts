import { StoreError } from './core/errors.ts';
import type { ClusterFacts } from './core/facts.ts';
import { failed, type Observed, ok, unsupported } from './core/observed.ts';
import {
  deliveriesOf,
  firingIn,
  noOwnState,
  type OwnState,
  type SilencedAlerts,
  type Snapshot,
} from './core/own-state.ts';
import type { EnabledRule } from './core/rule.ts';
import { DAY_MS } from './core/time-span.ts';
import type { FactArchive, StoredState } from './ports.ts';
import { findQuietTimes, type QuietTools } from './quiet-times.ts';

/** Where an assessment finds what it knows of the auditor itself. */
export interface OwnTools {
  readonly sinks: readonly { readonly name: string }[];
  /** Facts of earlier audits; left out, none are kept. */
  readonly facts?: Pick<FactArchive, 'loadFacts'>;
  readonly quiet?: QuietTools;
}

/** Reads what the rules about the auditor itself ask for, and no more. It never throws for a store that fails. */
export async function lookAtItself(
  { facts, rules }: { readonly facts: ClusterFacts; readonly rules: readonly EnabledRule[] },
  tools: OwnTools,
  { alerts }: Pick<StoredState, 'alerts'>,
): Promise<OwnState> {
  const isAsked = (fact: string): boolean =>
    rules.some(({ rule: { needs } }) => (needs as readonly string[]).includes(fact));
  const [snapshot, silences] = await Promise.all([
    isAsked('auditor.snapshot') ? lookForSnapshot(facts, alerts.lastRunOf[facts.audit], tools) : noOwnState.snapshot,
    isAsked('auditor.silences') ? lookForSilences(facts, alerts, tools) : noOwnState.silences,
  ]);
  const names = tools.sinks.map(({ name }) => name);
  return { deliveries: deliveriesOf(alerts, names), snapshot, silences };
}

async function lookForSnapshot(
  { cluster, audit, scheduledAt: now }: ClusterFacts,
  scheduledAt: string | undefined,
  { facts }: OwnTools,
): Promise<Observed<Snapshot>> {
  if (facts === undefined) return unsupported('no store keeps the facts of audits here: --store names one');
  if (scheduledAt === undefined || scheduledAt >= now) return unsupported('no audit of this kind came before this one');
  if (dayOf(now) - dayOf(scheduledAt) > DAY_MS)
    return unsupported('the audit of this kind before this one is older than yesterday');
  try {
    await facts.loadFacts({ cluster, audit, scheduledAt });
    return ok({ audit, scheduledAt });
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return ok({ audit, scheduledAt, problem: error.message });
  }
}

/** Days gone by for longer may have been joined, and then what they hold is elsewhere. */
function dayOf(time: string): number {
  return Date.parse(time.slice(0, 10));
}

async function lookForSilences(
  { cluster }: ClusterFacts,
  alerts: StoredState['alerts'],
  { quiet, facts }: OwnTools,
): Promise<Observed<SilencedAlerts>> {
  if (quiet === undefined || facts === undefined) return unsupported('no store keeps silences here: --store names one');
  try {
    return ok({ quietTimes: await findQuietTimes(cluster.id, quiet), firing: firingIn(alerts) });
  } catch (error) {
    // Whoever tells asks again, and does not go on without an answer.
    if (!(error instanceof StoreError)) throw error;
    return failed('store', error.message);
  }
}
