import { type Observed, ok } from '../observed.ts';
import { unknownForm } from './reply.ts';

/** Counters of bus messages: they differ at each call, come and go with traffic, and say nothing about health. */
const TRAFFIC = 'cluster_stats_';

/** Reads `CLUSTER INFO`, without the counters of bus traffic. */
export function parseClusterInfo(reply: unknown): Observed<Readonly<Record<string, string>>> {
  if (typeof reply !== 'string') return unknownForm('CLUSTER INFO');
  const values: Record<string, string> = {};
  for (const line of reply.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith(TRAFFIC)) values[line.slice(0, colon)] = line.slice(colon + 1).trimEnd();
  }
  return 'cluster_state' in values ? ok(values) : unknownForm('CLUSTER INFO');
}
