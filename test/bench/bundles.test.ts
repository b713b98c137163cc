import { expect, test } from '@jest/globals';
import { bundleSections, judgeBundles } from '../../bench/bundle-report.ts';
import type { BundleCost } from '../../bench/bundles.ts';

const justEnough: readonly BundleCost[] = [
  { name: 'observe', bytes: 700_000, zippedBytes: 260_000, addedMs: 100, addedCpuMs: 120, parts: [] },
  { name: 'observe-traced', bytes: 800_000, zippedBytes: 260_000, addedMs: 140, addedCpuMs: 150, parts: [] },
];

const missed = (bundles: readonly BundleCost[]): readonly string[] =>
  judgeBundles(bundles).flatMap(({ what, reached }) => (reached ? [] : [what]));

test('bundles are held to their size, and without the tracer to their time', () => {
  expect(missed(justEnough)).toEqual([]);
  expect(missed(justEnough.map((each) => ({ ...each, zippedBytes: 260_001 })))).toEqual([
    'observe, zipped',
    'observe-traced, zipped',
  ]);
  expect(missed(justEnough.map((each) => ({ ...each, addedMs: 141 })))).toEqual(['observe, loading it over bare Node']);
});

test('the table says what dominates, largest first, and sums up the rest', () => {
  const parts = Array.from({ length: 20 }, (_, i) => ({ name: `part ${i}`, bytes: 10_000 * (20 - i) }));
  const [first] = justEnough;
  const sections = bundleSections(first === undefined ? [] : [{ ...first, parts }], ['head']);
  expect(sections['bundles']).toContain('head\n\n| Function |');
  expect(sections['bundle-parts']?.split('\n')[2]).toBe('| part 0 | 200 KB | 10 % |');
  expect(sections['bundle-parts']?.split('\n').at(-1)).toBe('| the rest | 360 KB | 17 % |');
});
