import { fail, pass } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'config/node-timeout-unusual',
  title: 'The node timeout is unusual',
  severity: 'info',
  scope: 'node',
  providers: ['self-managed'],
  modes: ['cluster'],
  needs: ['config.cluster-node-timeout'],
  options: { failBelowMs: numberOption(5000), failAboveMs: numberOption(30_000) },
  optionDocs: {
    failBelowMs: 'shortest usual `cluster-node-timeout`, milliseconds',
    failAboveMs: 'longest usual `cluster-node-timeout`, milliseconds',
  },
  why:
    'A node that is silent for `cluster-node-timeout` is taken for dead. Much less, and a slow command or a fork starts a ' +
    'failover that loses writes; much more, and a shard whose primary died is down for that long.',
  fix: [
    'Between 5 and 30 seconds suit most; 15000 is the default of the server. On every node:',
    { run: 'redis-cli -h {host} -p {port} CONFIG SET cluster-node-timeout 15000' },
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/scaling/'],
  check({ fact, options }) {
    const nodeTimeoutMs = Number(fact('config.cluster-node-timeout'));
    const evidence = { nodeTimeoutMs };
    if (nodeTimeoutMs < options.failBelowMs)
      return fail(`cluster-node-timeout is ${nodeTimeoutMs} ms (limit: at least ${options.failBelowMs} ms)`, evidence);
    if (nodeTimeoutMs > options.failAboveMs)
      return fail(`cluster-node-timeout is ${nodeTimeoutMs} ms (limit: at most ${options.failAboveMs} ms)`, evidence);
    return pass(evidence);
  },
});
