import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

/** Files that the server keeps for itself: what an open-files limit leaves for clients is less by these. */
const OWN_FILES = 32;

export const rule = defineRule({
  id: 'clients/limit-lowered',
  title: 'The node accepts fewer connections than it should',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['config.maxclients'],
  why:
    'When the limit of open files is too low at the start, the server lowers `maxclients` by itself and says so in its ' +
    'log only. The configuration still shows the old number, and clients are turned away long before it.',
  fix: [
    'Raise the limit of open files where the process is started (`LimitNOFILE=65536` in its unit, `--ulimit nofile=65536` ' +
      'for a container), then restart it, replicas first.',
    { run: 'redis-cli -h {host} -p {port} CONFIG GET maxclients' },
  ],
  links: ['https://redis.io/docs/latest/develop/reference/clients/'],
  limits:
    'Without `policy.maxclients` it tells by the number alone: a power of two less 32 is what such a limit leaves. Nobody ' +
    'chooses that, but somebody could.',
  check({ fact, policy }) {
    const maxclients = Number(fact('config.maxclients'));
    if (policy.maxclients !== undefined) {
      const evidence = { maxclients, declared: policy.maxclients };
      if (maxclients >= policy.maxclients) return pass(evidence);
      return fail(`maxclients is ${maxclients}, declared are ${policy.maxclients}`, evidence);
    }
    const openFiles = maxclients + OWN_FILES;
    if (!Number.isInteger(Math.log2(openFiles))) return pass({ maxclients });
    const evidence = { maxclients, openFiles };
    return fail(`maxclients is ${maxclients}, what a limit of ${openFiles} open files leaves`, evidence);
  },
});
