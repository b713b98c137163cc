import type { History } from '../history/read-model.ts';
import { alertParts } from './data/alerts.ts';
import { auditParts, MOST_RUNS } from './data/audits.ts';
import { changeParts } from './data/changes.ts';
import { failingParts } from './data/failing.ts';
import { latencyParts } from './data/latency.ts';
import { lossParts } from './data/loss.ts';
import { nodeLists } from './data/node-list.ts';
import { persistenceParts } from './data/persistence.ts';
import { slowParts } from './data/slow.ts';
import { topologiesOf, visitParts } from './data/topologies.ts';
import type { ClusterPage, PageData } from './page-data.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

/** Up to this many seconds everything is counted by hours. */
const LONGEST_BY_HOURS = 62 * DAY;

/** Problems that are named; there is one for each damaged object. */
const MOST_PROBLEMS = 50;

/** Reads everything that the page shows. @throws StoreError */
export async function readPageData(history: History): Promise<PageData> {
  for (const kind of ['findings', 'alerts', 'slowlog', 'facts', 'saves'] as const) await history.load(kind);
  const from = Math.floor(Date.parse(history.range.from) / 1000);
  const to = Math.ceil(Date.parse(history.range.to) / 1000);
  const step = to - from <= LONGEST_BY_HOURS ? HOUR : DAY;
  const clusters = await readClusters(history, { from, to, step });
  const problems = history.problems();
  const more = problems.length - MOST_PROBLEMS;
  return {
    schemaVersion: 1,
    madeAt: Math.floor(history.now / 1000),
    location: history.location,
    from,
    to,
    step,
    clusters: clusters.map(({ page }) => page),
    problems: problems.slice(0, MOST_PROBLEMS).map(({ key, reason }) => ({ key, reason })),
    leftOut: [
      ...clusters.flatMap(({ page, leftOut }) => leftOut.map((each) => `${page.id}: ${each}`)),
      ...(more > 0 ? [`the names of ${more} more objects that could not be read`] : []),
    ],
  };
}

interface ReadCluster {
  readonly page: ClusterPage;
  readonly leftOut: readonly string[];
}

/** A step and the ends of the range, in seconds. */
interface Steps {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

async function readClusters(history: History, { from, to, step }: Steps): Promise<readonly ReadCluster[]> {
  const audits = await auditParts(history, step);
  const [nodesOf, failingOf, alertsOf] = await Promise.all([
    nodeLists(history),
    failingParts(history),
    alertParts(history, from),
  ]);
  const [slowOf, latencyOf, lossOf] = await Promise.all([
    slowParts(history, to - from),
    latencyParts(history, step),
    lossParts(history, step),
  ]);
  const [persistenceOf, visitsOf, changesOf] = await Promise.all([
    persistenceParts(history),
    visitParts(history),
    changeParts(history),
  ]);
  return audits.clusters.map((id) => {
    const nodes = nodesOf(id);
    const [steps, runs] = [audits.stepsOf(id), audits.runsOf(id)];
    const [alerts, slow, visits] = [alertsOf(id), slowOf(id, nodes), visitsOf(id)];
    const unlisted = steps.reduce((sum, each) => sum + each.audits, 0) - runs.length;
    const page: ClusterPage = {
      id,
      nodes: nodes.nodes,
      steps,
      failing: failingOf(id, runs),
      alerts: alerts.alerts,
      alertEvents: alerts.events,
      episodes: alerts.episodes,
      slow: slow.page,
      latency: latencyOf(id, nodes),
      loss: lossOf(id),
      persistence: persistenceOf(id, nodes),
      topologies: topologiesOf(visits),
      changes: changesOf(id, visits),
      runs,
    };
    const leftOut = [
      ...(unlisted > 0 ? [`${unlisted} audits are counted but not listed, the list has the newest ${MOST_RUNS}`] : []),
      ...(alerts.leftOut > 0 ? [`${alerts.leftOut} of the oldest lines of the alert log`] : []),
      ...slow.leftOut,
    ];
    return { page, leftOut };
  });
}
