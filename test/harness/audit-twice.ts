/** Run as a process of its own: audits the cluster of the nodes in its arguments twice, prints the second result. */

import { audit, auditor } from './audits.ts';

const session = auditor({ nodes: [] }, { seeds: process.argv.slice(2) });
await audit(session);
console.log(JSON.stringify(await audit(session)));
