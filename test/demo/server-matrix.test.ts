import { describe, expect, test } from '@jest/globals';
import { clusterTestTimeoutMs, withCluster } from '../harness/cluster.ts';
import { availableServers } from '../harness/servers.ts';

const servers = await availableServers();

describe('every server on this machine', () => {
  test.each(servers)(
    '$label ($version.engine $version.text) forms a cluster that replicates',
    async ({ path, version }) => {
      await withCluster({ server: path, primaries: 1 }, async (cluster) => {
        expect(cluster.version).toEqual(version);
        const replies = await cluster.primaries[0]?.sendAll([
          ['SET', 'key', 'value'],
          ['WAIT', 1, 5000],
        ]);
        expect(replies).toEqual(['OK', 1]);
      });
    },
    clusterTestTimeoutMs,
  );
});
