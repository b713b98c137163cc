import type { History } from '../history/read-model.ts';
import { detailParts, noDetails } from './data/details.ts';
import { overviewParts, type Part } from './data/overview.ts';
import { type Steps, stepsIn } from './data/steps.ts';
import type { ClusterPage, PageData } from './page-data.ts';

/** Problems that are named; there is one for each damaged object. */
const MOST_PROBLEMS = 50;

/**
 * Reads everything that the page shows.
 *
 * @param early is handed what is wrong and when it was as soon as that is known: the details take most of the time
 * @throws StoreError
 */
export async function readPageData(
  history: History,
  early: (overview: PageData) => void = () => {},
): Promise<PageData> {
  const steps = stepsIn(history.range);
  for (const kind of ['findings', 'alerts'] as const) await history.load(kind);
  const overviews = await overviewParts(history, steps);
  early(
    documentOf(
      history,
      steps,
      overviews.map(({ page, leftOut }) => ({ page: { ...page, ...noDetails }, leftOut })),
      false,
    ),
  );
  for (const kind of ['slowlog', 'facts', 'saves'] as const) await history.load(kind);
  const detailsOf = await detailParts(history, steps);
  const clusters = overviews.map(({ page, leftOut }) => {
    const details = detailsOf(page.id);
    return { page: { ...page, ...details.page }, leftOut: [...leftOut, ...details.leftOut] };
  });
  return documentOf(history, steps, clusters, true);
}

function documentOf(
  history: History,
  steps: Steps,
  clusters: readonly Part<ClusterPage>[],
  isWhole: boolean,
): PageData {
  const problems = history.problems();
  const more = problems.length - MOST_PROBLEMS;
  return {
    schemaVersion: 1,
    madeAt: Math.floor(history.now / 1000),
    location: history.location,
    ...steps,
    isWhole,
    clusters: clusters.map(({ page }) => page),
    problems: problems.slice(0, MOST_PROBLEMS).map(({ key, reason }) => ({ key, reason })),
    leftOut: [
      ...clusters.flatMap(({ page, leftOut }) => leftOut.map((each) => `${page.id}: ${each}`)),
      ...(more > 0 ? [`the names of ${more} more objects that could not be read`] : []),
    ],
  };
}
