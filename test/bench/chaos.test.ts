import { describe, expect, test } from '@jest/globals';
import { type ChaosCell, summarise } from '../../bench/chaos/chaos.ts';
import { lossOf } from '../../bench/chaos/loss.ts';
import { chaosSections, judgeChaos } from '../../bench/chaos/report.ts';
import type { Round } from '../../bench/chaos/round.ts';
import type { ForkPhase } from '../../bench/fork/fork.ts';
import { forkSections } from '../../bench/fork/report.ts';

/** Records 0 to 9, acknowledged one every 100 ms. */
const acknowledged = new Map(Array.from({ length: 10 }, (_, number) => [number, number * 100] as const));

describe('what a fault took', () => {
  test.each<[string, readonly number[], number, { records: number; seconds: number }]>([
    ['nothing', [], 1000, { records: 0, seconds: 0 }],
    ['the last three records before it', [7, 8, 9], 1000, { records: 3, seconds: 0.3 }],
    ['a record in the middle, which is as old as it is', [4], 1000, { records: 1, seconds: 0.6 }],
    ['one that was acknowledged after it', [8, 9], 850, { records: 2, seconds: 0.1 }],
  ])('%s', (_, missing, failedAt, lost) => {
    expect(lossOf(missing, { acknowledged }, failedAt)).toEqual(lost);
  });

  test('before and after it went on are counted apart', () => {
    expect(lossOf([3, 8, 9], { acknowledged }, 400, [Number.NEGATIVE_INFINITY, 700])).toEqual({
      records: 1,
      seconds: 0.1,
    });
    expect(lossOf([3, 8, 9], { acknowledged }, 700, [700, Number.POSITIVE_INFINITY])).toEqual({
      records: 2,
      seconds: 0.1,
    });
  });
});

function round(predictedSeconds: number, seenSeconds: number, change: Partial<Round> = {}): Round {
  const worse = seenSeconds > predictedSeconds;
  return {
    acknowledged: 100,
    lostRecords: Math.round(seenSeconds * 10),
    predictedSeconds,
    seenSeconds,
    worse,
    ...change,
  };
}

const cells: readonly ChaosCell[] = [
  { scenario: 'killed', fsync: 'everysec', rounds: [round(2, 0), round(2, 1.23), round(2, 0.5)] },
  { scenario: 'promoted', fsync: 'no', rounds: [round(1, 0.01), round(2.5, 0)] },
  { scenario: 'empty', fsync: 'off', rounds: [round(Number.POSITIVE_INFINITY, 3)] },
];
const origin = { command: 'npm run bench -- --chaos', date: '2026-03-01', machine: ['2 cores', 'Redis 7.0.15'] };

describe('the table of faults', () => {
  test('has the worst and the median beside what was predicted', () => {
    expect(chaosSections({ ...origin, cells })['chaos']).toBe(
      [
        '| Fault | appendfsync | Rounds | Predicted | Seen, worst | Seen, median | Lost, of acknowledged |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        '| killed | everysec | 3 | 2 s | 1.2 s | 0.5 s | 17 of 300 |',
        '| promoted | no | 2 | 1.0 to 2.5 s | below 0.1 s | below 0.1 s | 0 of 200 |',
        '| empty | no AOF | 1 | everything | 3 s | 3 s | 30 of 100 |',
        '',
        '6 rounds, 600 acknowledged writes, 47 of them lost; reality was worse than predicted in 0 rounds. Measured on 2026-03-01 with `npm run bench -- --chaos`: 2 cores, Redis 7.0.15.',
      ].join('\n'),
    );
    expect(judgeChaos({ cells }).map(({ reached }) => reached)).toEqual([true, true, true]);
  });

  test('a single round that is worse is a target missed', () => {
    const worse: ChaosCell = { scenario: 'killed', fsync: 'always', rounds: [round(0, 0), round(0, 0.2)] };
    expect(summarise(worse).worse).toBe(1);
    expect(judgeChaos({ cells: [worse] })).toEqual([
      {
        what: 'killed, appendfsync always: 1 of 2 rounds',
        target: 'no worse than predicted, 0',
        measured: '0.2 s',
        reached: false,
      },
    ]);
  });
});

test('the table of forks has medians, and the longest reply of all', () => {
  const client = (maxUs: number) => ({ samples: 1000, minUs: 10, p50Us: 40, p99Us: 110, maxUs });
  const save = { forkMs: 40.4, seconds: 4.21, copiedMegabytes: 200 };
  const phases: readonly ForkPhase[] = [
    { name: 'nothing else', client: client(900), save: null },
    { name: 'BGSAVE', client: client(45_000), save },
    { name: 'nothing else', client: client(7000), save: null },
  ];
  expect(
    forkSections({ ...origin, usedMegabytes: 1280, phases })
      ['fork']?.split('\n')
      .slice(2, 4),
  ).toEqual([
    '| nothing else | 2 | 0.04 ms | 0.11 ms | 7.00 ms | - | - | - |',
    '| BGSAVE | 1 | 0.04 ms | 0.11 ms | 45.0 ms | 40.4 ms | 4.2 s | 200 MiB |',
  ]);
});
