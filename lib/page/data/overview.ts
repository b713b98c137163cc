import type { History } from '../../history/read-model.ts';
import type { ClusterOverview } from '../page-data.ts';
import { alertParts } from './alerts.ts';
import { auditParts, MOST_RUNS } from './audits.ts';
import { failingParts } from './failing.ts';
import type { Steps } from './steps.ts';

/** A part of the page of a cluster. */
export interface Part<T> {
  readonly page: T;
  /** What was left out, in sentences. */
  readonly leftOut: readonly string[];
}

/** What is wrong in each cluster and when it was, out of findings and alerts. */
export async function overviewParts(
  history: History,
  { from, step }: Steps,
): Promise<readonly Part<ClusterOverview>[]> {
  const audits = await auditParts(history, step);
  const [failingOf, alertsOf] = await Promise.all([failingParts(history), alertParts(history, from)]);
  return audits.clusters.map((id) => {
    const [steps, runs] = [audits.stepsOf(id), audits.runsOf(id)];
    const { alerts, events, episodes, leftOut } = alertsOf(id);
    const unlisted = steps.reduce((sum, each) => sum + each.audits, 0) - runs.length;
    return {
      page: { id, steps, failing: failingOf(id, runs), alerts, alertEvents: events, episodes, runs },
      leftOut: [
        ...(unlisted > 0
          ? [`${unlisted} audits are counted but not listed, the list has the newest ${MOST_RUNS}`]
          : []),
        ...(leftOut > 0 ? [`${leftOut} of the oldest lines of the alert log`] : []),
      ],
    };
  });
}
