import type { ObjectStore } from '../../lib/adapters/stores/shared/object-store.ts';
import { recordStore } from '../../lib/adapters/stores/shared/records.ts';
import { assess } from '../../lib/assess.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import type { ClusterFacts } from '../../lib/core/facts.ts';
import { ok } from '../../lib/core/observed.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import type { Sink } from '../../lib/ports.ts';
import { ruleSet } from '../harness/audits.ts';
import { clusterFacts, nodeId } from './facts.ts';

/** Would run something in a page that took it for markup, or end a block of JSON that it stands in. */
export const HOSTILE =
  '<img src=x onerror="window.owned=1">"\'></script><script>window.owned=1</script><!--\u2028&amp;';

const entry = (id: number, at: number) => ({
  id,
  at: Date.UTC(2026, 2, 1, 3) / 1000 + at - 5,
  durationUs: 250_000,
  command: HOSTILE,
  shape: `GET ${HOSTILE}`,
  pattern: HOSTILE,
  argumentCount: 2,
  client: `${HOSTILE}:4711`,
  clientName: HOSTILE,
});

/** Facts in which everything that others can name is named as badly as it can be. */
export function hostileFacts(at: number, setting: string): ClusterFacts {
  const bad = {
    address: HOSTILE,
    config: { appendfsync: setting, save: HOSTILE },
    info: { aof_enabled: 0, redis_version: `${HOSTILE}${setting}` },
    slowlog: ok({ since: 'cursor', entries: [entry(at, at)], lost: 0, newestId: at } as const),
    latency: ok({
      since: 'cursor',
      events: [],
      newSamples: [{ event: HOSTILE, at: Date.UTC(2026, 2, 1, 3) / 1000 + at, ms: 120 }],
    } as const),
    ping: ok({ samplesUs: [200, 210, 900] }),
    latencyDoctor: ok(HOSTILE),
  };
  return clusterFacts({
    at,
    nodes: { 7001: bad },
    member: (member) => (member.nodeId === nodeId(7001) ? { ...member, address: HOSTILE, hostname: HOSTILE } : member),
  });
}

/** Stores the facts, and what assessing them comes to. */
export async function storeAudits(objects: ObjectStore, audits: readonly ClusterFacts[]): Promise<void> {
  const records = recordStore(objects);
  const sink: Sink = {
    name: HOSTILE,
    deliver: async () => ({ sink: HOSTILE, status: 'failed', retryable: false, error: HOSTILE }),
  };
  for (const facts of audits) {
    await records.putFacts(facts);
    const input = { facts, rules: ruleSet(), policy: defaultPolicy, alerting: defaultAlertSettings };
    await assess(input, { state: records, history: records, sinks: [sink], pause: async () => {} });
  }
}
