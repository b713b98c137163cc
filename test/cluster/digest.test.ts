import { describe, expect, test } from '@jest/globals';
import type { Digest } from '../../lib/core/digest/digest.ts';
import { holdWithScript } from '../../lib/demo/faults.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';
import { tell, withStore } from '../harness/command-line.ts';

const cluster = useCluster({ primaries: 1, replicasPerPrimary: 1 });
const primary = () => nodeAt(cluster().nodes, 0);

describe('the digest of audits of a real cluster', () => {
  test(
    'tells of the fault that was planted between them, and of what it found in order',
    () =>
      withStore(async (store) => {
        const [{ address }, replica] = [primary(), nodeAt(cluster().nodes, 1)];
        const audit = () => tell(['audit', address, '--store', store]);
        await audit();
        await holdWithScript(primary(), 60);
        await primary().send('CONFIG', 'SET', 'appendonly', 'no');
        await primary().send('CONFIG', 'SET', 'slowlog-max-len', '333');
        await audit();
        await primary().send('CONFIG', 'SET', 'appendonly', 'yes');
        await audit();
        await replica.send('CONFIG', 'SET', 'appendonly', 'no');
        await audit();

        const { code, stdout } = await tell(['digest', '--store', store, '--period', 'day', '--format', 'json']);
        expect(code).toBe(0);
        const digest = JSON.parse(stdout) as Digest;
        const rules = (list: Digest['alerts']['began']) => list.shown.map(({ rule, place }) => `${rule} @ ${place}`);
        expect(rules(digest.alerts.began)).toEqual(
          expect.arrayContaining([`aof/not-enabled @ ${address}`, `aof/not-enabled @ ${replica.address}`]),
        );
        expect(rules(digest.alerts.ended)).toContain(`aof/not-enabled @ ${address}`);
        expect(rules(digest.alerts.firing)).toContain(`aof/not-enabled @ ${replica.address}`);
        expect(rules(digest.alerts.firing)).not.toContain(`aof/not-enabled @ ${address}`);
        expect(digest.slowCommands.shapes.shown[0]).toMatchObject({ nodes: [address], command: 'eval' });
        expect(digest.persistence?.shards).toMatchObject([
          {
            id: '0',
            primary: address,
            members: [
              { address, role: 'primary', appendOnly: true, fsync: 'everysec' },
              { address: replica.address, role: 'replica', appendOnly: false },
            ],
            loss: { onDisk: true, processCrash: { seconds: 2 } },
          },
        ]);
        expect(digest.changes?.changes).toEqual(
          expect.arrayContaining([
            expect.objectContaining({ address, name: 'slowlog-max-len', after: '333' }),
            expect.objectContaining({ address: replica.address, name: 'aof', before: 'on', after: 'off' }),
          ]),
        );
        expect(digest.coverage).toMatchObject({
          kinds: [{ kind: 'full', runs: 4 }],
          reached: [{ answered: 2, nodes: 2 }],
        });
      }),
    clusterTestTimeoutMs,
  );
});
