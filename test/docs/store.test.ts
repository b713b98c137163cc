import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { dayKey, digestPageKey, digestToldKey, indexKey, joinedKinds } from '../../lib/core/storage-keys.ts';
import { fillCluster } from '../../lib/demo/fill.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { filesIn, tell, withStore } from '../harness/command-line.ts';
import { pageAt } from './pages.ts';

/** Keys in the table of what is stored, as patterns. */
const patterns = [...pageAt('docs/architecture.md').text.matchAll(/^\| `([^`]+)` \| .* \|$/gm)]
  .map(([, key = '']) => key)
  .filter((key) => key.includes('cluster=ID') && !/^(?:digests|joined)\/|\/day\.json\.gz$/.test(key))
  .map((key) => ({ key, pattern: patternOf(key) }));

function patternOf(key: string): RegExp {
  const source = key
    .replaceAll('.', '\\.')
    .replace('ID', '127\\.0\\.0\\.1-\\d+')
    .replace('YYYY-MM-DD', '\\d{4}-\\d\\d-\\d\\d')
    .replace('<time>', '\\d{8}T\\d{6}\\.\\d{3}Z')
    .replace('<audit>', '(full|slowlog)');
  return new RegExp(`^${source}$`);
}

test('docs/architecture.md has the keys that digests leave', () => {
  const digest = { cluster: { id: 'ID' }, kind: '<period>', to: '<time>' };
  const keys = [digestPageKey(digest), digestToldKey(digest, '<sink>')];
  const { text } = pageAt('docs/architecture.md');
  expect([...text.matchAll(/^\| `(digests\/[^`]+)` \|/gm)].map(([, key]) => key)).toEqual(keys);
});

test('docs/architecture.md has the keys of joined days', () => {
  const day = { clusterId: 'ID', day: 'YYYY-MM-DD' };
  const { text } = pageAt('docs/architecture.md');
  const written = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, key = '']) => key);
  for (const kind of joinedKinds) {
    expect(written).toContain(dayKey({ ...day, kind }).replace(/^history\/\w+/, 'history/<kind>'));
    expect(written).toContain(indexKey({ ...day, kind }).replace(kind, '<kind>'));
  }
});

describe('docs/architecture.md', () => {
  const cluster = useCluster({ primaries: 1, nodeConfig: { 0: ['appendonly no'] } });

  test(
    'has every key that audits and saves leave in a store, and no other',
    async () => {
      const node = nodeAt(cluster().nodes, 0);
      await fillCluster(cluster(), 10);
      await withStore(async (directory) => {
        const config = join(dirname(directory), `${basename(directory)}.yaml`);
        await writeFile(config, 'policy: {backup: {}}\n');
        await tell(['audit', node.address, '--store', directory, '--config', config]);
        await rm(config);
        await node.send('DEBUG', 'SLEEP', '0.12');
        await tell(['audit', node.address, '--store', directory, '--audit', 'slowlog']);
        const words = ['rule=aof/*', '--for', '1h', '--reason', 'tests', '--owner', 'ann'];
        await tell(['silence', 'add', ...words, '--store', directory, '--cluster', node.address.replace(':', '-')]);
        await tell(['backup', 'save', node.address, '--store', directory]);
        const keys = filesIn(directory).map((path) => path.slice(directory.length + 1));
        expect(keys.filter((key) => !patterns.some(({ pattern }) => pattern.test(key)))).toEqual([]);
        expect(patterns.filter(({ pattern }) => !keys.some((key) => pattern.test(key)))).toEqual([]);
        expect(patterns).toHaveLength(10);
      });
    },
    clusterTestTimeoutMs,
  );
});
