/** Runs in a thread of its own: makes the packs of some days of a directory, and sends where they are. */
import { parentPort, workerData } from 'node:worker_threads';
import { packOf } from './day-files.ts';
import type { Pack } from './pack.ts';
import type { PackWork } from './packs.ts';

const { root, cache, days } = workerData as PackWork;
// Of a directory only files are read, by their path.
const objects = { location: root, read: async () => null, list: async () => [] };
const packs: Pack[] = [];
for (const day of days) packs.push(await packOf(day, { source: { objects, root }, cache }));
parentPort?.postMessage(packs);
