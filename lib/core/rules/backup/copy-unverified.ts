import { copiesOf, type SetDigest } from '../../backup/copies.ts';
import { readsTheStore, setTime } from '../../backup/copies-words.ts';
import { fail, pass, skip } from '../../finding.ts';
import { defineRule, numberOption } from '../../rule.ts';

export const rule = defineRule({
  id: 'backup/copy-unverified',
  title: 'Nothing proves that the newest copy is whole',
  severity: 'warning',
  scope: 'shard',
  providers: ['self-managed'],
  needs: ['copies'],
  skipUnsupported: true,
  options: { minLevel: numberOption(1, { max: 2, integer: true }) },
  optionDocs: {
    minLevel: 'How far the newest copy must have been proven: 0 not at all, 1 its checksum, 2 every record as well',
  },
  why:
    'The server that was copied writes no checksum into its RDBs. ' +
    'Damage on the way or in the store would be noticed only when the copy is needed.',
  fix: [
    'With level 0: set `rdbchecksum yes` in the configuration of the replicas and restart them, one after the other; it cannot be changed while a server runs.',
    'Read every record: `redis-auditor backup verify SET --store PLACE`, with the name of the newest set.',
  ],
  links: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  limits: `${readsTheStore} Without the server's checksum the SHA-256 in the manifest still shows what changes in the store.`,
  check({ fact, shard, options: { minLevel } }) {
    const [newest] = fact('copies').newest;
    const levels = newest === undefined ? [] : copiesOf(newest, shard.slots).map(({ level }) => proven(level, newest));
    if (newest === undefined || levels.length === 0)
      return skip('the newest set has no copy of it: backup/shard-missing says so');
    const level = Math.min(...levels);
    const evidence = { set: newest.set, level, minLevel };
    if (level >= minLevel) return pass(evidence);
    const why =
      level === 0 ? 'its server writes no checksum (rdbchecksum no)' : 'not every record of it was understood';
    return fail(`the newest copy, of ${setTime(newest.set)}, reached level ${level} of ${minLevel}: ${why}`, evidence);
  },
});

/** A later look can go further than the first one; a checksum that was never written it cannot make up for. */
function proven(level: 0 | 1 | 2 | null, { verified }: SetDigest): number {
  if (level === null || level === 0) return 0;
  return verified?.outcome === 'ok' ? Math.max(level, verified.level ?? 0) : level;
}
