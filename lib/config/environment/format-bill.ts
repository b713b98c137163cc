import { beside, indent, table, wrap } from '../../report/layout.ts';
import type { Bill, BillPart } from './bill.ts';

/** The bill as lines of text, for a terminal and for what synthesis prints. */
export function formatBill(bill: Bill): readonly string[] {
  const { region, month } = bill.priced;
  const parts = [...bill.clusters, bill.shared];
  return [
    `Estimated bill: ${dollars(bill.dollars)} a month, by list prices of ${region} in ${month}, without any free tier`,
    ...table(parts.flatMap(rowsOf), ['left', 'right', 'left', 'right']).map((row) => `  ${row}`),
    ...bill.assumptions.flatMap((assumption) => item(assumption)),
  ];
}

/** Lines that fit a terminal, the log of a deploy, and a mail. */
const WIDTH = 100;

function item(text: string): readonly string[] {
  return indent(beside('- ', wrap(text, WIDTH - 4), 2), 2);
}

function rowsOf({ title, lines, dollars: all }: BillPart): readonly (readonly string[])[] {
  return [
    [title, '', '', dollars(all)],
    ...lines.map((line) => [`  ${line.item}`, amount(line.quantity), line.unit, dollars(line.dollars)]),
  ];
}

/** `$1.97`; what is there but rounds to nothing is `<$0.01`. */
function dollars(amountOfDollars: number): string {
  return amountOfDollars > 0 && amountOfDollars < 0.005 ? '<$0.01' : `$${amountOfDollars.toFixed(2)}`;
}

function amount(quantity: number): string {
  const digits = quantity < 10 && !Number.isInteger(quantity) ? 2 : 0;
  return quantity.toLocaleString('en-US', { maximumFractionDigits: digits });
}
