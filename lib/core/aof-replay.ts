import type { AclUser } from './facts.ts';
import { type EngineVersion, isAtLeast } from './version.ts';

/**
 * Versions from which the rights of `default` no longer matter to a replay. Valkey 9.1.2 was tried; for Redis it is
 * the source of 8.8 (redis/redis#14545). Fixes in later patches of older releases are not known here.
 */
const mended: Readonly<Record<EngineVersion['engine'], readonly [major: number, minor: number, patch: number]>> = {
  redis: [8, 8, 0],
  valkey: [9, 1, 2],
};

/**
 * Whether a restart replays the AOF with the rights of the user `default`: EXEC then checks each command of a
 * transaction again, and drops those that this user may not run. Tried on Redis 7.0.15, 7.2.6, 7.4.1, 8.0.6 and Valkey
 * 8.0.1, 8.1.1; Redis 6.2.16 replays everything.
 */
export function replaysAsDefaultUser(version: EngineVersion): boolean {
  if (!isAtLeast(version, 7)) return false;
  const [major, minor, patch] = mended[version.engine];
  const inSameMinor = version.major === major && version.minor === minor;
  return inSameMinor ? version.patch < patch : !isAtLeast(version, major, minor);
}

/** What is often taken away from `default` and never stands in an AOF. */
const neverReplayed: readonly string[] = (
  '@admin acl bgrewriteaof bgsave client config debug info keys lastsave latency monitor psync replicaof role save ' +
  'shutdown slaveof slowlog sync'
).split(' ');

/** The rights that a user lacks for a full replay, in the words of an ACL rule; empty when it has them all. */
export function rightsLackingForReplay(user: AclUser): readonly string[] {
  const [base, ...rest] = user.commands.split(/\s+/);
  const removed = rest.filter((rule) => rule.startsWith('-') && !isNeverReplayed(rule.slice(1)));
  return [
    ...(base === '+@all' ? removed : ['+@all is missing']),
    ...(user.keys.split(/\s+/).includes('~*') ? [] : ['~* is missing']),
  ];
}

/** `config|set` is as harmless as `config`. */
function isNeverReplayed(command: string): boolean {
  return neverReplayed.includes(command.split('|')[0] ?? '');
}
