import type { AclUser } from '../facts.ts';
import { failed, type Observed, ok } from '../observed.ts';
import { isTexts, unknownForm } from './reply.ts';

/**
 * Reads `ACL GETUSER`: names and values in turn. Only flags, commands and keys are taken; passwords are not looked at,
 * nor are selectors, which can only add rights to a user that these three already describe.
 */
export function parseAclUser(reply: unknown): Observed<AclUser> {
  if (reply === null) return failed('unparsable', 'ACL GETUSER knows no such user');
  if (!Array.isArray(reply)) return unknownForm('ACL GETUSER');
  const valueOf = (name: string): unknown => {
    const at = reply.findIndex((each, index) => index % 2 === 0 && each === name);
    return at === -1 ? undefined : (reply[at + 1] as unknown);
  };
  const [flags, commands, keys] = [valueOf('flags'), valueOf('commands'), keyRules(valueOf('keys'))];
  if (!isTexts(flags) || typeof commands !== 'string' || keys === undefined) return unknownForm('ACL GETUSER');
  return ok({ flags, commands, keys });
}

/** From 7.0 a text, `~*`; before, a list of patterns without the tilde. */
function keyRules(keys: unknown): string | undefined {
  if (typeof keys === 'string') return keys;
  return isTexts(keys) ? keys.map((pattern) => `~${pattern}`).join(' ') : undefined;
}
