import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'puppeteer-core';
import { directoryStore } from '../../lib/adapters/stores/directory.ts';
import { exportPage } from '../../lib/page/export.ts';
import { type PageServer, servePage } from '../../lib/page/serve.ts';
import { HOSTILE, hostileFacts, storeAudits } from '../builders/hostile.ts';
import { writeHourlyFacts } from '../builders/year/hourly-facts.ts';
import { writeYear } from '../builders/year/year.ts';
import { startBrowser, type Watched, watch } from '../harness/browser.ts';
import { testStore } from '../page/opened.ts';

const views = ['overview', 'map', 'alerts', 'slow', 'latency', 'persistence', 'changes', 'runs'] as const;
const titles = ['Overview', 'Map', 'Alerts', 'Slow commands', 'Latency', 'Persistence', 'Changes', 'Audits'];

/** The days around a failover and a disk that stalled. */
const store = testStore('2026-11-10T00:00:00.000Z', '2026-11-15T00:00:00.000Z');
const hostileStore = testStore('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z');
const made: { browser?: Browser; server?: PageServer; hostile?: PageServer; file?: string; hostileFile?: string } = {};

async function exported({ open, directory }: typeof store): Promise<string> {
  const history = await open();
  const { html } = await exportPage(history);
  history.close();
  const path = join(directory, 'page.html');
  writeFileSync(path, html);
  return pathToFileURL(path).href;
}

beforeAll(async () => {
  const days = { from: '2026-10-28', days: 18, seed: 132, since: '2026-11-09' } as const;
  await writeYear(store.directory, { ...days, form: 'small' });
  writeHourlyFacts(store.directory, days);
  const objects = directoryStore(hostileStore.directory);
  await storeAudits(objects, [hostileFacts(0, HOSTILE), hostileFacts(300, `${HOSTILE}!`)]);
  made.browser = await startBrowser();
  const serve = ({ source, open }: typeof store, now: number): Promise<PageServer> =>
    servePage({ history: { source, open, now: () => now }, port: 0, lookEveryMs: 100 });
  made.server = await serve(store, Date.UTC(2026, 10, 15));
  made.hostile = await serve(hostileStore, Date.UTC(2026, 2, 1, 4));
  made.file = await exported(store);
  made.hostileFile = await exported(hostileStore);
});

afterAll(async () => {
  await made.browser?.close();
  await made.server?.close();
  await made.hostile?.close();
  store.remove();
  hostileStore.remove();
});

async function open(address: string | undefined, hash = ''): Promise<Watched> {
  if (made.browser === undefined) throw new Error('the browser starts before the first test');
  const watched = await watch(made.browser);
  await watched.page.goto(`${address}${hash}`);
  await watched.page.waitForSelector('html[data-ready="yes"]');
  return watched;
}

async function heading(page: Page): Promise<string> {
  return page.$eval('h1', (element) => element.textContent ?? '');
}

/** Waits until the page shows what the address asks for. */
async function shows(page: Page, title: string): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelector('h1')?.textContent === wanted, {}, title);
}

const text = (page: Page): Promise<string> => page.$eval('main', (element) => element.innerText);

