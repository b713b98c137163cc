import type { ClusterFacts, ClusterMember, NodeFacts } from '../lib/core/facts.ts';
import { fail } from '../lib/core/finding.ts';
import { notAttempted, ok } from '../lib/core/observed.ts';
import { asDeclared, type EnabledRule } from '../lib/core/rule.ts';
import { rules } from '../lib/core/rules/index.ts';
import { SLOT_COUNT } from '../lib/core/slots.ts';
import { nothingRead } from '../lib/core/visit.ts';

/** An audit in which everything fails at once, and has something else to say on each node. */
export interface ManyFailures {
  readonly facts: ClusterFacts;
  readonly rules: readonly EnabledRule[];
}

/** @param wanted failing findings, at least */
export function manyFailures(wanted: number): ManyFailures {
  // One that keeps the others silent would make it easy.
  const loud = rules.filter(({ scope, mutes }) => scope === 'node' && mutes.length === 0);
  const nodes = Math.ceil(wanted / loud.length);
  return { facts: clusterOf(nodes), rules: loud.map((rule) => alwaysFailing(asDeclared(rule))) };
}

function alwaysFailing(enabled: EnabledRule): EnabledRule {
  const { role: _, ...rule } = enabled.rule;
  const check = (context: unknown) => {
    const { address } = (context as { readonly node: { readonly address: string } }).node;
    return fail(`measured 12 ms at ${address}, above 10 ms`, { measuredMs: 12, limitMs: 10, node: address });
  };
  // Told at once, also what is usually waited for.
  return {
    ...enabled,
    failureThreshold: 1,
    rule: { ...rule, needs: [], deltas: [], previous: [], optional: [], check },
  };
}

function clusterOf(nodes: number): ClusterFacts {
  const time = '2026-03-01T03:00:00.000Z';
  const members = Array.from({ length: nodes }, (_, index) => memberOf(index, nodes));
  return {
    schemaVersion: 1,
    runId: 'bench',
    audit: 'full',
    cluster: { id: 'bench', provider: 'self-managed' },
    scheduledAt: time,
    startedAt: time,
    durationMs: 0,
    mode: 'cluster',
    seeds: [],
    nodes: members.map(({ nodeId, address }) => nodeOf(nodeId, address, time)),
    views: { all: { members } },
    intrinsic: notAttempted('not part of this'),
  };
}

function memberOf(index: number, of: number): ClusterMember {
  const [first, last] = [index, index + 1].map((place) => Math.floor((place * SLOT_COUNT) / of));
  return {
    nodeId: index.toString(16).padStart(40, '0'),
    address: `10.0.${index >> 8}.${index & 255}:6379`,
    role: 'primary',
    flags: [],
    configEpoch: index,
    linkConnected: true,
    slots: [[first ?? 0, (last ?? 0) - 1]],
  };
}

function nodeOf(nodeId: string, address: string, collectedAt: string): NodeFacts {
  const unread = notAttempted('not part of this');
  return {
    nodeId,
    address,
    collectedAt,
    connection: { answered: true, attempts: 1, outcome: ok({ tls: false, connectMs: 1 }), errorCodes: [] },
    ...nothingRead(unread),
    view: ok({ viewId: 'all', openSlots: [] }),
    recheckedView: unread,
  };
}
