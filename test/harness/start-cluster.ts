/** Run as a process of its own: starts a cluster with the options in its argument, prints the process ids, stays. */

import { pidsOf } from './processes.ts';
import { startTestCluster } from './start-test-cluster.ts';

const cluster = await startTestCluster(JSON.parse(process.argv[2] ?? '{}'));
console.log(JSON.stringify(pidsOf(cluster)));
setInterval(() => undefined, 60_000);