/** How much wider the page is than its window. */
const excess = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe('the page from a server', () => {
  test('opens every view by a click, and asks nobody else', async () => {
    const { page, requests, complaints } = await open(made.server?.url);
    for (const title of titles) {
      await page.evaluate((name) => {
        const links = [...document.querySelectorAll<HTMLElement>('nav a')];
        links.find((link) => link.textContent === name)?.click();
      }, title);
      await shows(page, title);
      expect((await text(page)).length).toBeGreaterThan(100);
      expect(await page.$eval('nav [aria-current="page"]', (element) => element.textContent)).toBe(title);
    }
    const others = requests.filter((each) => !each.startsWith(made.server?.url ?? '') && !each.startsWith('data:'));
    expect({ others, complaints }).toEqual({ others: [], complaints: [] });
    await page.close();
  });

  test('goes back and forward, and a copied address shows the same', async () => {
    const { page } = await open(made.server?.url);
    await page.goto(`${made.server?.url}#slow`);
    await shows(page, 'Slow commands');
    await page.select('#filter-node', '10.20.0.11:6379');
    await page.waitForFunction(() => location.hash.includes('node='));
    await page.goto(`${made.server?.url}#alerts`);
    await shows(page, 'Alerts');
    await page.goBack();
    await shows(page, 'Slow commands');
    expect(await page.$eval('#filter-node', (element) => (element as HTMLSelectElement).value)).toBe('10.20.0.11:6379');
    await page.goForward();
    await shows(page, 'Alerts');
    await page.goBack();
    const [address, before] = [page.url(), await text(page)];
    await page.close();
    const other = await open(address);
    expect(await text(other.page)).toBe(before);
    await other.page.close();
  });

  test('shows the shard as it was at the moment of the slider', async () => {
    const { page } = await open(made.server?.url, '#map?at=2026-11-14T03:20');
    expect(await text(page)).toContain('marked failed');
    await page.focus('#moment');
    await page.keyboard.press('Home');
    await page.waitForFunction(() => !document.querySelector('main')?.textContent?.includes('marked failed'));
    expect(page.url()).toContain('at=2026-11-10T00:00');
    await page.close();
  });

  test('narrows down by severity and by time', async () => {
    const { page } = await open(made.server?.url, '#alerts');
    expect(await text(page)).toContain('slowlog/slow-command');
    await page.click('#severity-warning');
    await page.waitForFunction(() => !document.querySelector('main')?.textContent?.includes('slowlog/slow-command'));
    expect(await text(page)).toContain('topology/node-unreachable');
    await page.goto(`${made.server?.url}#alerts?from=2026-11-10T00:00&to=2026-11-10T01:00`);
    await page.waitForFunction(() => document.querySelector('main')?.textContent?.includes('No alert fired'));
    await page.close();
  });

  test('takes a node that no audit has seen for none, not for all', async () => {
    const { page } = await open(made.server?.url, '#slow?node=10.20.9.9:6379');
    expect(await text(page)).toContain('No slow command in this time.');
    const chosen = await page.$eval(
      '#filter-node',
      (element) => (element as HTMLSelectElement).selectedOptions[0]?.text,
    );
    expect(chosen).toBe('10.20.9.9:6379 (in no audit)');
    await page.close();
  });

  test('fetches the facts of an audit when they are wanted', async () => {
    const { page, requests } = await open(made.server?.url, `#runs?run=${Date.UTC(2026, 10, 14, 23) / 1000}/full`);
    await page.waitForFunction(() => document.querySelectorAll('main details').length > 12);
    expect(requests.filter((each) => each.includes('/facts?'))).toHaveLength(1);
    await page.close();
  });

  test('works with the keyboard alone', async () => {
    const { page } = await open(made.server?.url);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await shows(page, 'Slow commands');
    await page.focus('main table a');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#shape');
    await page.close();
  });
});

