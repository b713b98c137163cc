import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import type { Rule } from '../../core/rule.ts';
import { type Definition, describeRules, withDescription } from '../json-schema.ts';
import { descriptions } from './descriptions.ts';
import { environmentSchema } from './schema.ts';

/** The environment file as JSON Schema (draft 7), for editors: each key, rule and option says what it is. */
export function environmentJsonSchema(catalogue: readonly Rule[]): JsonSchema {
  // Checks of several settings at once have no counterpart in JSON Schema.
  const schema = toJsonSchema(environmentSchema(catalogue), { errorMode: 'ignore', typeMode: 'input' });
  return { ...described(schema, '', catalogue), title: 'Redis Cluster Auditor, one environment' };
}

function described(schema: JsonSchema, path: string, catalogue: readonly Rule[]): JsonSchema {
  const { properties, items } = schema;
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: describedProperties(properties, path, catalogue) }),
    ...(typeof items === 'object' && !Array.isArray(items) ? { items: described(items, `${path}[]`, catalogue) } : {}),
  };
}

function describedProperties(
  properties: NonNullable<JsonSchema['properties']>,
  path: string,
  catalogue: readonly Rule[],
): NonNullable<JsonSchema['properties']> {
  const entries = Object.entries(properties).map(([name, inner]): readonly [string, Definition] => {
    const here = path === '' ? name : `${path}.${name}`;
    const below = name === 'rules' ? describeRules(inner, catalogue) : inner;
    const all = typeof below === 'boolean' || name === 'rules' ? below : described(below, here, catalogue);
    return [name, withDescription(all, descriptions[here])];
  });
  return Object.fromEntries(entries);
}
