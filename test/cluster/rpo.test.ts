import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { LossReading } from '../../lib/report/loss-report.ts';
import type { Ran } from '../cli/fake-io.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { countedBy, growth } from '../harness/command-counts.ts';
import { auditorUser, filesIn, tell, withStore } from '../harness/command-line.ts';
import { untilInfo } from './scenario.ts';

const auditorsLine = await auditorUser('audits');

describe('redis-auditor rpo', () => {
  const cluster = useCluster({
    usersAcl: `user default on >operates ~* &* +@all\n${auditorsLine}`,
    login: { password: 'operates' },
    config: ['masterauth operates'],
  });
  const first = () => nodeAt(cluster().nodes, 0);
  const url = (): string => `redis://auditor:audits@${first().address}`;

  afterEach(async () => {
    await first().send('CONFIG', 'SET', 'appendonly', 'yes');
    await first().send('CONFIG', 'SET', 'save', '');
    await first().send('ACL', 'SETUSER', 'auditor', '+config|get');
    await untilInfo(first(), 'aof_rewrite_in_progress', (value) => value === '0');
  });

  /** Waits for the replicas' first acknowledgements: before them nobody knows. */
  async function read(...words: readonly string[]): Promise<Ran & { readonly reading: LossReading }> {
    await Promise.all(
      cluster().primaries.map((node) => untilInfo(node, 'slave0', (line) => !line.includes('offset=0'))),
    );
    const told = await tell(['rpo', url(), '--format', 'json', ...words]);
    return { ...told, reading: JSON.parse(told.stdout) as LossReading };
  }

  const statuses = ({ loss }: LossReading) => loss.shards.map(({ status, reason }) => [status, reason]);
  const within = ['within', ''];

  test(
    'visits twice, and is content with a healthy cluster',
    async () => {
      const before = await countedBy(first());
      const { code, reading } = await read();
      expect({ code, statuses: statuses(reading) }).toEqual({ code: 0, statuses: [within, within, within] });
      expect(reading.comparedOverSeconds).toBeGreaterThanOrEqual(3);
      expect(growth([before], [await countedBy(first())])).toMatchObject({ 'config|get': 2 });
    },
    clusterTestTimeoutMs,
  );

  test('visits once where it is told so', async () => {
    const { code, reading } = await read('--once');
    expect({ code, compared: reading.comparedOverSeconds }).toEqual({ code: 0, compared: null });
  });

  test('compares with the last audit of a store, visits once then, and stores nothing', async () => {
    await withStore(async (directory) => {
      await tell(['audit', url(), '--audit', 'persistence', '--store', directory]);
      const files = filesIn(directory);
      const before = await countedBy(first());
      const { code, reading } = await read('--store', directory);
      expect({ code, files: filesIn(directory) }).toEqual({ code: 0, files });
      expect(reading.comparedOverSeconds).toBeGreaterThan(0);
      expect(growth([before], [await countedBy(first())])).toMatchObject({ 'config|get': 1 });
    });
  });

  test('a primary that persists nothing is worse than any policy', async () => {
    await first().send('CONFIG', 'SET', 'appendonly', 'no');
    const { code, reading } = await read('--once');
    expect({ code, statuses: statuses(reading) }).toEqual({
      code: 1,
      statuses: [['worse', 'its primary persists nothing'], within, within],
    });
  });

  test('a policy decides what is too long', async () => {
    const config = join(cluster().directory, 'cluster.yaml');
    await writeFile(config, 'policy: {maxLossSeconds: 1}\n');
    const { code, stdout } = await tell(['rpo', url(), '--once', '--config', config]);
    // The line before it is as long as the ports are.
    expect({ code, words: stdout.replaceAll(/\s+/g, ' ') }).toEqual({
      code: 1,
      words: expect.stringContaining(': worse than 1 s: appendfsync everysec'),
    });
    await writeFile(config, 'policy: {persistence: none}\n');
    expect(await tell(['rpo', url(), '--once', '--config', config])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('not judged: policy.persistence is none'),
    });
    await writeFile(config, 'cluster: {id: shop, provider: memorydb}\n');
    expect(await tell(['rpo', url(), '--once', '--config', config])).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('Skipped: memorydb keeps its data'),
    });
  });

  test('what may not be read is unknown, by name', async () => {
    await first().send('ACL', 'SETUSER', 'auditor', '-config|get');
    const { code, reading } = await read('--once');
    expect({ code, statuses: statuses(reading) }).toEqual({
      code: 2,
      statuses: [['unknown', 'it depends on appendfsync'], within, within],
    });
  });

  test.each([
    ['a node that is not there', ['rpo', 'redis://127.0.0.1:22767', '--once'], 'no node could be reached'],
    ['a store that is not there', ['rpo', 'redis://127.0.0.1:22767', '--store', '/nowhere/at/all'], 'no directory'],
    ['no node at all', ['rpo'], 'No node to begin with'],
  ])('%s ends with 2', async (_, words, message) => {
    const { code, stdout, stderr } = await tell(words);
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});
