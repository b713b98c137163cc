import { createHash } from 'node:crypto';
import { DAY_MS } from '../../core/time-span.ts';
import { listDays } from '../../history/listing.ts';
import type { History } from '../../history/read-model.ts';
import type { HistorySource } from '../../history/source.ts';
import { readPageData } from '../data.ts';

/** Where a server has its data from. */
export interface PageHistory {
  readonly source: HistorySource;
  /** Id of one cluster; undefined for all. */
  readonly cluster?: string;
  /** Opens the history up to now. @throws AuditorError */
  readonly open: () => Promise<History>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The document of the page as of now. It is made anew when the store has something new, once for all who ask. */
export interface PageState {
  /** The whole. @throws StoreError */
  readonly json: () => Promise<string>;
  /** The whole if it is there, and otherwise the overview as soon as that is. @throws StoreError */
  readonly first: () => Promise<string>;
  /** Changes when the store has something new. @throws StoreError */
  readonly mark: () => Promise<string>;
}

export function pageState(history: PageHistory): PageState {
  let made: (Made & { readonly mark: string }) | undefined;
  const mark = (): Promise<string> => markOf(history);
  const newest = async (): Promise<Made> => {
    const now = await mark();
    if (made?.mark === now) return made;
    const making = { ...read(history), mark: now };
    made = making;
    // What failed is tried again by the next one who asks.
    making.whole.catch(() => {
      if (made === making) made = undefined;
    });
    return making;
  };
  return {
    mark,
    json: async () => (await newest()).whole,
    // Of two that are there the first one is taken.
    async first() {
      const { whole, overview } = await newest();
      return Promise.race([whole, overview]);
    },
  };
}

/** A document while it is made. What fails is told by the whole. */
interface Made {
  readonly whole: Promise<string>;
  readonly overview: Promise<string>;
}

function read({ open }: PageHistory): Made {
  const { promise: overview, resolve } = Promise.withResolvers<string>();
  const readWhole = async (): Promise<string> => {
    const history = await open();
    try {
      return JSON.stringify(await readPageData(history, (early) => resolve(JSON.stringify(early))));
    } finally {
      history.close();
    }
  };
  return { whole: readWhole(), overview };
}

/** From the names of the last two days: findings come with every audit, alerts a moment later. */
async function markOf({ source, cluster, now }: PageHistory): Promise<string> {
  const [from, to] = [now() - DAY_MS, now() + DAY_MS].map((at) => new Date(at).toISOString());
  const range = { from: from ?? '', to: to ?? '', ...(cluster === undefined ? {} : { cluster }) };
  const hash = createHash('sha256');
  for (const kind of ['findings', 'alerts', 'saves'] as const)
    for (const { joined = '', runs } of await listDays(source, kind, range))
      hash.update(`${joined} ${runs.length} ${runs.at(-1)}\n`);
  return hash.digest('hex');
}
