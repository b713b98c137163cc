import { lookup } from 'node:dns/promises';
import { failed, notAttempted, type Observed, ok } from '../../core/observed.ts';
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
  const own = view.state === 'read' ? view.members.find(({ nodeId }) => nodeId === view.self) : undefined;
  if (own?.hostname === undefined) return notAttempted('it announces no host name');
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
