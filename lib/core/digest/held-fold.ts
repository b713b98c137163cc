import type { HeldDigest } from './digest.ts';

/** What held back → the alerts, and some of the reasons. */
export type HeldFold = Map<string, { readonly alerts: Set<string>; readonly reasons: Set<string> }>;

/** Reasons that are spelled out for each of what holds back. */
const MOST_REASONS = 3;

export function noHolds(): HeldFold {
  return new Map();
}

export function withHold(
  fold: HeldFold,
  fingerprint: string,
  { by, reason }: { readonly by: string; readonly reason: string },
): void {
  const known = fold.get(by) ?? { alerts: new Set(), reasons: new Set() };
  fold.set(by, known);
  known.alerts.add(fingerprint);
  if (known.reasons.size < MOST_REASONS) known.reasons.add(reason);
}

export function heldDigest(fold: HeldFold): readonly HeldDigest[] {
  return [...fold]
    .map(([by, { alerts, reasons }]) => ({ by: by, alerts: alerts.size, reasons: [...reasons] }))
    .sort((a, b) => b.alerts - a.alerts);
}
