import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { parseEnvironment } from '../../lib/config/environment/load.ts';
import { defaultConfig, parseConfig } from '../../lib/config/load.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { blocksOf, handwrittenPages, root } from './pages.ts';

describe('examples/cluster.yaml', () => {
  const example = readFileSync(join(root, 'examples', 'cluster.yaml'), 'utf8');
  const complete = example.replace(/^( *)#(?=\S)/gm, '$1');

  test('is in order, as it is and with all that is switched off', () => {
    expect(parseConfig(example, rules).cluster?.id).toBe('shop');
    expect(parseConfig(complete, rules).cluster?.tls?.servername).toBe('cache.example.internal');
  });

  test('leaves no setting out', () => {
    const schema = JSON.parse(readFileSync(join(root, 'docs', 'config.schema.json'), 'utf8')) as Schema;
    const shown = keysIn(parse(complete) as Mapping);
    expect(keysOf(schema).filter((key) => !shown.includes(key))).toEqual([]);
  });

  test('shows the defaults of policy and collection', () => {
    const { policy, collection } = parseConfig(example, rules);
    const { policy: byDefault, collection: patience } = defaultConfig(rules);
    expect({ policy, collection }).toEqual({ policy: byDefault, collection: patience });
  });
});

const blocks = handwrittenPages()
  .flatMap(blocksOf)
  .filter(({ language }) => language === 'yaml');

test.each(blocks)('the configuration in $page is in order', ({ lines }) => {
  const text = lines.join('\n');
  // Of an environment a page shows the part that it speaks of.
  const rest = 'alerts: {email: [oncall@example.com]}\nwatchdog: {}\n';
  const isEnvironment = lines.includes('clusters:');
  const read = () =>
    isEnvironment ? parseEnvironment(rest + text, rules, 'prod.yaml', Date.now()) : parseConfig(text, rules);
  expect(read).not.toThrow();
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** `cluster.tls.ca`; the rules have pages of their own. */
function keysOf({ properties = {} }: Schema, before = ''): readonly string[] {
  return Object.entries(properties).flatMap(([name, schema]) =>
    before + name === 'rules' ? ['rules'] : [before + name, ...keysOf(schema, `${before}${name}.`)],
  );
}

interface Mapping {
  readonly [key: string]: unknown;
}

function keysIn(value: Mapping, before = ''): readonly string[] {
  return Object.entries(value).flatMap(([name, inner]) => [
    before + name,
    ...(typeof inner === 'object' && inner !== null ? keysIn(inner as Mapping, `${before}${name}.`) : []),
  ]);
}
