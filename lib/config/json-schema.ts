import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { localRulePattern } from '../core/local-areas.ts';
import type { Rule } from '../core/rule.ts';
import { rulesById } from '../core/rules-by-id.ts';
import { configSchema } from './schema.ts';

/** The configuration file as JSON Schema (draft 7), for editors: with the title of each rule and the unit of each option. */
export function configJsonSchema(catalogue: readonly Rule[]): JsonSchema {
  // A few checks, as that cert and key go together, have no counterpart in JSON Schema.
  const schema = toJsonSchema(configSchema(catalogue), { errorMode: 'ignore', typeMode: 'input' });
  return {
    ...schema,
    title: 'Redis Cluster Auditor, one cluster',
    properties: { ...schema.properties, rules: describeRules(schema.properties?.rules, catalogue) },
  };
}

/** Settings of rules, with the title of each rule and the unit of each option. */
export function describeRules(settings: Definition | undefined, catalogue: readonly Rule[]): Definition {
  const rules = rulesById(catalogue);
  const all = describeProperties(settings, (id, setting) => described(setting, rules.get(id)));
  return typeof all === 'boolean' ? all : { ...all, patternProperties: { [localRulePattern.source]: ofLocalRule } };
}

/** Which rules a team has written for itself, and with which options, is not known here. */
const ofLocalRule: JsonSchema = { type: 'object', description: 'A rule of your own' };

function described(setting: Definition, rule: Rule | undefined): Definition {
  if (rule === undefined || typeof setting === 'boolean') return setting;
  const docs: Readonly<Record<string, string>> = rule.optionDocs ?? {};
  const options = describeProperties(setting.properties?.options, (name, option) =>
    withDescription(option, docs[name]),
  );
  const { properties = {} } = describeProperties(setting, (name, value) =>
    withDescription(value, meanings[name]),
  ) as JsonSchema;
  return { ...setting, description: rule.title, properties: { ...properties, options } };
}

const meanings: Readonly<Record<string, string>> = {
  failureThreshold: 'Audits in a row that have to fail before it fires',
  successThreshold: 'Audits in a row that have to pass before it is over',
};

export type Definition = JsonSchema | boolean;

function describeProperties(
  of: Definition | undefined,
  describe: (name: string, value: Definition) => Definition,
): Definition {
  if (of === undefined || typeof of === 'boolean') return of ?? true;
  const entries = Object.entries(of.properties ?? {});
  return { ...of, properties: Object.fromEntries(entries.map(([name, value]) => [name, describe(name, value)])) };
}

export function withDescription(option: Definition, description: string | undefined): Definition {
  return typeof option === 'boolean' || description === undefined ? option : { ...option, description };
}
