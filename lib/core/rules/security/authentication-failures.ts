import { fail, unknown } from '../../finding.ts';
import { clearBelowShare, clearBelowShareDoc, passWithin } from '../../narrow-pass.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'security/authentication-failures',
  title: 'Log-ins keep failing',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['connection'],
  // The first one from 7.2, and also where a server has stopped to count errors by their first word.
  optional: ['info.stats.acl_access_denied_auth', 'info.errorstats.WRONGPASS'],
  options: {
    failAbovePerMinute: numberOption(2),
    minCount: numberOption(10, { integer: true }),
    clearBelowShare,
  },
  optionDocs: {
    failAbovePerMinute: 'accepted failed log-ins a minute',
    minCount: 'failed log-ins up to which nothing is said',
    clearBelowShare: clearBelowShareDoc,
  },
  why:
    'Somebody tries passwords, or a client or a replica still has an old one after a change. A replica that cannot log in ' +
    'does not follow its primary.',
  fix: [
    'The server remembers the last ones, with user and address:',
    { run: 'redis-cli -h {host} -p {port} ACL LOG 20' },
    'A client of yours: give it the new password. Nobody you know: close the port to that network.',
  ],
  links: ['https://redis.io/docs/latest/commands/acl-log/'],
  limits: 'Before 7.2 it counts WRONGPASS errors. A mean over the interval between two audits.',
  check({ observedDelta, seconds, options }) {
    const denied = observedDelta('info.stats.acl_access_denied_auth');
    const failures = denied.state === 'ok' ? denied : observedDelta('info.errorstats.WRONGPASS');
    if (failures.state !== 'ok') return unknown(failures.detail);
    const counter = denied.state === 'ok' ? 'info.stats.acl_access_denied_auth' : 'info.errorstats.WRONGPASS';
    const intervalSeconds = seconds(counter);
    if (intervalSeconds <= 0) return unknown('the time between the two readings is not known');
    const perMinute = Math.round((failures.value / intervalSeconds) * 600) / 10;
    const evidence = { failures: failures.value, perMinute, intervalSeconds };
    if (failures.value <= options.minCount) return passWithin([], options.clearBelowShare, evidence);
    const rate = { value: perMinute, limit: options.failAbovePerMinute, words: `a rate of ${perMinute} a minute` };
    if (rate.value <= rate.limit) return passWithin([rate], options.clearBelowShare, evidence);
    return fail(`${perMinute} failed log-ins a minute (limit ${options.failAbovePerMinute})`, evidence);
  },
});
