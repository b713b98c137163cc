import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { type Bundle, bundleFunctions } from '../scripts/bundle.mjs';
import { interleave, type Timing } from './measure.ts';

/** What the bundles of the functions weigh, and how long they take to load. */
export interface BundleCosts {
  /** Day of the run, `2026-03-01`. */
  readonly date: string;
  readonly command: string;
  readonly machine: readonly string[];
  /** Starts of each process. */
  readonly starts: number;
  /** A process that loads an empty file. */
  readonly bare: Timing;
  readonly bundles: readonly BundleCost[];
}

export interface BundleCost {
  /** `observe`, or `observe-traced` with X-Ray. */
  readonly name: string;
  readonly minifiedBytes: number;
  readonly zippedBytes: number;
  /** Median of a start with this bundle, less that of a bare one. */
  readonly importMs: number;
  /** The same of the fastest starts: on a machine that does other things meanwhile it comes nearer to a quiet one. */
  readonly fastestMs: number;
  /** Package → bytes in the bundle. */
  readonly parts: ReadonlyMap<string, number>;
}

/** Makes the bundles anew and starts Node with each of them in turns. @param origin of the numbers, for the page */
export async function measureBundles(
  starts: number,
  origin: Pick<BundleCosts, 'date' | 'command' | 'machine'>,
): Promise<BundleCosts> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-bundles-'));
  try {
    const made = [...(await bundleFunctions(directory)), ...(await bundleFunctions(directory, { traced: true }))];
    const bare = join(directory, 'bare.js');
    await writeFile(bare, '');
    const files = [{ name: 'bare', file: bare }, ...made];
    const contestants = files.map(({ name, file }) => ({ name, run: () => startOf(file, directory) }));
    const [floor, ...timings] = await interleave(contestants, { warmUp: 1, counted: starts });
    if (floor === undefined) throw new Error('nothing was measured');
    const costs = made.map((bundle, index) => costOf(bundle, timings[index], floor));
    return { ...origin, starts, bare: floor, bundles: await Promise.all(costs) };
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** One process that loads the file and ends, in surroundings as bare as those of Lambda. */
async function startOf(file: string, cwd: string): Promise<void> {
  const child = spawn(process.execPath, [file], { cwd, env: {}, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${file} cannot be loaded`);
}

async function costOf(bundle: Bundle, timing: Timing | undefined, bare: Timing): Promise<BundleCost> {
  const code = await readFile(bundle.file);
  return {
    name: bundle.name,
    minifiedBytes: code.length,
    zippedBytes: zippedSize(code),
    importMs: (timing?.medianMs ?? Number.NaN) - bare.medianMs,
    fastestMs: (timing?.fastestMs ?? Number.NaN) - bare.fastestMs,
    parts: partsOf(bundle),
  };
}

/** Bytes of an archive with this file alone: the data as zip holds it, two headers and the end. */
export function zippedSize(code: Uint8Array): number {
  return deflateRawSync(code).length + 30 + 46 + 22 + 2 * 'index.js'.length;
}

/** By package, and for our own code by folder. */
function partsOf({ metafile }: Bundle): ReadonlyMap<string, number> {
  const parts = new Map<string, number>();
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  for (const [path, { bytesInOutput }] of inputs) {
    const part = partOf(path);
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  return parts;
}

function partOf(path: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (name !== undefined) return name;
  return path.startsWith('lib/core/rules/') ? 'our rules' : 'our other code';
}
