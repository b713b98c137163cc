import { copiesOf } from '../../backup/copies.ts';
import { readsTheStore, setTime } from '../../backup/copies-words.ts';
import { fail, pass, skip, unknown } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'backup/taken-from-primary',
  title: 'A copy was taken from a primary',
  severity: 'warning',
  scope: 'shard',
  providers: ['self-managed'],
  needs: ['copies'],
  skipUnsupported: true,
  why:
    'A copy makes the server fork, and its clients wait as long as that takes; while the RDB is sent, pages that clients ' +
    'change are copied. That belongs on a replica. `redis-auditor backup copy` asks only replicas, so this one was promoted ' +
    'while it was copied.',
  fix: [
    'Look what made the replica a primary at that time: a failover that was asked for, or a primary that failed.',
    'The copy itself is whole: it can be kept.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/replication/'],
  limits: `${readsTheStore} The role is asked before and after the copy.`,
  check({ fact, shard }) {
    const [newest] = fact('copies').newest;
    const copies = newest === undefined ? [] : copiesOf(newest, shard.slots);
    if (newest === undefined || copies.length === 0)
      return skip('the newest set has no copy of it: backup/shard-missing says so');
    const roles = copies.flatMap(({ source, roleBefore, roleAfter }) => [
      { source, when: 'at the start', role: roleBefore },
      { source, when: 'at the end', role: roleAfter },
    ]);
    const evidence = { set: newest.set, roles: roles.map(({ source, when, role }) => ({ source, when, role })) };
    const primary = roles.find(({ role }) => role === 'primary');
    if (primary !== undefined)
      return fail(`${primary.source} was a primary ${primary.when} of the copy of ${setTime(newest.set)}`, evidence);
    const silent = roles.find(({ role }) => role === null);
    if (silent !== undefined)
      return unknown(
        `${silent.source} did not say its role ${silent.when} of the copy of ${setTime(newest.set)}`,
        evidence,
      );
    return pass(evidence);
  },
});
