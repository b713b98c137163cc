import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse as parseYaml } from 'yaml';
import { descriptions } from '../../../lib/config/environment/descriptions.ts';
import { loadEnvironment, parseEnvironment } from '../../../lib/config/environment/load.ts';
import { rules } from '../../../lib/core/rules/index.ts';
import { head, now } from './environment.ts';

const file = join(import.meta.dirname, '../../../environments/example.yaml');
const example = readFileSync(file, 'utf8');
const complete = example.replace(/^( *)#(?=\S)/gm, '$1');

/** Paths of all keys, a list's items behind `[]`. */
function keysIn(value: unknown, before = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysIn(item, `${before}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = before === '' ? name : `${before}.${name}`;
    return [path, ...keysIn(inner, path)];
  });
}

test('environments/example.yaml is in order, as it is and with all that is switched off', async () => {
  expect((await loadEnvironment(file, rules, now)).clusters.map(({ id }) => id)).toEqual(['shop', 'sessions']);
  expect(parseEnvironment(complete, rules, 'example.yaml', now).clusters[0]?.tls?.ca).toBe('ca.pem');
});

test('it leaves no setting out', () => {
  const shown = keysIn(parseYaml(complete));
  // What may stand in a policy is shown in that of a cluster.
  const wanted = Object.keys(descriptions).filter((key) => !key.startsWith('policy.') || key === 'policy.preset');
  expect(wanted.filter((key) => !shown.includes(key))).toEqual([]);
});

test('it shows the defaults where it says no other word', () => {
  const environment = parseEnvironment(example, rules, 'example.yaml', now);
  const least = parseEnvironment(`${head}  - {id: shop, seeds: [h:1]}`, rules, 'example.yaml', now);
  const { storage, logs, tracing, clusters } = environment;
  expect({ storage, logs, tracing }).toEqual({ storage: least.storage, logs: least.logs, tracing: least.tracing });
  const [shop] = clusters;
  const [usual] = least.clusters;
  // It is there or not: a default would declare copies that nobody makes.
  expect(shop?.policy).toEqual({ ...usual?.policy, backup: { lastDrill: '2026-03-01' } });
  expect(shop?.collection).toEqual(usual?.collection);
});

test('an editor finds the schema from where it lies', () => {
  const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(example) ?? [];
  const schema = JSON.parse(readFileSync(join(file, '..', path), 'utf8')) as { readonly title: string };
  expect(schema.title).toBe('Redis Cluster Auditor, one environment');
});
