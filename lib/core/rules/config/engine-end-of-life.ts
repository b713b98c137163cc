import * as v from 'valibot';
import { fail, pass, unknown } from '../../finding.ts';
import { listNames } from '../../misses.ts';
import { endingOf, releaseLineOf } from '../../release-lines.ts';
import { defineRule } from '../../rule.ts';

const day = v.pipe(v.string(), v.isoDate('must be a day, as 2026-12-01'));
const line = v.pipe(v.string(), v.regex(/^(?:redis|valkey) \d+\.\d+$/, 'must be a release line, as "redis 7.2"'));

export const rule = defineRule({
  id: 'config/engine-end-of-life',
  title: 'Upstream does not maintain this version any more',
  severity: 'info',
  scope: 'cluster',
  providers: ['self-managed'],
  needs: ['info.server.version'],
  options: { endings: v.optional(v.record(line, day), {}) },
  optionDocs: {
    endings: 'Release line, as "redis 7.2", and the day on which it ends, where the table here knows none',
  },
  why:
    'Holes that are found in it from now on are mended in newer versions only, and everybody can read there what they ' +
    'are. Drivers and tools cease to be tested with it.',
  fix: [
    'Ask whoever packages it: a distribution may go on mending a version that upstream has left. If so, say until when ' +
      'with the option `endings`.',
    'Otherwise plan the way to a line that is maintained: one replica of each shard first, then a failover, then the rest.',
  ],
  links: [
    'https://redis.io/docs/latest/operate/oss_and_stack/install/version-mgmt/',
    'https://valkey.io/topics/releases/',
  ],
  limits:
    'It knows what upstream had announced when this version of the auditor was made. Of a release line that is younger, ' +
    'it knows nothing; update the auditor, or set the day by the option.',
  check({ members, run, options }) {
    const today = run.startedAt.slice(0, 10);
    const lines = [...new Set(members.map(({ fact }) => releaseLineOf(fact('info.server.version'))))].sort();
    const known = lines.map((name) => ({ line: name, endsOn: endingOf(name, options.endings) }));
    const ended = known.filter(({ endsOn }) => typeof endsOn === 'string' && endsOn < today);
    const evidence = { lines: known.map((each) => ({ ...each, endsOn: each.endsOn ?? null })) };
    const words = ended.map(({ line: name, endsOn }) => `${name} (since ${endsOn})`);
    if (words.length > 0) return fail(`not maintained any more: ${listNames(words)}`, evidence);
    const strange = known.filter(({ endsOn }) => endsOn === undefined).map(({ line: name }) => name);
    if (strange.length > 0) return unknown(`nothing is known here of ${listNames(strange)}`, evidence);
    return pass(evidence);
  },
});
