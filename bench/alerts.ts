import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median } from './measure.ts';

/** What an assessment takes in which thousands of checks fail at once: judging, deciding, telling two sinks, storing. */
export interface ManyAlerts {
  readonly findings: number;
  /** Of the first one in a process, as a function has it. */
  readonly medianMs: number;
  /** Most memory that a process held, millions of bytes; of several processes the median. */
  readonly megabytes: number;
}

export async function measureManyAlerts(times: number): Promise<ManyAlerts> {
  const runs: Awaited<ReturnType<typeof once>>[] = [];
  for (let time = 0; time < times; time++) runs.push(await once());
  const [first] = runs;
  if (first === undefined) throw new Error('nothing was measured');
  return {
    findings: first.findings,
    medianMs: median(runs.map(({ ms }) => ms)),
    megabytes: (median(runs.map(({ maxRssKiB }) => maxRssKiB)) * 1024) / 1e6,
  };
}

async function once() {
  // A small shell stands in between: Linux hands the peak of a process on to the program that it becomes.
  const script = '"$0" "$@"; exit $?';
  const child = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'alerts-child.ts'),
  ];
  const { stdout } = await promisify(execFile)('sh', ['-c', script, ...child]);
  const run = JSON.parse(stdout) as Readonly<Record<'findings' | 'ms' | 'maxRssKiB' | 'sinks' | 'alerts', number>>;
  if (run.findings < 10_000 || run.alerts !== run.findings || run.sinks !== 2)
    throw new Error(`${run.alerts} of ${run.findings} findings were told to ${run.sinks} sinks`);
  return run;
}