describe('the page as a file', () => {
  test('shows every view without asking anybody for anything', async () => {
    const { page, requests, complaints } = await open(made.file);
    for (const [index, view] of views.entries()) {
      await page.goto(`${made.file}#${view}`);
      await shows(page, titles[index] ?? '');
    }
    await page.goto(`${made.file}#runs?run=${Date.UTC(2026, 10, 14, 23) / 1000}/full`);
    await page.waitForFunction(() => document.querySelectorAll('main details').length > 12);
    const asked = new Set(requests.map((each) => each.replace(/#.*/, '')).filter((each) => !each.startsWith('data:')));
    expect({ asked: [...asked], complaints }).toEqual({ asked: [made.file], complaints: [] });
    await page.close();
  });

  test.each([
    ['a phone', 390, 844],
    ['a small phone', 320, 568],
    ['a desk', 1280, 900],
  ])('is no wider than %s', async (_, width, height) => {
    const { page } = await open(made.file);
    await page.setViewport({ width, height });
    for (const [index, view] of views.entries()) {
      await page.goto(`${made.file}#${view}${view === 'slow' ? '?shape=7f14a09000000000' : ''}`);
      await shows(page, titles[index] ?? '');
      expect([view, await excess(page)]).toEqual([view, 0]);
    }
    await page.close();
  });

  test('is dark where everything is', async () => {
    const { page } = await open(made.file);
    const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    const light = await ground();
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    expect([light, await ground()]).toEqual(['rgb(245, 246, 248)', 'rgb(15, 19, 24)']);
    await page.close();
  });

  test('prints what it shows, without what nobody can press on paper', async () => {
    const { page } = await open(made.file, '#alerts');
    await page.emulateMediaType('print');
    expect(await page.$eval('nav', (element) => getComputedStyle(element).display)).toBe('none');
    expect(await page.$eval('main h1', (element) => element.getBoundingClientRect().height)).toBeGreaterThan(0);
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    await page.close();
  });

  test.each(['light', 'dark'])('has nothing that axe calls serious, %s', async (scheme) => {
    const { page } = await open(made.file);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    // Past the policy of the page, which lets nothing in.
    const session = await page.createCDPSession();
    await session.send('Runtime.evaluate', { expression: axe });
    for (const view of views) {
      await page.evaluate(
        (hash) => {
          location.hash = hash;
        },
        `${view}${view === 'slow' ? '?shape=7f14a09000000000' : ''}`,
      );
      await shows(page, titles[views.indexOf(view)] ?? '');
      const expression =
        'axe.run(document).then(({ violations }) => JSON.stringify(violations.map(({ id, impact, nodes }) => [impact, id, nodes[0].html])))';
      const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true });
      const violations = JSON.parse(String(result.value)) as readonly (readonly [string, string, string])[];
      expect([view, violations.filter(([impact]) => impact === 'serious' || impact === 'critical')]).toEqual([
        view,
        [],
      ]);
    }
    await page.close();
  });
});

describe('names that would run something', () => {
  const places = [
    ['from the server', (): string | undefined => made.hostile?.url],
    ['in the file', (): string | undefined => made.hostileFile],
  ] as const;

  test.each(places)('stay text in every view, %s', async (_, address) => {
    const { page, requests, complaints } = await open(address());
    await page.setViewport({ width: 390, height: 844 });
    let times = 0;
    for (const [index, view] of views.entries()) {
      const run = view === 'runs' ? `?run=${Date.UTC(2026, 2, 1, 3, 5) / 1000}/full` : '';
      const shape = view === 'slow' ? `?${new URLSearchParams({ shape: HOSTILE })}` : '';
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `${view}${run}${shape}`);
      await shows(page, titles[index] ?? '');
      if (view === 'runs') await page.waitForFunction(() => document.querySelectorAll('main details').length > 5);
      await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
      });
      const found = (await page.$eval('main', (element) => element.textContent ?? '')).split('<img src=x').length - 1;
      expect([view, found > 0]).toEqual([view, true]);
      times += found;
      expect(await page.$$('img, main script, iframe, object')).toEqual([]);
      expect([view, await excess(page)]).toEqual([view, 0]);
    }
    expect(times).toBeGreaterThan(20);
    expect(await page.evaluate(() => 'owned' in window)).toBe(false);
    expect({ complaints, other: requests.filter((each) => each.endsWith('/x')) }).toEqual({
      complaints: [],
      other: [],
    });
    await page.close();
  });

  test('the page would notice: the same text as markup is refused by its policy', async () => {
    const { page, complaints } = await open(made.hostileFile);
    await page.evaluate((markup) => {
      try {
        document.body.insertAdjacentHTML('beforeend', markup);
      } catch (error) {
        console.error(String(error));
      }
    }, HOSTILE);
    expect(complaints.join('\n')).toMatch(/TrustedHTML/);
    expect(await page.evaluate(() => 'owned' in window)).toBe(false);
    await page.close();
  });
});

test('a new audit appears by itself', async () => {
  const { page } = await open(made.hostile?.url, '#runs');
  const rows = (): Promise<number> => page.$$eval('main tbody tr', (found) => found.length);
  expect(await rows()).toBe(2);
  await storeAudits(directoryStore(hostileStore.directory), [hostileFacts(600, HOSTILE)]);
  await page.waitForFunction(() => document.querySelectorAll('main tbody tr').length === 3);
  await page.close();
});

test('the heading says where one is', async () => {
  const { page } = await open(made.file, '#changes');
  expect([await heading(page), await page.title()]).toEqual(['Changes', 'Changes – shop – Redis Cluster Auditor']);
  await page.close();
});

describe('a server that is in trouble for a while', () => {
  const away = testStore('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z');
  const history = { source: away.source, open: away.open, now: () => Date.UTC(2026, 2, 1, 4) };
  const store = (seconds: number): Promise<unknown> =>
    storeAudits(directoryStore(away.directory), [hostileFacts(seconds, HOSTILE)]);
  beforeAll(() => store(0));
  afterAll(() => away.remove());

  test('shows what came meanwhile when it is back', async () => {
    const before = await servePage({ history, port: 0 });
    const { page } = await open(before.url, '#runs');
    await before.close();
    await page.waitForSelector('header.lost');
    await store(300);
    const after = await servePage({ history, port: Number(new URL(before.url).port) });
    await page.waitForFunction(() => document.querySelectorAll('main tbody tr').length === 2);
    expect(await page.$('header.lost')).toBeNull();
    await page.close();
    await after.close();
  });

  test('is asked again where it could not read its store at first', async () => {
    let isBroken = false;
    const troubled: typeof history = {
      ...history,
      open: () => (isBroken ? Promise.reject(new Error('the disk is away')) : away.open()),
    };
    const server = await servePage({ history: troubled, port: 0 });
    // Whatever it read at its start is not what it has now.
    await store(600);
    isBroken = true;
    if (made.browser === undefined) throw new Error('the browser starts before the first test');
    const { page } = await watch(made.browser);
    await page.goto(`${server.url}#runs`);
    await page.waitForSelector('main [role="alert"]');
    isBroken = false;
    await page.waitForFunction(() => document.querySelectorAll('main tbody tr').length === 3);
    await page.close();
    await server.close();
  });
});

