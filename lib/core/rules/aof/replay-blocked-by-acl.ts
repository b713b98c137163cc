import { replaysAsDefaultUser, rightsLackingForReplay } from '../../aof-replay.ts';
import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'aof/replay-blocked-by-acl',
  title: 'A restart would drop transactions from the append-only file',
  severity: 'critical',
  scope: 'node',
  providers: ['self-managed'],
  needs: ['info.persistence.aof_enabled', 'info.server.version', 'acl.default'],
  // Servers without ACL replay everything.
  skipUnsupported: true,
  why:
    'When it starts, this version replays the append-only file with the rights of the user `default`, even if that ' +
    'user is off. It lacks rights here, so the next restart silently drops each transaction, script or function call ' +
    'that wrote more than one command since the last rewrite.',
  fix: [
    'Do not restart the node before this is mended; a failover is safe.',
    'If clients still log in as `default`, give them a user of their own first. Then keep `default` off, but with every right:',
    { run: 'redis-cli -h {host} -p {port} ACL SETUSER default off ~* +@all' },
    'Keep the change for the next start, with an ACL file',
    { run: 'redis-cli -h {host} -p {port} ACL SAVE' },
    'or without one',
    { run: 'redis-cli -h {host} -p {port} CONFIG REWRITE' },
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/'],
  limits:
    'A patch release of an older version that mends this is not known to it. A command taken away counts even if no ' +
    'transaction uses it, but for administrative ones, which never stand in an append-only file.',
  check({ fact }) {
    if (!fact('info.persistence.aof_enabled')) return skip('AOF is off');
    const version = fact('info.server.version');
    if (!replaysAsDefaultUser(version)) return pass({ version: version.text });
    const user = fact('acl.default');
    const lacking = rightsLackingForReplay(user);
    if (lacking.length === 0) return pass();
    return fail(`version ${version.text} replays with the rights of user default: ${lacking.join(', ')}`, {
      version: version.text,
      lacking,
      commands: user.commands,
      keys: user.keys,
    });
  },
});
