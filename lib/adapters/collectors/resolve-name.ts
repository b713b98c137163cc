import { lookup } from 'node:dns/promises';
import { failed, type Observed, ok } from '../../core/observed.ts';
import type { Visit } from '../../core/visit.ts';

/**
 * Addresses that the host name of a node leads to from here, by the way in which clients find it: the hosts file, then
 * DNS. A name that nobody knows leads to none; when nobody could be asked it cannot be told.
 */
export async function resolvedName(
  view: Visit['view'],
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Observed<readonly string[]>> {
  if (view.state !== 'read') return view.reason;
  const own = view.members.find(({ nodeId }) => nodeId === view.self);
  if (own?.hostname === undefined) return ok([]);
  const late = Promise.withResolvers<Observed<never>>();
  const giveUp = (): void => late.resolve(failed('timeout', 'the host name was not resolved in time'));
  const timer = setTimeout(giveUp, timeoutMs);
  signal.addEventListener('abort', giveUp);
  const answer = lookup(own.hostname, { all: true }).then(
    (found) => ok(found.map(({ address }) => address)),
    unresolved,
  );
  const first = await Promise.race([answer, late.promise]);
  clearTimeout(timer);
  signal.removeEventListener('abort', giveUp);
  return first;
}

function unresolved(error: NodeJS.ErrnoException): Observed<readonly string[]> {
  if (error.code === 'ENOTFOUND') return ok([]);
  return failed('connect-refused', 'the host name could not be resolved: no name server answered');
}
