import { parseAddress } from '../core/address.ts';

/** One step down a document: a key of a mapping, or a place in a list. */
export type Step = string | number;

/**
 * `cluster.seeds[0]`, `cluster.natMap["10.0.0.1:6379"]`. A key that is neither a word as keys are nor an address is not
 * repeated: behind a colon without a space, or on a line of its own with a colon at its end, it may well be a password.
 */
export function pathText(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[a-z][A-Za-z/_-]*$/.test(step)) return `${text}[${quoted(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** A login that somebody put before an address is left out. */
function quoted(step: string): string {
  const address = step.replace(/^.*@/s, '***@');
  const host = parseAddress(address.replace('***@', ''))?.host ?? step;
  return /^[a-z\d][a-z\d.-]*$|^[\da-f:]*:[\da-f:]*$/.test(host) ? `"${address}"` : '…';
}
