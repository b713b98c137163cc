import type { AclUser } from '../facts.ts';
import { failed, type Observed, ok } from '../observed.ts';
import { isTexts, unknownForm } from './reply.ts';

/**
 * Reads the line of the user `default` in `ACL LIST`: `user default on nopass ~* &* +@all`. ACL GETUSER would say the
 * same, but until 7.2 takes as long for it as INFO does for everything, where this line is kept by the server.
 *
 * Only flags, commands and keys are taken; passwords are not looked at, nor are selectors, which can only add rights to
 * a user that these three already describe.
 */
export function parseDefaultUser(reply: unknown): Observed<AclUser> {
  if (!isTexts(reply)) return unknownForm('ACL LIST');
  const line = reply.find((each) => each.startsWith('user default '));
  if (line === undefined) return failed('unparsable', 'ACL LIST knows no user `default`');
  const [, , ...words] = line.replaceAll(/\([^)]*\)/g, ' ').split(' ');
  const wordsThat = (pattern: RegExp): readonly string[] => words.filter((word) => pattern.test(word));
  return ok({
    flags: wordsThat(/^[a-z]/),
    commands: wordsThat(/^[+-]/).join(' '),
    keys: wordsThat(/^[~%]/).join(' '),
  });
}
