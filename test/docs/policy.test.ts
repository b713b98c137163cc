import { expect, test } from '@jest/globals';
import { presetNames } from '../../lib/core/policy.ts';
import { presets } from '../../lib/core/presets.ts';
import { pageAt } from './pages.ts';

/** `aof.fsync` → everysec, always */
function settingsOf(of: object, before = ''): readonly (readonly [name: string, words: string])[] {
  return Object.entries(of).flatMap(([name, value]: [string, unknown]) => {
    if (Array.isArray(value)) return [[before + name, value.length === 0 ? 'none' : value.join(', ')] as const];
    return typeof value === 'object' && value !== null
      ? settingsOf(value, `${before}${name}.`)
      : [[before + name, String(value)] as const];
  });
}

test('the table of docs/policy.md says what each preset sets', () => {
  const rows = pageAt('docs/policy.md')
    .text.split('\n')
    .filter((line) => /^\| `\w/.test(line) && line.split('|').length === 7)
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .map(([, name = '', ...cells]) => [name, cells.slice(0, presetNames.length)] as const);
  const settings = presetNames.map((name) => new Map(settingsOf(presets[name])));
  const names = [...new Set(settings.flatMap((each) => [...each.keys()]))];
  expect(rows).toEqual(names.map((name) => [name, settings.map((each) => each.get(name) ?? 'default')]));
});
