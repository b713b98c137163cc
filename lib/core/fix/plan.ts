import type { Finding, Severity } from '../finding.ts';
import type { ReadyStep } from '../fix-steps.ts';
import { readySteps } from '../fix-steps.ts';
import type { EnabledRule, Rule } from '../rule.ts';
import { type Change, safeDirectives } from './change.ts';

/** Changes of one node, and the findings that they end. */
export interface NodeFix {
  readonly nodeId: string;
  readonly address: string;
  readonly changes: readonly Change[];
  readonly ends: readonly EndedFinding[];
  /** Why what is changed is not written into the configuration file; null when it is. */
  readonly notRewritten: string | null;
}

export interface EndedFinding {
  readonly rule: string;
  readonly fingerprint: string;
  readonly message: string;
}

/** A finding that a person has to end. */
export interface ManualFix {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Addresses, or what else fails. */
  readonly where: readonly string[];
  readonly reason: string;
  /** For the first of them. */
  readonly steps: readonly ReadyStep[];
}

export interface FixPlan {
  readonly nodes: readonly NodeFix[];
  readonly manual: readonly ManualFix[];
}

/** Which findings are wanted; everything by default. */
export interface FixChoice {
  readonly rules?: readonly string[];
  /** Addresses. */
  readonly nodes?: readonly string[];
}

const UNSAVED = 'config/change-not-saved';
const NOBODY = 'no single setting ends it';

/** What ends the findings of an audit: by itself where that is safe, else by a person. */
export function planFixes(
  findings: readonly Finding[],
  rules: readonly EnabledRule[],
  choice: FixChoice = {},
): FixPlan {
  const enabled = new Map(rules.map((rule) => [rule.rule.id, rule]));
  const failing = findings.filter(({ status }) => status === 'fail');
  const wanted = failing.filter((finding) => isWanted(finding, choice));
  const judged = wanted.map((finding) => ({ finding, remedy: remedyFor(finding, enabled.get(finding.rule)) }));
  const unsaved = new Set(failing.filter(({ rule }) => rule === UNSAVED).map(({ resource }) => resource.id));
  const byNode = Map.groupBy(
    judged.filter(({ remedy }) => typeof remedy !== 'string'),
    ({ finding }) => finding.resource.id,
  );
  return {
    nodes: [...byNode.values()].map((ofNode) => nodeFix(ofNode, unsaved)),
    manual: manualFixes(judged, enabled),
  };
}

interface Judged {
  readonly finding: Finding;
  readonly remedy: readonly Change[] | string;
}

function isWanted({ rule, resource }: Finding, { rules, nodes }: FixChoice): boolean {
  const place = resource.address ?? resource.id;
  return (rules === undefined || rules.includes(rule)) && (nodes === undefined || nodes.includes(place));
}

function remedyFor({ resource, evidence }: Finding, enabled: EnabledRule | undefined): readonly Change[] | string {
  const remedy = enabled?.rule.remedy;
  if (enabled === undefined || remedy === undefined || resource.kind !== 'node') return NOBODY;
  const changes = remedy({ evidence, options: enabled.options });
  if (typeof changes === 'string') return changes;
  const strange = changes.find(({ directive }) => !safeDirectives.includes(directive));
  return strange === undefined ? changes : `${strange.directive} is not changed by a program`;
}

function nodeFix(ofNode: readonly Judged[], unsaved: ReadonlySet<string>): NodeFix {
  const [first] = ofNode;
  if (first === undefined) throw new TypeError('a node without findings has nothing to mend');
  const { id, address = id } = first.finding.resource;
  const changes = ofNode.flatMap(({ remedy }) => (typeof remedy === 'string' ? [] : remedy));
  const last = new Map(changes.map((change) => [change.directive, change]));
  const ends = ofNode.map(({ finding: { rule, fingerprint, message } }) => ({ rule, fingerprint, message }));
  const notRewritten = unsaved.has(id)
    ? 'somebody has changed other settings there and not saved them: look at those first'
    : null;
  return { nodeId: id, address, changes: [...last.values()], ends, notRewritten };
}

function manualFixes(judged: readonly Judged[], enabled: ReadonlyMap<string, EnabledRule>): readonly ManualFix[] {
  const manual = judged.flatMap(({ finding, remedy }) => (typeof remedy === 'string' ? [{ finding, remedy }] : []));
  return [...Map.groupBy(manual, ({ finding, remedy }) => `${finding.rule} ${remedy}`).values()].flatMap((same) => {
    const [first] = same;
    const rule = first === undefined ? undefined : enabled.get(first.finding.rule)?.rule;
    return first === undefined || rule === undefined ? [] : [manualFix(first, same, rule)];
  });
}

interface Refused {
  readonly finding: Finding;
  readonly remedy: string;
}

function manualFix({ finding, remedy }: Refused, same: readonly Refused[], rule: Rule): ManualFix {
  const { severity, message, resource } = finding;
  return {
    rule: rule.id,
    severity,
    message,
    where: same.map((each) => each.finding.resource.address ?? each.finding.resource.id),
    reason: remedy,
    steps: readySteps(rule.fix, resource.address),
  };
}
