import type { AnswerHead } from '../../core/history/answers.ts';

/** `2026-03-01 03:00`, UTC. */
export function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

/** `from 2026-03-01 03:00 to 2026-03-08 03:00 UTC` */
export function rangeWords({ from, to }: Pick<AnswerHead, 'from' | 'to'>): string {
  return `from ${minute(from)} to ${minute(to)} UTC`;
}

/** Lines as they are printed, with a newline at the end. */
export function page(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
