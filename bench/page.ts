import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { directoryStore } from '../lib/adapters/stores/directory.ts';
import { DAY_MS } from '../lib/core/time-span.ts';
import { type History, openHistory } from '../lib/history/read-model.ts';
import { exportPage } from '../lib/page/export.ts';
import { type PageServer, servePage } from '../lib/page/serve.ts';
import { writeHourlyFacts } from '../test/builders/year/hourly-facts.ts';
import { writeYear } from '../test/builders/year/year.ts';
import { startBrowser } from '../test/harness/browser.ts';
import { median } from './measure.ts';

/** What the page takes. Times are from asking for it until its first view is drawn, unless said otherwise. */
export interface PageCosts {
  readonly command: string;
  readonly date: string;
  readonly machine: readonly string[];
  readonly days: number;
  readonly audits: number;
  /** The server has just begun, and nothing of the store is in the cache. */
  readonly emptyCacheMs: number;
  /** The same until everything is there. */
  readonly wholeMs: number;
  /** The server has just begun, and the cache is filled. */
  readonly begunMs: number;
  /** The server was asked before. */
  readonly laterMs: number;
  readonly exportMs: number;
  readonly exportBytes: number;
}

const BEGIN = '2026-10-28';

type Span = 'first' | 'whole' | 'later' | 'begun';

/** @param times each is measured; the median counts */
export async function measurePage(
  days: number,
  times: number,
  origin: Pick<PageCosts, 'command' | 'date' | 'machine'>,
): Promise<PageCosts> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-page-'));
  const browser = await startBrowser();
  try {
    const options = { from: BEGIN, days, seed: 132 };
    const { runs } = await writeYear(join(folder, 'store'), { ...options, form: 'small' });
    writeHourlyFacts(join(folder, 'store'), options);
    // Once for what is loaded with the first use: modules, the browser, the compiler.
    await firstViews(openerOf(folder, days, 'warm-up'), browser);
    const views: Readonly<Record<Span, number>>[] = [];
    for (let time = 0; time < times; time++) {
      const cold = await firstViews(openerOf(folder, days, `cache-${time}`), browser);
      const begun = await firstViews(openerOf(folder, days, `cache-${time}`), browser);
      views.push({ first: cold.first, whole: cold.whole, later: begun.later, begun: begun.first });
    }
    const of = (name: Span): number => median(views.map((each) => each[name]));
    const exported = await measureExport(openerOf(folder, days, 'cache-0'));
    const shown = { emptyCacheMs: of('first'), wholeMs: of('whole'), begunMs: of('begun'), laterMs: of('later') };
    return { ...origin, days, audits: runs, ...shown, ...exported };
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

interface Opener {
  readonly root: string;
  readonly now: number;
  readonly open: () => Promise<History>;
}

function openerOf(folder: string, days: number, cache: string): Opener {
  const root = join(folder, 'store');
  const begin = Date.parse(`${BEGIN}T00:00:00Z`);
  const now = begin + days * DAY_MS;
  const range = { from: new Date(begin).toISOString(), to: new Date(now).toISOString() };
  const source = { objects: directoryStore(root), root };
  return {
    root,
    now,
    open: () => openHistory({ source, cache: { folder: join(folder, cache), mostBytes: 2 ** 30 }, range, now }),
  };
}

async function firstViews({ root, now, open }: Opener, browser: Browser) {
  const history = { source: { objects: directoryStore(root), root }, open, now: () => now };
  const server = await servePage({ history, port: 0 });
  try {
    const { first, whole } = await firstView(server, browser);
    return { first, whole, later: (await firstView(server, browser)).first };
  } finally {
    await server.close();
  }
}

async function firstView({ url }: PageServer, browser: Browser) {
  const page = await browser.newPage();
  const began = performance.now();
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.waitForSelector('html[data-ready]');
  const first = performance.now() - began;
  await page.waitForSelector('html[data-ready="yes"]');
  const whole = performance.now() - began;
  await page.close();
  return { first, whole };
}

async function measureExport({ open }: Opener) {
  const began = performance.now();
  const history = await open();
  const { html } = await exportPage(history);
  history.close();
  return { exportMs: performance.now() - began, exportBytes: Buffer.byteLength(html) };
}
