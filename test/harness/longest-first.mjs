import Sequencer from '@jest/test-sequencer';

/**
 * Files of tests that take longest, for a machine that has not run them before: one that is begun last keeps everybody
 * waiting while the other processes have nothing to do. A name that is out of date costs some seconds, no more.
 */
const longest = [
  'test/bench/bench.test.ts',
  'test/cluster/versions.test.ts',
  'test/backup/rdb/servers.test.ts',
  'test/cluster/golden.test.ts',
  'test/cluster/golden-each-rule.test.ts',
  'test/cluster/quiet.test.ts',
  'test/roll-up.test.ts',
  'test/cluster/secrets.test.ts',
  'test/backtest.test.ts',
  'test/docs/commands.test.ts',
  'test/cli/history-questions.test.ts',
  'test/cdk/stack.test.ts',
  'test/lambdas/assess.test.ts',
];

/** Begins with the longest files, then goes on as jest would. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return Array.from(super.sort(tests)).sort((a, b) => place(a) - place(b));
  }
}

function place({ path }) {
  const index = longest.findIndex((name) => path.endsWith(`/${name}`));
  return index === -1 ? longest.length : index;
}
