import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, launch, type Page } from 'puppeteer-core';

/** A real browser without a window. Without its sandbox, which nobody has who runs as root in a container. */
export async function startBrowser(): Promise<Browser> {
  return launch({ executablePath: chromiumPath(), headless: true, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

function chromiumPath(): string {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((each) => each !== '');
  const paths = folders.flatMap((folder) => [join(folder, 'chromium'), join(folder, 'chromium-browser')]);
  const found = paths.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('there is no chromium on the PATH; `npm test` installs it');
  return found;
}

/** A page that is open, and everything that went on in it. */
export interface Watched {
  readonly page: Page;
  /** Whatever the page asked for. */
  readonly requests: readonly string[];
  /** Errors, and what the policy refused. */
  readonly complaints: readonly string[];
}

export async function watch(browser: Browser): Promise<Watched> {
  const page = await browser.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.setViewport({ width: 1280, height: 900 });
  return { page, requests, complaints };
}
