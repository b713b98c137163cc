import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'rdb/checksum-off',
  title: 'RDB files have no checksum',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['config.rdbchecksum'],
  why:
    'With `rdbchecksum no` a file that was damaged on disk or on the way is loaded like a whole one, with whatever keys ' +
    'and values it holds then, and no tool can tell a good copy from a bad one.',
  fix: [
    'It is read at the start only: put `rdbchecksum yes` into the file of every node and restart them, replicas first.',
    { run: 'redis-cli -h {host} -p {port} CONFIG GET rdbchecksum' },
    'Files written before have none: save again and replace the copies.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  check({ fact }) {
    if (fact('config.rdbchecksum') !== 'no') return pass();
    return fail('rdbchecksum is no', { rdbchecksum: 'no' });
  },
});
