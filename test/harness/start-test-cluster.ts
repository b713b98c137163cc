import { type LocalCluster, startLocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalClusterOptions } from '../../lib/demo/options.ts';
import { testServer } from './servers.ts';

/**
 * As the product does it. TEST_PORTS, as in `9000-9490`, keeps it to ports that are free for it on a shared machine;
 * TEST_SERVER names another server than the one on the PATH.
 */
export async function startTestCluster(options: LocalClusterOptions = {}): Promise<LocalCluster> {
  const [first, last] = (process.env['TEST_PORTS'] ?? '').split('-').map(Number);
  return startLocalCluster({
    ...(first === undefined || last === undefined ? {} : { portRange: [first, last] as const }),
    ...(process.env['TEST_SERVER'] === undefined ? {} : { server: (await testServer()).path }),
    ...options,
  });
}
