import { fail, pass, skip, unknown } from '../../finding.ts';
import { listNames, missesOf } from '../../misses.ts';
import { defineRule } from '../../rule.ts';
import { dependsOnSettings, type UnseenLimit, unseenLimits } from '../../unseen-limits.ts';

export const rule = defineRule({
  id: 'auditor/threshold-not-observable',
  title: 'Limits are set that nobody can see broken',
  severity: 'info',
  perKind: true,
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['connection'],
  optional: ['config.slowlog-log-slower-than', 'config.slowlog-max-len', 'config.latency-monitor-threshold'],
  why:
    'A rule is switched on, and its limit lies where this node records nothing. It will never fail here, and who reads ' +
    'that it does not will think that all is well.',
  fix: [
    'The evidence names each rule, its limit and what hides it. Let the node record more:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET slowlog-log-slower-than 10000' },
    { run: 'redis-cli -h {host} -p {port} CONFIG SET slowlog-max-len 512' },
    { run: 'redis-cli -h {host} -p {port} CONFIG SET latency-monitor-threshold 100' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
    'Or move the limit, or switch the rule off with the reason. `redis-auditor config check FILE` tells beforehand what ' +
      'can be known from the file alone.',
    'What an older version of the server does not count it will count after an upgrade.',
  ],
  links: [
    'https://redis.io/docs/latest/commands/slowlog-get/',
    'https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/',
  ],
  limits:
    'It knows the slow log, the latency monitor, the PINGs, and statistics by subcommand or error; each kind of audit ' +
    'looks at the rules that it runs. A fact that is refused is reported by `auditor/permission-missing`. A slow log or a ' +
    'monitor that is off is left to the rules about that while they are enabled.',
  check({ node, run, fact, maybe, seconds }) {
    if (!fact('connection').answered) return unknown('it did not answer');
    const slowerThanUs = maybe('config.slowlog-log-slower-than');
    const slowlogEntries = maybe('config.slowlog-max-len');
    const monitorMs = maybe('config.latency-monitor-threshold');
    const every = run.intervalSeconds === undefined ? 0 : seconds('slowlog');
    const unseen = unseenLimits(run.rules, {
      ...(slowerThanUs === undefined ? {} : { slowerThanUs: Number(slowerThanUs) }),
      ...(slowlogEntries === undefined ? {} : { slowlogEntries: Number(slowlogEntries) }),
      ...(monitorMs === undefined ? {} : { monitorMs: Number(monitorMs) }),
      ...(every > 0 ? { slowlogEverySeconds: every } : {}),
      lacking:
        missesOf(run, node.nodeId)?.flatMap(({ fact: name, reason }) => (reason === 'unsupported' ? [name] : [])) ?? [],
    });
    if (unseen.length > 0) return fail(words(unseen), { limits: unseen.map((each) => ({ ...each })) });
    if (!dependsOnSettings(run.rules)) return skip('no rule of this audit has a limit that a node could hide');
    const isRead = [slowerThanUs, slowlogEntries, monitorMs].every((value) => value !== undefined);
    return isRead ? pass() : unknown('how the slow log and the latency monitor are set could not be read');
  },
});

function words(unseen: readonly UnseenLimit[]): string {
  const names = unseen.map(({ rule: id, limit, because }) => `${id} (${limit}; ${because})`);
  return `${unseen.length === 1 ? 'a limit' : `${unseen.length} limits`} cannot be seen: ${listNames(names)}`;
}
