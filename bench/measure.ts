/** Somebody who can do the task that is timed, once a call. */
export interface Contestant {
  readonly name: string;
  /** Does the task once; rejects when it was not done in full, so that nobody wins by doing less. */
  run(): Promise<void>;
}

/** What one contestant took over all counted rounds, in milliseconds. */
export interface Timing {
  readonly name: string;
  readonly medianMs: number;
  readonly fastestMs: number;
  /** Median of this process's own processor time; what other processes spend for the contestant is not in it. */
  readonly cpuMs: number;
}

/**
 * Lets all contestants run in each round, one after another, each time beginning with the next one: whatever else
 * the machine does meanwhile meets them all alike. The first rounds warm up and do not count.
 */
export async function interleave(
  contestants: readonly Contestant[],
  rounds: { readonly warmUp: number; readonly counted: number },
): Promise<readonly Timing[]> {
  const wall = contestants.map((): number[] => []);
  const cpu = contestants.map((): number[] => []);
  for (let round = 0; round < rounds.warmUp + rounds.counted; round++) {
    for (let turn = 0; turn < contestants.length; turn++) {
      const index = (round + turn) % contestants.length;
      const took = await time(contestants[index]);
      if (round < rounds.warmUp) continue;
      wall[index]?.push(took.wallMs);
      cpu[index]?.push(took.cpuMs);
    }
  }
  return contestants.map(({ name }, index) => ({
    name,
    medianMs: median(wall[index] ?? []),
    fastestMs: Math.min(...(wall[index] ?? [])),
    cpuMs: median(cpu[index] ?? []),
  }));
}

async function time(contestant: Contestant | undefined): Promise<{ wallMs: number; cpuMs: number }> {
  // With --expose-gc each contestant sweeps up after itself, outside its time and not in that of the next one.
  await globalThis.gc?.({ type: 'minor', execution: 'async' });
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  await contestant?.run();
  const wallMs = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** The middle value, or of an even number of values the upper of the two in the middle. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
