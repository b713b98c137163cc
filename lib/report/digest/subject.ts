import type { Digest } from '../../core/digest/digest.ts';
import { hasAudits } from './words.ts';

/** SNS takes up to 100 characters of printable ASCII as a subject. */
const SUBJECT_LIMIT = 99;

/** `Redis shop: week to 2026-11-27, 3 began, 2 ended, 1 still fires` */
export function digestSubject(digest: Digest): string {
  const { cluster, period, alerts } = digest;
  const fires = `${alerts.firing.all} still ${alerts.firing.all === 1 ? 'fires' : 'fire'}`;
  const counts = hasAudits(digest)
    ? `${alerts.began.all} began, ${alerts.ended.all} ended, ${fires}`
    : `no audit was stored, ${fires}`;
  const rest = `: ${period.kind} to ${period.to.slice(0, 10)}, ${counts}`;
  const name = `Redis ${cluster}`.replace(/[^\x20-\x7e]/g, '?');
  const room = SUBJECT_LIMIT - rest.length;
  return `${name.length > room ? `${name.slice(0, room - 1)}~` : name}${rest}`;
}
