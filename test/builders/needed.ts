import { emptyBaselines } from '../../lib/core/baselines.ts';
import { evaluate } from '../../lib/core/evaluate.ts';
import type { NodeFactName } from '../../lib/core/fact-names.ts';
import type { ClusterFacts } from '../../lib/core/facts.ts';
import { type Finding, pass } from '../../lib/core/finding.ts';
import { defaultPolicy } from '../../lib/core/policy.ts';
import { asDeclared, defineRule, type Rule } from '../../lib/core/rule.ts';
import { nodeId, type Port } from './facts.ts';

/** Some rule of the same audit that needs these facts; its own verdict is of no interest. */
export function ruleThatNeeds(
  needs: readonly NodeFactName[],
  more: Partial<Pick<Rule, 'providers' | 'modes'>> = {},
): Rule {
  return defineRule({
    id: 'test/needs-facts',
    title: 'It needs facts',
    severity: 'info',
    scope: 'node',
    providers: ['self-managed'],
    needs,
    why: '',
    fix: [],
    links: [],
    check: () => pass(),
    ...more,
  });
}

/** The verdict on one node when another rule of the audit needs facts. */
export function verdictBeside(rule: Rule, other: Rule, facts: ClusterFacts, port: Port): Finding {
  const enabled = [rule, other].map((each) => asDeclared(each));
  const findings = evaluate({ facts, baselines: emptyBaselines, rules: enabled, policy: defaultPolicy });
  const found = findings.find((finding) => finding.rule === rule.id && finding.resource.id === nodeId(port));
  if (found === undefined) throw new Error(`no finding of ${rule.id} for ${port}`);
  return found;
}
