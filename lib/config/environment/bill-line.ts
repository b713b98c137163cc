import { type Priced, prices } from './prices.ts';

/** What one thing costs in a month. */
export interface BillLine {
  readonly item: string;
  readonly quantity: number;
  readonly unit: string;
  readonly dollars: number;
}

export function line(item: string, price: Priced, quantity: number): BillLine {
  const { dollars, unit } = prices[price];
  return { item, quantity, unit, dollars: quantity * dollars };
}
