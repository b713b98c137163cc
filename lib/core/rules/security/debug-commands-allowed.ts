import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

const directives = ['enable-debug-command', 'enable-protected-configs', 'enable-module-command'] as const;

export const rule = defineRule({
  id: 'security/debug-commands-allowed',
  title: 'Dangerous commands are allowed from everywhere',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed'],
  needs: directives.map((name) => `config.${name}` as const),
  // They came with 7.0; before, everything was allowed and nothing could be set.
  skipUnsupported: true,
  why:
    'DEBUG can crash the server, MODULE LOAD runs code of whoever sent it, and protected settings let a client write files ' +
    'where it likes. With `yes` any client whose user may run the command can do so over the network.',
  fix: [
    'They are read at the start only. Put these into the file of every node and restart, replicas first:',
    '`enable-debug-command no`, `enable-protected-configs no`, `enable-module-command no`; `local` allows them from the ' +
      'host itself.',
    { run: "redis-cli -h {host} -p {port} CONFIG GET 'enable-*'" },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/'],
  check({ fact }) {
    const open = directives.filter((name) => fact(`config.${name}`) === 'yes');
    if (open.length === 0) return pass();
    return fail(`${open.join(', ')} ${open.length === 1 ? 'is' : 'are'} yes (limit: local)`, { directives: open });
  },
});
