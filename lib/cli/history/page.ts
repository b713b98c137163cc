import { writeFile } from 'node:fs/promises';
import { UsageError } from '../../core/errors.ts';
import { exportPage } from '../../page/export.ts';
import { servePage } from '../../page/serve.ts';
import type { CliIo } from '../io.ts';
import { type HistoryWords, openFor, sourceFor } from './open.ts';

/** What the page is to show. */
export type PageWords = Omit<HistoryWords, 'format'>;

/** Serves the page until Ctrl-C. @throws UsageError, StoreError */
export async function serveCommand(words: PageWords & { readonly port: number }, io: CliIo): Promise<void> {
  const { store, cluster, port } = words;
  const history = {
    source: await sourceFor(store),
    open: () => openFor(words, io),
    now: () => io.now(),
    ...(cluster === undefined ? {} : { cluster }),
  };
  const server = await servePage({ history, port });
  io.stdout(`The history in ${store} is at ${server.url} until Ctrl-C.\n`);
  if (!io.signal.aborted) await new Promise((resolve) => io.signal.addEventListener('abort', resolve, { once: true }));
  await server.close();
}

/** Writes the page with everything that it shows into a file. @throws UsageError, StoreError */
export async function exportCommand(file: string, words: PageWords, io: CliIo): Promise<void> {
  const history = await openFor(words, io);
  try {
    const { html, data } = await exportPage(history);
    await writeFile(file, html).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot write ${file} (${error.code})`, 'name a file in a directory that can be written');
    });
    const days = Math.round((data.to - data.from) / 86_400);
    const clusters = data.clusters.map(({ id }) => id).join(', ') || 'no cluster';
    io.stdout(`${file}: ${clusters}, ${days} days, ${(Buffer.byteLength(html) / 1e6).toFixed(1)} MB.\n`);
    for (const { key, reason } of data.problems) io.stderr(`redis-auditor: passed over: ${key} ${reason}\n`);
  } finally {
    history.close();
  }
}
