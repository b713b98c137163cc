import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY_MS } from '../lib/core/time-span.ts';
import { type Schedules, writeAudits } from '../test/builders/year/stored-audits.ts';
import { runCommand } from './history.ts';

/** What one backtest takes, as a whole process. */
export interface BacktestCost {
  readonly what: string;
  readonly audits: number;
  readonly ms: number;
  /** Most memory that the process held, millions of bytes. */
  readonly megabytes: number;
}

export interface BacktestCosts {
  readonly command: string;
  readonly date: string;
  readonly machine: readonly string[];
  readonly days: number;
  readonly costs: readonly BacktestCost[];
}

const FROM = '2026-01-01';

interface Way {
  readonly what: string;
  readonly schedules: Schedules;
}

/** As an environment declares them: everything each time, or each kind by itself. */
const ways: readonly Way[] = [
  { what: 'full audits every five minutes', schedules: { full: 5 } },
  {
    what: 'slowlog, latency and topology audits every five minutes, persistence every hour',
    schedules: { slowlog: 5, latency: 5, topology: 5, persistence: 60 },
  },
];

/** @param days of the period; the day before it is there too, as a backtest begins with that */
export async function measureBacktest(
  days: number,
  origin: Pick<BacktestCosts, 'command' | 'date' | 'machine'>,
): Promise<BacktestCosts> {
  const costs: BacktestCost[] = [];
  for (const way of ways) costs.push(...(await measureWay(days, way)));
  return { ...origin, days, costs };
}

/** All rules, and one alone, as for whoever tries thresholds. */
async function measureWay(days: number, { what, schedules }: Way): Promise<readonly BacktestCost[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-backtest-'));
  try {
    // A quick run does without the day before, which makes up half of it.
    const before = days > 1 ? 1 : 0;
    const audits = writeAudits(folder, { from: FROM, days: before + days, schedules });
    const begin = Date.parse(`${FROM}T00:00:00Z`) + before * DAY_MS;
    const range = ['--since', timeOf(begin), '--until', timeOf(begin + days * DAY_MS)];
    const measure = async (about: string, ...only: string[]): Promise<BacktestCost> => {
      const words = ['backtest', '--store', folder, ...range, ...only];
      const { ms, maxRssKiB } = await runCommand(words, join(folder, 'cache'));
      return { what: `${what}${about}`, audits, ms, megabytes: (maxRssKiB * 1024) / 1e6 };
    };
    return [await measure(''), await measure(', one rule alone', '--only', 'latency/round-trip-slow')];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
