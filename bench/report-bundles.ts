import type { BundleCost, BundleCosts } from './bundles.ts';
import { ms, table } from './table.ts';
import { judgeBundles, MOST_IMPORT_MS, MOST_ZIPPED_KB } from './targets.ts';

/** Parts below this in every bundle are summed up. */
const LEAST_BYTES = 8000;

export function bundleTable(costs: BundleCosts): string {
  const { date, command, machine, starts, bare, bundles } = costs;
  const missed = new Set(judgeBundles(costs).flatMap(({ what, reached }) => (reached === false ? [what] : [])));
  const marked = (text: string, what: string): string => (missed.has(what) ? `**${text}**` : text);
  const head = [
    'Function',
    'Minified',
    `Zipped, at most ${MOST_ZIPPED_KB} KB`,
    `Loading it, at most ${MOST_IMPORT_MS} ms`,
    'In bare starts',
    'Fastest',
  ];
  const rows = bundles.map(({ name, minifiedBytes, zippedBytes, importMs, fastestMs }) => [
    shown(name),
    kb(minifiedBytes),
    marked(kb(zippedBytes), `${name}: zipped`),
    marked(ms(importMs), `${name}: loading it`),
    (importMs / bare.medianMs).toFixed(2),
    ms(fastestMs),
  ]);
  return [
    `Measured on ${date} with \`${command}\`: ${machine.join(', ')}; ${starts} starts of each, in turns. Bare Node takes ${ms(bare.medianMs)}, at its fastest ${ms(bare.fastestMs)}.`,
    '',
    table(head, rows),
  ].join('\n');
}

/** What is in the bundles without X-Ray, and what X-Ray adds to the first of them. */
export function bundleParts({ bundles }: BundleCosts): string {
  const plain = bundles.filter(({ name }) => !name.endsWith('-traced'));
  const traced = bundles.find(({ name }) => name === `${plain[0]?.name}-traced`);
  const columns = [...plain.map(({ parts }) => parts), addedBy(plain[0], traced)];
  const total = (part: string): number => Math.max(...columns.map((parts) => parts.get(part) ?? 0));
  const names = [...new Set(columns.flatMap((parts) => [...parts.keys()]))].sort((a, b) => total(b) - total(a));
  const [large, small] = [
    names.filter((name) => total(name) >= LEAST_BYTES),
    names.filter((name) => total(name) < LEAST_BYTES),
  ];
  const row = (label: string, parts: readonly string[]): readonly string[] => [
    label,
    ...columns.map((of) => cell(parts.map((part) => of.get(part) ?? 0).reduce((sum, bytes) => sum + bytes, 0))),
  ];
  const head = ['Minified', ...plain.map(({ name }) => name), 'X-Ray adds'];
  return table(head, [...large.map((name) => row(name, [name])), row(`${small.length} smaller ones`, small)]);
}

function addedBy(plain: BundleCost | undefined, traced: BundleCost | undefined): ReadonlyMap<string, number> {
  const added = [...(traced?.parts ?? [])].map(
    ([part, bytes]) => [part, bytes - (plain?.parts.get(part) ?? 0)] as const,
  );
  return new Map(added);
}

function shown(name: string): string {
  return name.replace(/-traced$/, ', with X-Ray');
}

function kb(bytes: number): string {
  return `${(bytes / 1000).toFixed(0)} KB`;
}

function cell(bytes: number): string {
  return bytes < 500 ? '' : kb(bytes);
}
