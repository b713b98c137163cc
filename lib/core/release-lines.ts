import type { EngineVersion } from './version.ts';

/**
 * Until when upstream mends each release line: the last of the days on which it still mends holes in security, or null
 * while no such day is set.
 *
 * Read on 2026-11-28. Redis: the supported versions of Redis Open Source at
 * https://redis.io/docs/latest/operate/oss_and_stack/install/version-mgmt/. It does not list 5.0, 6.0 and 7.0 any more,
 * for which https://endoflife.date/redis has the day; 8.10 is in the release notes only. Valkey: the extended security
 * support at https://valkey.io/topics/releases/, which the last minor version of a major one gets for five years; the
 * others have three years of maintenance, and 9.1 has them until a newer table says otherwise.
 */
const endings: Readonly<Record<string, string | null>> = {
  'redis 5.0': '2022-04-27',
  'redis 6.0': '2022-05-31',
  'redis 6.2': '2027-04-01',
  'redis 7.0': '2024-07-29',
  'redis 7.2': '2029-12-01',
  'redis 7.4': '2029-12-01',
  'redis 8.0': '2026-12-01',
  'redis 8.2': '2030-09-01',
  'redis 8.4': null,
  'redis 8.6': null,
  'redis 8.8': null,
  'redis 8.10': null,
  'valkey 7.2': '2029-04-16',
  'valkey 8.0': '2027-09-15',
  'valkey 8.1': '2030-03-31',
  'valkey 9.0': '2028-10-21',
  'valkey 9.1': '2029-05-19',
};

/** `redis 7.2` */
export function releaseLineOf({ engine, major, minor }: EngineVersion): string {
  return `${engine} ${major}.${minor}`;
}

/**
 * The day on which upstream ceases to mend a release line, as 2026-12-01.
 *
 * @param otherwise days that somebody knows better, by release line
 * @returns null while no day is set, undefined for a line of which nothing is known
 */
export function endingOf(line: string, otherwise: Readonly<Record<string, string>> = {}): string | null | undefined {
  return Object.hasOwn(otherwise, line) ? otherwise[line] : endings[line];
}
