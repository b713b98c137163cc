import { noAudit } from '../history/ask/runs.ts';
import type { History } from '../history/read-model.ts';
import { bundlePage } from './bundle.ts';
import { readPageData } from './data.ts';
import { pageDocument } from './document.ts';
import { packFacts } from './packed-facts.ts';
import type { PageData } from './page-data.ts';

export interface ExportedPage {
  /** One document that needs nothing else. */
  readonly html: string;
  readonly data: PageData;
}

/** The page of a history with everything that it shows. @throws StoreError; NoHistoryError when there is nothing to show */
export async function exportPage(history: History): Promise<ExportedPage> {
  const [bundle, read] = await Promise.all([bundlePage(), readPageData(history)]);
  if (read.clusters.length === 0) throw noAudit(history);
  const { facts, leftOut } = await packFacts(history, read);
  const data: PageData = { ...read, leftOut: [...read.leftOut, leftOut] };
  return { html: pageDocument(bundle, { data, facts }), data };
}
