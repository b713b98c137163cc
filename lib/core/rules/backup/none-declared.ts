import { fail, pass, skip } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export const rule = defineRule({
  id: 'backup/none-declared',
  title: 'No copies off the hosts are declared',
  severity: 'info',
  scope: 'cluster',
  providers: ['self-managed'],
  optional: ['copies'],
  why:
    'Files on the nodes are no backup: FLUSHALL empties every replica within a second, a full resync replaces the dump of ' +
    'a replica, and whatever takes the machines takes the files with them. While nobody declares copies elsewhere, nobody ' +
    'is told when there are none.',
  fix: [
    'Try what a copy takes: `redis-auditor backup copy URL --store PLACE`. docs/backups.md has it on a schedule.',
    'Then say that they are expected: `policy.backup: {}`. From then on the age of the newest one is watched.',
    'Copied by other means, such as snapshots of the volumes: switch this rule off with that as the reason, so that the ' +
      'next one who asks finds it.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/#backing-up-redis-data'],
  limits:
    'Only what was declared, and sets in the store of the audits, are known here: backups by other means are not seen.',
  check({ maybe, policy }) {
    if (policy.persistence === 'none') return skip('policy.persistence is none: there is nothing to copy');
    if (policy.backup !== undefined) return pass();
    const sets = maybe('copies')?.sets ?? 0;
    if (sets > 0) return pass({ sets });
    return fail('no copies off the hosts are declared, so nobody would be told that there are none');
  },
});
