import type { Finding } from '../../lib/core/finding.ts';
import { fingerprint } from '../../lib/core/fingerprint.ts';
import { nodeId } from './facts.ts';

/** A failing finding of `aof/not-enabled` on 7001, with the changes of one test. */
export function findingOf(change: Partial<Finding> & { port?: number } = {}): Finding {
  const { port = 7001, ...rest } = change;
  const rule = rest.rule ?? 'aof/not-enabled';
  const resource = rest.resource ?? {
    kind: 'node' as const,
    id: nodeId(port),
    address: `127.0.0.1:${port}`,
    shard: '0',
  };
  return {
    rule,
    severity: 'critical',
    status: 'fail',
    resource,
    message: 'AOF is off on this primary',
    evidence: {},
    fingerprint: fingerprint('test', rule, resource),
    missing: [],
    ...rest,
  };
}
