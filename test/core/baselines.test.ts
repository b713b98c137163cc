import { describe, expect, test } from '@jest/globals';
import { runsIn } from '../../lib/core/audit-series.ts';
import { type Baselines, emptyBaselines, extendBaselines } from '../../lib/core/baselines.ts';
import { evaluate } from '../../lib/core/evaluate.ts';
import type { AuditKind, ClusterFacts } from '../../lib/core/facts.ts';
import { failed } from '../../lib/core/observed.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { asDeclared } from '../../lib/core/rule.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { clusterFacts, members, nodeId, portOf } from '../builders/facts.ts';

const sections: Readonly<Record<AuditKind, readonly string[]>> = {
  full: ['server', 'replication', 'persistence', 'stats', 'commandstats', 'errorstats', 'keyspace', 'memory'],
  slowlog: ['server', 'replication', 'commandstats', 'errorstats'],
  latency: ['server', 'replication', 'stats', 'memory'],
  topology: ['server', 'replication', 'stats'],
  persistence: ['server', 'replication', 'persistence', 'stats', 'commandstats', 'keyspace', 'memory'],
};

/** Facts as this kind of audit brings them: INFO with its own sections only. */
function factsOf(audit: AuditKind, facts: ClusterFacts): ClusterFacts {
  const nodes = facts.nodes.map((node) => {
    if (node.info.state !== 'ok') return node;
    return { ...node, info: { ...node.info, value: { ...node.info.value, sections: sections[audit] } } };
  });
  return { ...facts, audit, nodes };
}

/** Rules that fail at the last of several audits, each judged after the ones before it. */
function failuresAtTheEnd(audits: readonly ClusterFacts[]): readonly string[] {
  let baselines: Baselines = emptyBaselines;
  let failing: readonly string[] = [];
  for (const facts of audits) {
    const enabled = rules.filter((rule) => runsIn(facts.audit, rule)).map((rule) => asDeclared(rule));
    const findings = evaluate({ facts, baselines, rules: enabled, policy: defaultPolicy });
    failing = findings.filter((finding) => finding.status === 'fail').map((finding) => finding.rule);
    baselines = extendBaselines(baselines, facts);
  }
  return failing;
}

const days = 86_400;

/** Nodes that are remembered after these audits, by port. */
function rememberedAfter(audits: readonly ClusterFacts[]): readonly number[] {
  const { parts } = audits.reduce((before, facts) => extendBaselines(before, facts), emptyBaselines);
  return Object.keys(parts[0]?.nodes ?? {}).map(portOf);
}

describe('a node that is not there any more', () => {
  const without = (at: number): ClusterFacts => {
    const facts = clusterFacts({ at, member: (each, port) => (port === 7006 ? null : each) });
    return { ...facts, nodes: facts.nodes.filter((node) => node.nodeId !== nodeId(7006)) };
  };

  test('is remembered for a week, and then forgotten', () => {
    expect(rememberedAfter([clusterFacts(), without(6 * days)])).toContain(7006);
    expect(rememberedAfter([clusterFacts(), without(8 * days)])).toEqual([7001, 7002, 7003, 7004, 7005]);
  });

  test('is remembered as long as anybody lists it, whether it answers or not', () => {
    const noInfo = failed('timeout', 'silent');
    expect(rememberedAfter([clusterFacts(), clusterFacts({ at: 8 * days, nodes: { 7006: { noInfo } } })])).toContain(
      7006,
    );
    const listed = { ...without(8 * days), views: clusterFacts().views };
    expect(rememberedAfter([clusterFacts(), listed])).toContain(7006);
  });
});

describe('what an audit compares with', () => {
  const saved = { nodes: { 7001: { commandstats: { save: { calls: 1, usec: 900_000 } } } } } as const;
  const failedOver = {
    member: (member: ReturnType<typeof members>[number], port: number) => {
      if (port === 7001) return { ...member, role: 'replica' as const, primaryId: nodeId(7004), slots: [] };
      if (port !== 7004) return member;
      const { primaryId: _, ...rest } = member;
      return { ...rest, role: 'primary' as const, slots: [[0, 5460]] as const };
    },
  };

  test('what a primary said of its link while it was a replica is over, and comes back with no later role', () => {
    const audit = (at: number, role: string, link: Record<string, string | undefined>): ClusterFacts =>
      clusterFacts({ at, nodes: { 7004: { info: { role, ...link } } } });
    const none = { master_link_status: undefined, master_host: undefined };
    const audits = [audit(0, 'slave', { master_link_status: 'down' }), audit(300, 'master', none)];
    const { parts } = audits.reduce((before, facts) => extendBaselines(before, facts), emptyBaselines);
    const info = parts[0]?.nodes[nodeId(7004)]?.facts.info;
    const fields = info?.state === 'ok' ? info.value.fields : {};
    expect(fields).toMatchObject({ role: 'master', redis_version: '7.2.13', master_repl_offset: expect.any(String) });
    expect(fields).not.toHaveProperty('master_link_status');
  });

  test('a SAVE that a slowlog audit came across is still found by the next persistence audit', () => {
    const audits = [
      factsOf('persistence', clusterFacts({ at: 0 })),
      factsOf('slowlog', clusterFacts({ at: 300, ...saved })),
      factsOf('persistence', clusterFacts({ at: 600, ...saved })),
    ];
    expect(failuresAtTheEnd(audits)).toContain('rdb/blocking-save-used');
  });

  test('and by that one only', () => {
    const audits = [0, 300, 600].map((at) => factsOf('persistence', clusterFacts({ at, ...(at === 0 ? {} : saved) })));
    expect(failuresAtTheEnd(audits)).not.toContain('rdb/blocking-save-used');
  });

  test('a failover that a slowlog audit came across is still found by the next topology audit', () => {
    const audits = [
      factsOf('topology', clusterFacts({ at: 0 })),
      factsOf('slowlog', clusterFacts({ at: 300, ...failedOver })),
      factsOf('topology', clusterFacts({ at: 600, ...failedOver })),
    ];
    expect(failuresAtTheEnd(audits)).toContain('topology/failover-happened');
  });

  test('a restart is told by whichever audit comes first, and once', () => {
    const restarted = { nodes: { 7001: { info: { run_id: 'another' } } } } as const;
    const audits = [
      factsOf('topology', clusterFacts({ at: 0 })),
      factsOf('slowlog', clusterFacts({ at: 300, ...restarted })),
      factsOf('topology', clusterFacts({ at: 600, ...restarted })),
    ];
    expect(failuresAtTheEnd(audits.slice(0, 2))).toContain('topology/node-restarted');
    expect(failuresAtTheEnd(audits)).not.toContain('topology/node-restarted');
  });

  test('full audits share one baseline, so that it is stored once', () => {
    const after = [0, 300].reduce((folded, at) => extendBaselines(folded, clusterFacts({ at })), emptyBaselines);
    expect(after.parts).toHaveLength(1);
  });

  test('facts that arrive late change nothing', () => {
    const after = extendBaselines(emptyBaselines, clusterFacts({ at: 600 }));
    expect(extendBaselines(after, clusterFacts({ at: 300 }))).toEqual(after);
  });
});
