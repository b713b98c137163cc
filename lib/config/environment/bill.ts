import type { Environment } from './schema.ts';

/** A month of one environment, by list prices. */
export interface Bill {
  readonly dollars: number;
}

export function estimateBill({ clusters }: Environment, _now: number): Bill {
  return { dollars: clusters.length };
}
