import { expect, test } from '@jest/globals';
import { configJsonSchema } from '../../lib/config/json-schema.ts';
import { someRules } from './rules.ts';

const schema = JSON.parse(JSON.stringify(configJsonSchema(someRules)));

test('the schema knows every rule by its title, and nothing else', () => {
  expect(Object.keys(schema.properties.rules.properties)).toEqual(someRules.map(({ id }) => id));
  expect(schema.properties.rules.properties['slowlog/off'].description).toBe('Title of slowlog/off');
  expect(schema.properties.rules.additionalProperties).toBe(false);
  expect(schema.additionalProperties).toBe(false);
});

test('options carry default, limits and unit', () => {
  expect(schema.properties.rules.properties['latency/round-trip-slow'].properties.options.properties).toEqual({
    failAboveMs: {
      type: 'number',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 100,
      description: 'Milliseconds accepted',
    },
    samples: { type: 'number', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: 20, description: 'PINGs sent' },
  });
});

test('an empty file is valid: nothing is required at the top', () => {
  expect(schema.required ?? []).toEqual([]);
  expect(schema.properties.cluster.required).toEqual(['id']);
});
