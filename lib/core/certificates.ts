import type { CertificateDates } from './facts.ts';
import { type Evidence, fail, pass, type Verdict } from './finding.ts';
import { DAY_MS } from './time-span.ts';

/**
 * Fails when the certificate of a node, or one that it rests on, ends within so many days.
 *
 * @param now ISO 8601: the auditor's clock, as it is clients whose clocks decide whether they connect
 */
export function certificateVerdict({ own, issuers }: CertificateDates, now: string, failBelowDays: number): Verdict {
  const [issuer] = [...issuers].sort();
  const isOwn = issuer === undefined || own <= issuer;
  const endsAt = isOwn ? own : issuer;
  const days = (Date.parse(endsAt) - Date.parse(now)) / DAY_MS;
  const evidence: Evidence = { endsAt, daysLeft: Math.floor(days * 10) / 10, which: isOwn ? 'own' : 'issuer' };
  if (days >= failBelowDays) return pass(evidence);
  const what = isOwn ? 'its certificate' : 'a certificate that its own rests on';
  const when = days < 0 ? `expired on ${endsAt}` : `expires on ${endsAt}, in ${inWords(days)}`;
  return fail(`${what} ${when} (limit ${failBelowDays} days)`, evidence);
}

function inWords(days: number): string {
  const [count, unit] = days < 2 ? [Math.floor(days * 24), 'hour'] : [Math.floor(days), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