describe('a history that takes long to read', () => {
  /** The server of an own store, whose slow logs are not there before `goOn`. */
  async function slowServer() {
    const { promise, resolve } = Promise.withResolvers<void>();
    const slowly = async (): Promise<Awaited<ReturnType<typeof store.open>>> => {
      const history = await store.open();
      const load: typeof history.load = async (kind, keep) => {
        if (kind === 'slowlog') await promise;
        return history.load(kind, keep);
      };
      return { ...history, load };
    };
    const history = { source: store.source, open: slowly, now: () => Date.UTC(2026, 10, 15) };
    return { server: await servePage({ history, port: 0 }), goOn: resolve };
  }

  async function openEarly(address: string): Promise<Watched> {
    if (made.browser === undefined) throw new Error('the browser starts before the first test');
    const watched = await watch(made.browser);
    await watched.page.goto(address);
    await watched.page.waitForSelector('html[data-ready="overview"]');
    return watched;
  }

  test('shows what is wrong first, says what is still being read, and then has everything', async () => {
    const { server, goOn } = await slowServer();
    const { page, complaints } = await openEarly(server.url);
    const early = await text(page);
    expect(early).toContain('critical in 1 hour, warning in 3 hours');
    expect(early).toContain('are still being read');
    expect(await page.$eval('footer', (element) => element.textContent)).toContain('Details are still being read.');
    for (const [hash, title] of [
      ['#slow', 'Slow commands'],
      ['#map', 'Map'],
      ['#overview?node=10.20.0.11:6379', 'Overview'],
    ] as const) {
      await page.goto(`${server.url}${hash}`);
      await shows(page, title);
      expect(await text(page)).toBe(`${title}\n\nStill being read. It is shown as soon as it is there.`);
    }
    expect(await page.$eval('#filter-node', (element) => (element as HTMLSelectElement).value)).toBe('10.20.0.11:6379');
    for (const [hash, title] of [
      ['#alerts', 'Alerts'],
      ['#runs', 'Audits'],
    ] as const) {
      await page.goto(`${server.url}${hash}`);
      await shows(page, title);
      expect((await text(page)).length).toBeGreaterThan(1000);
    }
    await page.goto(`${server.url}#slow`);
    goOn();
    await page.waitForSelector('html[data-ready="yes"]');
    expect(await text(page)).toContain('p99');
    expect(await page.$eval('footer', (element) => element.textContent)).not.toContain('being read');
    await page.goto(`${server.url}#overview`);
    await shows(page, 'Overview');
    // It is what somebody sees who comes now, and has waited for nothing.
    const later = await open(server.url);
    expect(await text(page)).toBe(await text(later.page));
    expect(complaints).toEqual([]);
    await page.close();
    await later.page.close();
    await server.close();
  });

  test('leaves what was opened meanwhile as it is, and the focus where it is', async () => {
    const { server, goOn } = await slowServer();
    const { page } = await openEarly(server.url);
    await page.focus('main details summary');
    await page.keyboard.press('Enter');
    await page.waitForSelector('main details[open] table');
    goOn();
    await page.waitForSelector('html[data-ready="yes"]');
    expect(await page.$('main details[open] table')).not.toBeNull();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
    expect(await text(page)).not.toContain('being read');
    await page.close();
    await server.close();
  });
});

test('what is unfolded stays so, and keeps the focus, when an audit comes', async () => {
  const own = testStore('2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z');
  const objects = directoryStore(own.directory);
  await storeAudits(objects, [hostileFacts(0, HOSTILE)]);
  const history = { source: own.source, open: own.open, now: () => Date.UTC(2026, 2, 1, 4) };
  const server = await servePage({ history, port: 0, lookEveryMs: 100 });
  const { page, complaints } = await open(server.url);
  await page.click('summary');
  await page.waitForSelector('details[open] table');
  await page.focus('summary');
  await storeAudits(objects, [hostileFacts(300, HOSTILE)]);
  await page.waitForFunction(() => document.querySelector('main')?.textContent?.includes('2 audits; '));
  await page.waitForSelector('details[open] table');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/ by day, as a table$/);
  await page.goto(`${server.url}#alerts`);
  await shows(page, 'Alerts');
  await page.goto(`${server.url}#overview`);
  await shows(page, 'Overview');
  expect(await page.$('details[open]')).toBeNull();
  expect(complaints).toEqual([]);
  await page.close();
  await server.close();
  own.remove();
});
