/**
 * First words of the error replies that Redis 6.0 to 8.0 and Valkey 8.0 to 9.1 send, as their programs hold them.
 * Scripts and modules may answer with a first word of their own, which may be anything.
 */
export const errorWords: ReadonlySet<string> = new Set([
  'ASK',
  'BUSY',
  'BUSYGROUP',
  'BUSYKEY',
  'CLUSTERDOWN',
  'CROSSSLOT',
  'DENIED',
  'ERR',
  'ERRORSTATS_DISABLED',
  'ERRORSTATS_OVERFLOW',
  'EXECABORT',
  'INPROG',
  'INVALIDOBJ',
  'IOERR',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'MOVED',
  'NOADDR',
  'NOAUTH',
  'NOGOODPRIMARY',
  'NOGOODSLAVE',
  'NOGROUP',
  'NOMASTERLINK',
  'NOPERM',
  'NOPROTO',
  'NOQUORUM',
  'NOREPLICAS',
  'NOSCRIPT',
  'NOSUB',
  'NOTBUSY',
  'OOM',
  'READONLY',
  'REDIRECT',
  'TRYAGAIN',
  'UNBLOCKED',
  'UNKILLABLE',
  'WRONGPASS',
  'WRONGTYPE',
]);

/**
 * Whether a server has given up on counting errors by their first word. Scripts make kinds of errors without end: past
 * 128 of them Redis throws all counts away (tried on 8.0.2), and Valkey adds no other word (tried on 8.1.1 and 9.1.2).
 */
export function countsNoNewErrors(errorstats: Readonly<Record<string, number>>): boolean {
  return errorstats.ERRORSTATS_DISABLED !== undefined || errorstats.ERRORSTATS_OVERFLOW !== undefined;
}
