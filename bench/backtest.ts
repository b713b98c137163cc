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

/** As an environment declares them: everything each time, or each kind by itself. */
const ways: readonly { readonly what: string; readonly schedules: Schedules }[] = [
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
  for (const { what, schedules } of ways) costs.push({ what, ...(await measureOne(days, schedules)) });
  return { ...origin, days, costs };
}

async function measureOne(days: number, schedules: Schedules): Promise<Omit<BacktestCost, 'what'>> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-backtest-'));
  try {
    // A quick run does without the day before, which makes up half of it.
    const before = days > 1 ? 1 : 0;
    const audits = writeAudits(folder, { from: FROM, days: before + days, schedules });
    const begin = Date.parse(`${FROM}T00:00:00Z`) + before * DAY_MS;
    const range = ['--since', timeOf(begin), '--until', timeOf(begin + days * DAY_MS)];
    const { ms, maxRssKiB } = await runCommand(['backtest', '--store', folder, ...range], join(folder, 'cache'));
    return { audits, ms, megabytes: (maxRssKiB * 1024) / 1e6 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
