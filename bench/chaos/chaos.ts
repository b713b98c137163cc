import { median } from '../measure.ts';
import { openArena, type Setting } from './arena.ts';
import { playRound, type Round } from './round.ts';
import { type Scenario, scenarios, settingOf } from './scenarios.ts';

/** Rounds of one scenario under one fsync policy. */
export interface ChaosCell {
  readonly scenario: string;
  readonly fsync: Setting['fsync'];
  readonly rounds: readonly Round[];
}

export interface ChaosResults {
  readonly command: string;
  /** Day of the run, `2026-03-01`. */
  readonly date: string;
  readonly machine: readonly string[];
  readonly cells: readonly ChaosCell[];
}

/** How much of it is done. */
export interface ChaosOptions {
  readonly roundsEach: number;
  readonly ports?: readonly [number, number];
  readonly progress?: (text: string) => void;
}

const policies: readonly Setting['fsync'][] = ['always', 'everysec', 'no'];

/** Every scenario under every fsync policy that bears on it, so many rounds each. */
export async function measureChaos({ roundsEach, ports, progress }: ChaosOptions): Promise<readonly ChaosCell[]> {
  const arena = await openArena(ports);
  try {
    const cells: ChaosCell[] = [];
    for (const { scenario, fsync } of plannedCells()) {
      progress?.(`${scenario.name}, appendfsync ${fsync}`);
      await arena.prepare(settingOf(scenario, fsync));
      const rounds: Round[] = [];
      for (let round = 0; round < roundsEach; round++) rounds.push(await playRound(arena, scenario, round));
      cells.push({ scenario: scenario.name, fsync, rounds });
    }
    return cells;
  } finally {
    await arena.stop();
  }
}

function plannedCells(): readonly { readonly scenario: Scenario; readonly fsync: Setting['fsync'] }[] {
  return Object.values<Scenario>(scenarios).flatMap((scenario) =>
    (scenario.appendonly === false ? (['off'] as const) : (scenario.policies ?? policies)).map((fsync) => ({
      scenario,
      fsync,
    })),
  );
}

/** Worst and median of what was seen, beside what had been predicted. */
export interface CellSummary {
  readonly rounds: number;
  readonly predicted: readonly [least: number, most: number];
  readonly seenWorst: number;
  readonly seenMedian: number;
  readonly acknowledged: number;
  readonly lostRecords: number;
  readonly worse: number;
}

export function summarise({ rounds }: ChaosCell): CellSummary {
  const predicted = rounds.map(({ predictedSeconds }) => predictedSeconds);
  const seen = rounds.map(({ seenSeconds }) => seenSeconds);
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  return {
    rounds: rounds.length,
    predicted: [Math.min(...predicted), Math.max(...predicted)],
    seenWorst: Math.max(...seen),
    seenMedian: median(seen),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    lostRecords: sum(({ lostRecords }) => lostRecords),
    worse: rounds.filter(({ worse }) => worse).length,
  };
}
