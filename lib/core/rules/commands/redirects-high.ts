import { fail, pass } from '../../finding.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';

/** Commands by which keys and slots come and go: sent to either side, or from one to the other. */
const signsOfMoving = [
  'info.commandstats.asking',
  'info.commandstats.migrate',
  'info.commandstats.restore-asking',
  'info.commandstats.cluster|setslot',
  'info.commandstats.cluster|migrateslots',
  'info.commandstats.cluster|syncslots',
] as const;

export const rule = defineRule({
  id: 'commands/redirects-high',
  title: 'Clients keep asking the wrong node',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  modes: ['cluster'],
  deltas: ['info.errorstats.MOVED', 'info.errorstats.ASK', 'info.stats.total_commands_processed'],
  // Not all of them are known to every version.
  optional: signsOfMoving,
  failureThreshold: 2,
  options: { minCount: numberOption(100, { integer: true }), failAbovePercent: numberOption(1), clearBelowShare },
  optionDocs: {
    minCount: 'redirects up to which nothing is said',
    failAbovePercent: 'accepted share of commands that are redirected, percent',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'Each redirect costs a second round trip. Clients that go on asking the wrong node do not keep the map of slots: an ' +
    'old library, one that is not set to cluster mode, or replicas that are read without READONLY.',
  fix: [
    'Young connections, or ones whose library says its name, show who it is:',
    { run: 'redis-cli -h {host} -p {port} CLIENT LIST' },
    'Switch the library to cluster mode; let it refresh its map after MOVED; send READONLY before reading from replicas.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/',
    'https://redis.io/docs/latest/commands/readonly/',
  ],
  limits:
    'While slots move through this node redirects are how it works, and nothing is said. It takes them for moving where ' +
    'a client was answered ASK, and where keys or slots were handed over or taken in, since the last audit.',
  check({ delta, observedDelta, options }) {
    const redirects = delta('info.errorstats.MOVED');
    const commands = delta('info.stats.total_commands_processed');
    const percent = Math.round((redirects / Math.max(1, commands, redirects)) * 1000) / 10;
    const evidence = { redirects, commands, percent };
    if (redirects <= options.minCount) return pass(evidence);
    const isCalled = (name: (typeof signsOfMoving)[number]): boolean => {
      const growth = observedDelta(name);
      return growth.state === 'ok' && growth.value.calls > 0;
    };
    if (delta('info.errorstats.ASK') > 0 || signsOfMoving.some(isCalled)) return pass(evidence);
    const share = { value: percent, limit: options.failAbovePercent, words: `a share of ${percent} % redirects` };
    if (percent <= options.failAbovePercent) return passWithin([share], options.clearBelowShare, evidence);
    return fail(`${redirects} redirects, ${percent} % of commands (limit ${options.failAbovePercent} %)`, evidence);
  },
});
