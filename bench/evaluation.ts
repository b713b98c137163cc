import { evaluate } from '../lib/core/evaluate.ts';
import { defaultPolicy } from '../lib/core/policy.ts';
import type { LocalCluster } from '../lib/demo/local-cluster.ts';
import { openAuditor, rulesOf } from './audits.ts';
import { median } from './measure.ts';

/** How long judging takes. */
export interface EvaluationTime {
  readonly nodes: number;
  readonly rules: number;
  readonly findings: number;
  readonly medianMs: number;
}

/** Judges the facts of a real cluster against what the audit before left, again and again. */
export async function measureEvaluation(cluster: LocalCluster, times: number): Promise<EvaluationTime> {
  const auditor = openAuditor(cluster.nodes[0]?.address ?? '', { pings: true });
  await auditor.audit();
  const { baselines } = await auditor.store.load('bench');
  const { facts } = await auditor.audit();
  const rules = rulesOf('full');
  const took: number[] = [];
  let findings = 0;
  for (let time = 0; time < times; time++) {
    const started = performance.now();
    findings = evaluate({ facts, baselines, rules, policy: defaultPolicy }).length;
    took.push(performance.now() - started);
  }
  return { nodes: facts.nodes.length, rules: rules.length, findings, medianMs: median(took) };
}
