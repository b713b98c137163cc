import { shortHash } from './fingerprint.ts';

/**
 * What stands for a user of the servers in facts and messages: a name may say who a customer is, so it is not kept. The
 * same name has the same identity everywhere; `default` is everybody's.
 */
export function userIdentity(name: string): string {
  return name === 'default' ? name : `user-${shortHash(['acl user', name]).slice(0, 8)}`;
}
