import type { ClusterFacts } from '../../core/facts.ts';
import type { ClusterPage, PageData } from '../page-data.ts';
import type { TimeRange } from './select.ts';
import type { ViewState } from './state.ts';

/** What a view is made of. */
export interface ViewContext {
  readonly data: PageData;
  readonly cluster: ClusterPage;
  readonly state: ViewState;
  readonly range: TimeRange;
  /** Address of the view with some of the state changed. */
  readonly link: (change: Partial<ViewState>) => string;
  /** Changes the state without a step in the history of the browser: for what moves on and on, as a slider. */
  readonly note: (change: Partial<ViewState>) => void;
  /** Facts of an audit; undefined where the page does not have them. */
  readonly facts: (at: number, audit: string) => Promise<ClusterFacts | undefined>;
}

/** Place of the chosen node, -1 for one that no audit has seen, so that nothing is about it; undefined for all. */
export function chosenNode({ cluster, state }: Pick<ViewContext, 'cluster' | 'state'>): number | undefined {
  return state.node === '' ? undefined : cluster.nodes.findIndex(({ address }) => address === state.node);
}
