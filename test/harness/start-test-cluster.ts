import { type LocalCluster, startLocalCluster } from '../../lib/demo/local-cluster.ts';
import type { LocalClusterOptions } from '../../lib/demo/options.ts';

/** As the product does it; TEST_PORTS, as in `9000-9490`, keeps it to ports that are free for it on a shared machine. */
export function startTestCluster(options: LocalClusterOptions = {}): Promise<LocalCluster> {
  const [first, last] = (process.env['TEST_PORTS'] ?? '').split('-').map(Number);
  if (first === undefined || last === undefined) return startLocalCluster(options);
  return startLocalCluster({ portRange: [first, last], ...options });
}
