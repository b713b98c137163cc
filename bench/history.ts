import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DAY_MS } from '../lib/core/time-span.ts';
import { compileCacheFolder } from '../scripts/setup/compile-cache.mjs';
import { writeYear } from '../test/builders/year/year.ts';
import { median } from './measure.ts';

/** What one question takes, from the start of the process to its end. */
export interface HistoryCost {
  readonly question: string;
  readonly days: number;
  readonly form: 'small' | 'joined';
  /** The first time, with an empty cache, and later, when it is filled. */
  readonly coldMs: number;
  readonly warmMs: number;
  /** Most memory that one of the processes held, millions of bytes. */
  readonly megabytes: number;
}

export interface HistoryCosts {
  readonly command: string;
  readonly date: string;
  readonly machine: readonly string[];
  readonly runs: number;
  /** How long it took to make the history. */
  readonly madeMs: number;
  readonly costs: readonly HistoryCost[];
}

const FROM = '2026-01-01';

/** A year that is over: what is asked for has its last days, and all of it. */
export async function measureHistory(
  days: readonly number[],
  times: number,
  origin: Pick<HistoryCosts, 'command' | 'date' | 'machine'>,
): Promise<HistoryCosts> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-history-'));
  try {
    const longest = Math.max(...days);
    const began = performance.now();
    const { runs } = await writeYear(join(folder, 'small'), { from: FROM, days: longest, form: 'small' });
    const madeMs = performance.now() - began;
    joinDays(join(folder, 'small', 'history'), join(folder, 'joined', 'history'));
    const costs: HistoryCost[] = [];
    // Once for what Node keeps of the program when it runs it for the first time.
    const asked = { folder, form: 'small', days: 1, longest, times: 1 } as const;
    for (const question of ['timeline', 'slowlog'] as const) await measureQuestion({ ...asked, question });
    for (const form of ['small', 'joined'] as const)
      for (const each of days)
        for (const question of ['timeline', 'slowlog'] as const)
          costs.push(await measureQuestion({ folder, question, form, days: each, longest, times }));
    return { ...origin, runs, madeMs, costs };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Asked {
  readonly folder: string;
  readonly question: 'timeline' | 'slowlog';
  readonly form: HistoryCost['form'];
  readonly days: number;
  readonly longest: number;
  readonly times: number;
}

async function measureQuestion({ folder, question, form, days, longest, times }: Asked): Promise<HistoryCost> {
  const end = Date.parse(`${FROM}T00:00:00Z`) + longest * DAY_MS;
  const range = ['--since', new Date(end - days * DAY_MS).toISOString(), '--until', new Date(end).toISOString()];
  const about = question === 'timeline' ? ['aof/fsync-not-as-declared'] : [];
  const words = ['history', question, ...about, '--store', join(folder, form), ...range];
  const cache = mkdtempSync(join(folder, 'cache-'));
  const first = await runCommand(words, cache);
  const later: Awaited<ReturnType<typeof runCommand>>[] = [];
  for (let time = 0; time < times; time++) later.push(await runCommand(words, cache));
  return {
    question: [question, ...about].join(' '),
    days,
    form,
    coldMs: first.ms,
    warmMs: median(later.map(({ ms }) => ms)),
    megabytes: (Math.max(first.maxRssKiB, ...later.map(({ maxRssKiB }) => maxRssKiB)) * 1024) / 1e6,
  };
}

/** Runs a command of the program as a process of its own. @param cache where it may keep what it has read */
export async function runCommand(words: readonly string[], cache: string) {
  // A small shell stands in between: Linux hands the peak of a process on to the program that it becomes.
  const script = '"$0" "$@"; exit $?';
  const child = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'history-child.ts'),
  ];
  const { stdout } = await promisify(execFile)('sh', ['-c', script, ...child, ...words], {
    env: {
      ...process.env,
      XDG_CACHE_HOME: cache,
      NODE_COMPILE_CACHE: compileCacheFolder({ XDG_CACHE_HOME: dirname(cache) }),
    },
  });
  const took = JSON.parse(stdout) as Readonly<Record<'code' | 'printed' | 'ms' | 'maxRssKiB', number>>;
  if (took.code !== 0 || took.printed < 100) throw new Error(`${words.join(' ')} ended with ${took.code}`);
  return took;
}

/** One object for each day, of the members of its small ones, as a roll-up leaves them. */
function joinDays(from: string, to: string): void {
  for (const day of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!/dt=\d{4}-\d\d-\d\d$/.test(day)) continue;
    const names = readdirSync(join(from, day)).toSorted();
    mkdirSync(join(to, day), { recursive: true });
    const bodies = names.map((name) => readFileSync(join(from, day, name)));
    writeFileSync(join(to, day, 'day.json.gz'), Buffer.concat(bodies));
  }
}
