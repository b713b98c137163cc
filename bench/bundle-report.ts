import type { BundleCost } from './bundles.ts';
import { type Sections, table } from './report.ts';
import type { Judgement } from './targets.ts';

const MOST_ZIPPED = 260_000;
const MOST_ADDED_MS = 100;

/** Parts of a bundle that get a line of their own. */
const MOST_PARTS = 12;

export function bundleSections(bundles: readonly BundleCost[], head: readonly string[]): Sections {
  const rows = bundles.map(({ name, bytes, zippedBytes, addedMs, addedCpuMs }) => [
    name,
    ...[bytes, zippedBytes].map(kb),
    ...[addedMs, addedCpuMs].map(ms),
  ]);
  const dominant = bundles.find(({ name }) => name === 'observe')?.parts ?? [];
  const total = dominant.reduce((sum, { bytes }) => sum + bytes, 0);
  const parts = dominant.slice(0, MOST_PARTS);
  const rest = total - parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const share = (bytes: number): string => `${Math.round((bytes / total) * 100)} %`;
  return {
    bundles: [
      ...head,
      '',
      table(['Function', 'Minified', 'Zipped', 'Loading it, over bare Node', 'in processor time'], rows),
    ].join('\n'),
    'bundle-parts': table(
      ['Part of `observe`', 'Minified', 'Share'],
      [...parts, { name: 'the rest', bytes: rest }].map(({ name, bytes }) => [name, kb(bytes), share(bytes)]),
    ),
  };
}

/** The tracer costs what it costs: whoever switches it on is told so, and only the size is promised. */
export function judgeBundles(bundles: readonly BundleCost[]): readonly Judgement[] {
  return bundles.flatMap(({ name, zippedBytes, addedMs }) => [
    {
      what: `${name}, zipped`,
      target: `at most ${kb(MOST_ZIPPED)}`,
      measured: kb(zippedBytes),
      reached: zippedBytes <= MOST_ZIPPED,
    },
    ...(name.endsWith('-traced')
      ? []
      : [
          {
            what: `${name}, loading it over bare Node`,
            target: `at most ${MOST_ADDED_MS} ms`,
            measured: ms(addedMs),
            reached: addedMs <= MOST_ADDED_MS,
          },
        ]),
  ]);
}

function kb(bytes: number): string {
  return `${Math.round(bytes / 1000)} KB`;
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}
