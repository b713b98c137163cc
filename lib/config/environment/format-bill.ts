import type { Bill } from './bill.ts';

export function formatBill({ dollars }: Bill): readonly string[] {
  return [`Estimated bill: $${dollars.toFixed(2)} a month`];
}
