import { fail } from '../../finding.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';

const words = [
  'ERR',
  'CROSSSLOT',
  'WRONGTYPE',
  'OOM',
  'NOAUTH',
  'WRONGPASS',
  'NOPERM',
  'NOSCRIPT',
  'CLUSTERDOWN',
] as const;

export const rule = defineRule({
  id: 'commands/error-rate-high',
  title: 'Many commands end in errors',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  deltas: [
    'info.stats.total_error_replies',
    'info.stats.total_commands_processed',
    'info.errorstats.MOVED',
    'info.errorstats.ASK',
  ],
  optional: words.map((word) => `info.errorstats.${word}` as const),
  options: { minCount: numberOption(100, { integer: true }), failAbovePercent: numberOption(1), clearBelowShare },
  optionDocs: {
    minCount: 'errors up to which nothing is said',
    failAbovePercent: 'accepted share of commands that end in an error, percent',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'Clients are told no again and again. Mostly it is a release that sends what the server does not take: keys of ' +
    'several slots, the wrong type, a command that an ACL forbids. Whether the application notices is another question.',
  fix: [
    'The evidence counts the first words. Compare with the node now:',
    { run: 'redis-cli -h {host} -p {port} INFO errorstats' },
    'CROSSSLOT: keys used together need one hash tag. WRONGPASS, NOAUTH, NOPERM: a client with the wrong user. NOSCRIPT ' +
      'is harmless where clients send the script again. `INFO commandstats` says by `failed_calls` and `rejected_calls` ' +
      'which commands.',
  ],
  links: ['https://redis.io/docs/latest/commands/info/'],
  limits: 'MOVED and ASK are left out: `commands/redirects-high` is about them.',
  check({ delta, observedDelta, options }) {
    const redirects = delta('info.errorstats.MOVED') + delta('info.errorstats.ASK');
    const errors = Math.max(0, delta('info.stats.total_error_replies') - redirects);
    const commands = delta('info.stats.total_commands_processed');
    // A command that is rejected is answered and not counted as processed.
    const percent = Math.round((errors / Math.max(1, commands, errors)) * 1000) / 10;
    const counts = words.flatMap((word) => {
      const growth = observedDelta(`info.errorstats.${word}`);
      return growth.state === 'ok' && growth.value > 0 ? [[word, growth.value] as const] : [];
    });
    const evidence = { errors, commands, percent, byWord: Object.fromEntries(counts) };
    if (errors <= options.minCount) return passWithin([], options.clearBelowShare, evidence);
    const share = { value: percent, limit: options.failAbovePercent, words: `a share of ${percent} % errors` };
    if (percent <= options.failAbovePercent) return passWithin([share], options.clearBelowShare, evidence);
    const most = counts.sort((a, b) => b[1] - a[1]).map(([word, count]) => `${word} ${count}`);
    const which = most.length === 0 ? '' : `: ${most.slice(0, 3).join(', ')}`;
    return fail(`${errors} errors, ${percent} % of commands (limit ${options.failAbovePercent} %)${which}`, evidence);
  },
});
