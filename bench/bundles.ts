import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { bundleFunctions, functionNames } from '../scripts/bundle.mjs';
import { interleave, median } from './measure.ts';

/** What one function weighs, and what it costs to load. */
export interface BundleCost {
  /** `observe`, or `observe-traced` with X-Ray. */
  readonly name: string;
  readonly bytes: number;
  readonly zippedBytes: number;
  /** A process that loads it, over one that loads an empty file; median. */
  readonly addedMs: number;
  /** The same in processor time, which other work on the machine changes less; median. */
  readonly addedCpuMs: number;
  /** Packages, and own folders, by the bytes they fill in the bundle; the largest first. */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/** Bundles anew and starts processes in turns: one with nothing to load, and one with each bundle. */
export async function measureBundles(rounds: number): Promise<readonly BundleCost[]> {
  const directory = await mkdtemp(join(tmpdir(), 'auditor-bench-'));
  try {
    await bundleFunctions(directory);
    const names = functionNames.flatMap((name) => [name, `${name}-traced`]);
    const empty = join(directory, 'empty.js');
    await writeFile(empty, '');
    const files = [empty, ...names.map((name) => join(directory, name, 'index.js'))];
    const cpu = files.map((): number[] => []);
    const contestants = files.map((file, index) => ({
      name: file,
      run: async () => void cpu[index]?.push(startWith(file)),
    }));
    const wall = await interleave(contestants, { warmUp: 2, counted: rounds });
    const wallMs = wall.map(({ medianMs }) => medianMs);
    const cpuMs = cpu.map(median);
    return await Promise.all(
      names.map(async (name, index) => ({
        ...(await weigh(directory, name)),
        addedMs: overBare(wallMs, index),
        addedCpuMs: overBare(cpuMs, index),
      })),
    );
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The bare process is the first of them. */
function overBare(times: readonly number[], index: number): number {
  return (times[index + 1] ?? Number.NaN) - (times[0] ?? Number.NaN);
}

/** @returns processor time of the process until the file was loaded, in milliseconds */
function startWith(file: string): number {
  const load = `require(${JSON.stringify(file)}); const { user, system } = process.cpuUsage(); console.log(user + system);`;
  const env = { AWS_REGION: 'eu-west-1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', load], { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} could not be loaded: ${stderr}`);
  return Number(stdout) / 1000;
}

async function weigh(directory: string, name: string): Promise<Omit<BundleCost, 'addedMs' | 'addedCpuMs'>> {
  const code = await readFile(join(directory, name, 'index.js'));
  const meta = JSON.parse(await readFile(join(directory, 'meta', `${name}.json`), 'utf8')) as Metafile;
  const [output] = Object.values(meta.outputs);
  const sizes = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    const part = partOf(file);
    sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput);
  }
  const parts = [...sizes].map(([part, bytes]) => ({ name: part, bytes })).sort((a, b) => b.bytes - a.bytes);
  return { name, bytes: code.length, zippedBytes: deflateRawSync(code, { level: 9 }).length, parts };
}

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>;
}

/** The package of a file, or the folder for one of our own. */
function partOf(file: string): string {
  const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  return (
    name ??
    file
      .split('/')
      .slice(0, file.startsWith('lib/core/') ? 3 : 2)
      .join('/')
      .replace(/\/[^/]+\.ts$/, '')
  );
}
