import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { rules } from '../../lib/core/rules/index.ts';
import { declarationOf } from '../../scripts/bundle/rule-declarations.mjs';

const directory = join(import.meta.dirname, '..', '..', 'lib', 'core', 'rules');
const sourceOf = (id: string) => readFileSync(join(directory, `${id}.ts`), 'utf8');

describe('a rule in a function that visits nodes', () => {
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s still says what it needs, and no more', (id, rule) => {
    const source = sourceOf(id);
    const declaration = declarationOf(source, id);
    const { needs, deltas, previous, optional, optionsSchema } = rule;
    const names = [id, ...needs, ...deltas, ...previous, ...optional, ...Object.keys(optionsSchema.entries)];
    const [head = ''] = source.split(/^ {2}why:/m);
    for (const name of names.filter((each) => head.includes(each))) expect(declaration).toContain(name);
    expect(declaration).toContain('this function does not judge');
    for (const link of rule.links) expect(declaration).not.toContain(link);
    expect(declaration).not.toMatch(/^ {2}(?:limits|optionDocs|remedy)[:(]/m);
  });

  test.each(rules.map(({ id }) => id))('%s keeps what is told of it, and its check, where only documents go', (id) => {
    const source = sourceOf(id);
    const rest = declarationOf(source, id, ['remedy', 'limits', 'optionDocs']);
    for (const key of ['title', 'why', 'fix', 'links', 'check'])
      expect(rest).toMatch(new RegExp(`^ {2}${key}[:( ]`, 'm'));
    expect(rest).not.toMatch(/^ {2}(?:limits|optionDocs|remedy)[:(]/m);
  });

  test('is refused when its file has another form', () => {
    const odd = sourceOf('aof/not-enabled').replace('  why:', '  reason:');
    expect(() => declarationOf(odd, 'aof/not-enabled.ts')).toThrow('aof/not-enabled.ts has no why where a rule has it');
  });
});
