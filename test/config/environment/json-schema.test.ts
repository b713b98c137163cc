import { describe, expect, test } from '@jest/globals';
import { descriptions } from '../../../lib/config/environment/descriptions.ts';
import { environmentJsonSchema } from '../../../lib/config/environment/json-schema.ts';
import { someRules } from '../rules.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

const schema = JSON.parse(JSON.stringify(environmentJsonSchema(someRules))) as Schema;

/** Path → schema of every key but the rules. */
function keysOf({ properties = {}, items }: Schema, before = ''): readonly (readonly [string, Schema])[] {
  const own = Object.entries(properties).flatMap(([name, inner]) => {
    const path = before === '' ? name : `${before}.${name}`;
    return [[path, inner] as const, ...(name === 'rules' ? [] : keysOf(inner, path))];
  });
  return items === undefined ? own : [...own, ...keysOf(items, `${before}[]`)];
}

const keys = new Map(keysOf(schema));

describe('the schema for editors', () => {
  test('says of each key what it is, and of no other', () => {
    expect(Object.keys(descriptions).toSorted()).toEqual([...keys.keys()].toSorted());
    expect([...keys].filter(([path, { description }]) => description !== descriptions[path])).toEqual([]);
  });

  test('knows what has to be there, what may stand there, and what is meant where nothing does', () => {
    expect(schema.required).toEqual(['alerts', 'watchdog', 'clusters']);
    expect(schema.additionalProperties).toBe(false);
    expect(keys.get('clusters')?.items?.required).toEqual(['id', 'seeds']);
    expect(keys.get('clusters[].network.egress')).toMatchObject({
      enum: ['none', 'nat', 'endpoints'],
      default: 'none',
    });
  });

  test('knows every rule by its title, and its options by their units', () => {
    const rules = keys.get('clusters[].rules')?.properties ?? {};
    expect(Object.keys(rules)).toEqual(someRules.map(({ id }) => id));
    expect(rules['latency/round-trip-slow']?.description).toBe('Title of latency/round-trip-slow');
    const options = rules['latency/round-trip-slow']?.properties?.options?.properties;
    expect(options?.failAboveMs?.description).toBe('Milliseconds accepted');
  });
});
