import type { Role } from '../facts.ts';
import { type Observed, ok } from '../observed.ts';
import { isInteger, unknownForm } from './reply.ts';

/** What a node says that it is. */
export interface RoleReading {
  readonly role: Role;
  /** Of a replica: `connected` when it follows its primary; `connect`, `connecting`, `sync` before that. */
  readonly link: string | null;
}

/** Reads `ROLE`: `master offset replicas`, or `slave host port link offset`. */
export function parseRole(reply: unknown): Observed<RoleReading> {
  if (!Array.isArray(reply)) return unknownForm('ROLE');
  const [word, , , link, offset]: readonly unknown[] = reply;
  if (word === 'master') return ok({ role: 'primary', link: null });
  if (word === 'slave' && typeof link === 'string' && isInteger(offset)) return ok({ role: 'replica', link });
  return unknownForm('ROLE');
}
