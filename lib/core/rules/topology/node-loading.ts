import { fail, pass, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/node-loading',
  title: 'A node is loading its dataset',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['connection'],
  optional: ['info.persistence.loading', 'info.persistence.loading_eta_seconds'],
  // A restart takes its time; two audits running are more than that.
  failureThreshold: 2,
  why:
    'While a node loads its dataset it answers LOADING to nearly everything. A primary in this state serves nobody, and ' +
    'a replica can neither be read from nor take over. After a restart that is normal for a while.',
  fix: [
    { run: 'redis-cli -h {host} -p {port} INFO persistence' },
    '`loading_eta_seconds` says how long it will take, `loading_loaded_perc` how far it is.',
    'If it starts again and again, read the end of its log: it may be killed for its memory, or the file may be damaged.',
    'A large append-only file takes longest: see that it is rewritten, and that `aof-use-rdb-preamble` is yes.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: 'A node that loads in between two audits is not seen here; that it was restarted is.',
  check({ fact, maybe }) {
    const loading = maybe('info.persistence.loading');
    const refuses = fact('connection').errorCodes.includes('LOADING');
    if (loading === undefined && !refuses) return unknown('it does not tell whether it is loading');
    if (loading !== true && !refuses) return pass();
    const etaSeconds = maybe('info.persistence.loading_eta_seconds') ?? null;
    const eta = etaSeconds === null ? '' : `, for another ${etaSeconds} s by its own estimate`;
    return fail(`it is loading its dataset${eta}`, { etaSeconds });
  },
});
