import type { ProviderName } from '../facts.ts';
import { notAttempted, type Observed, unsupported } from '../observed.ts';
import type { Policy } from '../policy.ts';
import type { CopiesReading } from './copies.ts';

/**
 * The copies of a cluster as its rules see them. Where none are declared and none are found there is nothing to judge;
 * what is declared and was not looked for is not known.
 *
 * @param looked left out where there is no store to look into
 */
export function copiesFact(
  { provider }: { readonly provider: ProviderName },
  { backup }: Pick<Policy, 'backup'>,
  looked?: Observed<CopiesReading>,
): Observed<CopiesReading> {
  if (provider !== 'self-managed') return unsupported(`${provider} makes snapshots of its own, which are not read yet`);
  if (looked === undefined)
    return backup === undefined
      ? unsupported('no copies off the hosts are declared, and no store was looked into')
      : notAttempted('copies off the hosts are declared, but there is no store to look into: name it with --store');
  const isEmpty = looked.state === 'ok' && looked.value.sets === 0 && looked.value.unfinished === 0;
  return isEmpty && backup === undefined
    ? unsupported(`no copies off the hosts are declared, and there are none in ${looked.value.location}`)
    : looked;
}

/** Whether something was seen that has to be kept to judge the same facts again. */
export function isWorthKeeping(copies: Observed<CopiesReading>): boolean {
  return copies.state === 'ok' || copies.state === 'failed';
}
