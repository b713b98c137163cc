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
  /** @throws StoreError */
  readonly json: () => Promise<string>;
  /** Changes when the store has something new. @throws StoreError */
  readonly mark: () => Promise<string>;
}

export function pageState(history: PageHistory): PageState {
  let made: { readonly mark: string; readonly json: Promise<string> } | undefined;
  const mark = (): Promise<string> => markOf(history);
  return {
    mark,
    async json() {
      const now = await mark();
      if (made?.mark !== now) made = { mark: now, json: read(history) };
      const { json } = made;
      // What failed is tried again by the next one who asks.
      json.catch(() => {
        if (made?.json === json) made = undefined;
      });
      return json;
    },
  };
}

async function read({ open }: PageHistory): Promise<string> {
  const history = await open();
  try {
    return JSON.stringify(await readPageData(history));
  } finally {
    history.close();
  }
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
