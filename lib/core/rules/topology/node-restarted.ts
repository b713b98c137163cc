import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'topology/node-restarted',
  title: 'A node was restarted',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['info.server.run_id', 'info.server.uptime_in_seconds'],
  previous: ['info.server.run_id'],
  why:
    'The process is not the one that was last audited. If nobody restarted it, it crashed, was killed for its memory, or ' +
    'its host went down, and it may do so again. Settings changed at run time and not saved are gone.',
  fix: [
    'If nobody restarted it, read the end of the log before this start, and the kernel log for the out-of-memory killer.',
    { run: 'redis-cli -h {host} -p {port} INFO server' },
    'Compare its settings with those of its peers: what was changed with CONFIG SET and not rewritten is back as in the file.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/troubleshooting/'],
  limits: 'Several restarts between two audits count as one. A node that comes back under a new node id is a new node.',
  check({ fact, previous }) {
    const [runId, runIdBefore] = [fact('info.server.run_id'), previous('info.server.run_id')];
    const uptimeSeconds = fact('info.server.uptime_in_seconds');
    if (runId === runIdBefore) return pass({ uptimeSeconds });
    return fail(`a new process since the last audit, up for ${uptimeSeconds} s`, { uptimeSeconds, runIdBefore, runId });
  },
});
