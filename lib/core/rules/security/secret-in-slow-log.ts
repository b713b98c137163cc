import { fail, pass } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

/** Entries named in the evidence. */
const NAMED = 10;

export const rule = defineRule({
  id: 'security/secret-in-slow-log',
  title: 'The slow log holds what looks like a credential',
  severity: 'warning',
  scope: 'node',
  providers: ['self-managed', 'elasticache', 'memorydb'],
  needs: ['slowlog'],
  why:
    'Arguments of slow commands stand in the slow log as they are, for everybody who may read it and for every system that ' +
    'collects it. A credential there was given to all of them.',
  fix: [
    'The evidence names command, argument and form. Find out whose it is, give it up, and make a new one.',
    { run: 'redis-cli -h {host} -p {port} SLOWLOG GET 50' },
    { run: 'redis-cli -h {host} -p {port} SLOWLOG RESET' },
    'Let the program encrypt such values, and keep them out of the names of keys.',
  ],
  links: ['https://redis.io/docs/latest/commands/slowlog-get/'],
  limits:
    'It knows the forms of common tokens, private keys, passwords in URLs and names as `password=`, within the first 128 bytes of ' +
    'an argument. It is judged where the log is read: the auditor keeps place and form, and nothing of the value.',
  check({ fact }) {
    const found = fact('slowlog').entries.flatMap(({ command, secrets = [] }) =>
      secrets.map(({ argument, kind }) => ({ command, argument, kind })),
    );
    const places = [...new Map(found.map((place) => [JSON.stringify(place), place])).values()];
    const [first] = places;
    if (first === undefined) return pass();
    const where = `argument ${first.argument} of ${first.command.replace('|', ' ').toUpperCase()}`;
    const more = found.length === 1 ? '' : `, ${found.length} such arguments in all`;
    return fail(`${where} looks like a credential (${first.kind})${more}`, {
      count: found.length,
      places: places.slice(0, NAMED),
    });
  },
});
