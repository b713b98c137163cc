import { parseAddress } from './address.ts';
import type { FixStep } from './rule.ts';

/** A step of a remedy, ready to show. */
export interface ReadyStep {
  readonly kind: 'sentence' | 'command';
  readonly text: string;
}

/** Puts the node's host and port into commands to paste. Without an address the placeholders stay, to be filled by hand. */
export function fillIn(steps: readonly FixStep[], address: string | undefined): readonly ReadyStep[] {
  const at = address === undefined ? null : parseAddress(address);
  return steps.map((step) => {
    if (typeof step === 'string') return { kind: 'sentence', text: step };
    const text = at === null ? step.run : step.run.replaceAll('{host}', at.host).replaceAll('{port}', String(at.port));
    return { kind: 'command', text };
  });
}
