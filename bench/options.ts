import { parseArgs } from 'node:util';

/** How much is measured, and where. */
export interface BenchOptions {
  /** A run that only shows that everything works: one small cluster, a few rounds; it writes no documentation. */
  readonly quick: boolean;
  /** Nodes of the clusters on which whole audits are timed, ascending. */
  readonly sizes: readonly number[];
  /** Rounds that do not count, until the compiler has seen enough; a small cluster needs more of them. */
  readonly warmUp: (nodes: number) => number;
  readonly rounds: number;
  /** Visits of each kind whose cost is counted, warm and cold each. */
  readonly visits: number;
  /** Starts of a process with each bundle. */
  readonly starts: number;
  /** The one thing that is measured: the bundles, which need no servers, RDB data, what faults take, what a fork costs, questions about the history, its page, or backtests. */
  readonly only?: 'bundles' | 'rdb' | 'chaos' | 'fork' | 'history' | 'page' | 'backtest';
  /** Of each fault under each fsync policy. */
  readonly chaosRounds: number;
  /** Of the data set of which a child is forked, in MiB. */
  readonly forkMegabytes: number;
  /** Days of the history that questions are about, ascending. */
  readonly historyDays: readonly number[];
  /** Days of the period of a backtest. */
  readonly backtestDays: number;
  /** How long a node is left alone before a cold visit, in milliseconds. */
  readonly coldMs: number;
  /** First and last port for the servers; undefined looks for free ones anywhere. */
  readonly ports?: readonly [number, number];
}

const full = {
  sizes: [6, 60, 120],
  warmUp: (nodes: number) => Math.max(20, Math.ceil(1200 / nodes)),
  rounds: 31,
  visits: 15,
  starts: 20,
  coldMs: 300,
  chaosRounds: 5,
  forkMegabytes: 1100,
  historyDays: [30, 365],
  backtestDays: 30,
};
const quick = {
  sizes: [6],
  warmUp: () => 1,
  rounds: 3,
  visits: 2,
  starts: 2,
  coldMs: 10,
  chaosRounds: 1,
  forkMegabytes: 20,
  historyDays: [1, 2],
  backtestDays: 1,
};

/** @throws Error for words it does not know */
export function benchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      bundles: { type: 'boolean', default: false },
      rdb: { type: 'boolean', default: false },
      chaos: { type: 'boolean', default: false },
      fork: { type: 'boolean', default: false },
      history: { type: 'boolean', default: false },
      page: { type: 'boolean', default: false },
      backtest: { type: 'boolean', default: false },
      ports: { type: 'string' },
    },
  });
  const only = (['bundles', 'rdb', 'chaos', 'fork', 'history', 'page', 'backtest'] as const).find(
    (name) => values[name],
  );
  const [first, last] = (values.ports ?? '').split('-').map(Number);
  return {
    quick: values.quick,
    ...(only === undefined ? {} : { only }),
    ...(values.quick ? quick : full),
    ...(first === undefined || last === undefined ? {} : { ports: [first, last] as const }),
  };
}
