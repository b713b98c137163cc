import type { CopiesReading } from './backup/copies.ts';
import type { Baselines } from './baselines.ts';
import type { ConfiguredNames } from './declared-names.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { ClusterFacts } from './facts.ts';
import type { Evidence, Finding, MissingFact, Resource, Verdict } from './finding.ts';
import type { Observed } from './observed.ts';
import type { OwnState } from './own-state.ts';
import type { Policy } from './policy.ts';
import type { EnabledRule, RunContext } from './rule.ts';
import { runCheck } from './run-check.ts';
import { asksMembers, type MemberScene, type Scene, type ShardScene } from './scene.ts';
import { type Scenes, scenesOf } from './scenes.ts';

/** What is judged, and by which declarations. */
export interface Evaluation {
  readonly facts: ClusterFacts;
  /** What the audits before this one left; this audit's facts are not in it yet. */
  readonly baselines: Baselines;
  /** Rules that this kind of audit runs. */
  readonly rules: readonly EnabledRule[];
  readonly policy: Policy;
  readonly intervalSeconds?: number;
  /** What is known of the copies off the hosts; left out, no store was looked into. */
  readonly copies?: Observed<CopiesReading>;
  /** Members and shards that the configuration names; left out, none but its seeds. */
  readonly declared?: ConfiguredNames;
  /** What is known of the auditor itself; left out, nothing of it can be judged. */
  readonly own?: OwnState;
}

/**
 * Every rule's verdict on everything it is about, in the order of the rules. Pure: the same input, the same findings.
 * What rules are handed is frozen, and one that fails leaves the verdicts of the others as they are.
 *
 * @param scenes of the same evaluation, where somebody else looks at them too
 */
export function evaluate(evaluation: Evaluation, scenes: Scenes = scenesOf(evaluation)): readonly Finding[] {
  return evaluation.rules.flatMap((enabled) => {
    deepFreeze(enabled.options);
    return judge(enabled, scenes(enabled.rule));
  });
}

function judge(enabled: EnabledRule, scene: Scene): Finding[] {
  switch (enabled.rule.scope) {
    case 'node':
      return judgeNodes(enabled, scene);
    case 'shard':
      return scene.shards.map((shard) => judgeShard(enabled, scene, shard));
    case 'cluster':
      return [judgeCluster(enabled, scene)];
  }
}

function judgeNodes(enabled: EnabledRule, scene: Scene): Finding[] {
  const misfit = scene.misfit(enabled.rule);
  const wide = scene.missing(enabled.rule);
  return scene.members.map((member) => {
    const finding = findingFor(enabled, scene, member.resource);
    if (misfit !== undefined) return finding({ status: 'skipped', reason: misfit });
    return judgeNode(enabled, scene, member, wide, finding);
  });
}

function judgeNode(
  enabled: EnabledRule,
  scene: Scene,
  member: MemberScene,
  wide: readonly MissingFact[],
  finding: ReturnType<typeof findingFor>,
): Finding {
  const { rule } = enabled;
  const { role } = member.identity;
  if (rule.role !== undefined && role !== null && role !== rule.role)
    return finding({ status: 'skipped', reason: `a ${role}` });
  if (rule.role !== undefined && role === null) return finding({ status: 'unknown', reason: 'its role is not known' });
  const own = member.missing(rule);
  if (wide.length + own.length > 0) return finding(absent(enabled, [...wide, ...own]), [...wide, ...own]);
  return finding(runCheck(rule, nodeContext(enabled, scene, member)));
}

/** Made for every rule and every member. Each name once and nothing spread: that takes a fifth of the memory. */
function nodeContext({ options }: EnabledRule, scene: Scene, member: MemberScene): object {
  const { fact, maybe, delta, observedDelta, seconds, previous, maybePrevious } = member.reader;
  const { policy, run, everyone } = scene;
  const [node, fellows] = [member.identity, scene.fellows(member.identity)];
  return {
    fact,
    maybe,
    delta,
    observedDelta,
    seconds,
    previous,
    maybePrevious,
    policy,
    options,
    run,
    node,
    fellows,
    everyone,
  };
}

function judgeShard(enabled: EnabledRule, scene: Scene, { shard, resource }: ShardScene): Finding {
  const { rule } = enabled;
  const ids =
    rule.role === 'primary'
      ? [shard.primary]
      : rule.role === 'replica'
        ? shard.replicas
        : [shard.primary, ...shard.replicas];
  const members = ids.flatMap((id) => scene.member(id) ?? []);
  return judgeGroup(enabled, scene, resource, members, (readable) => ({
    shard,
    topology: scene.topology,
    primary: readable.find((each) => each.node.nodeId === shard.primary),
  }));
}

function judgeCluster(enabled: EnabledRule, scene: Scene): Finding {
  const { role } = enabled.rule;
  const members = scene.members.filter((member) => role === undefined || member.identity.role === role);
  return judgeGroup(enabled, scene, scene.resource, members, () => ({
    clusterId: scene.clusterId,
    known: scene.members.map((member) => member.identity),
  }));
}

type Readable = MemberScene['named'];

/** Judges the members that could be read. What fails on those stands; without a failure the unread ones leave it open. */
function judgeGroup(
  enabled: EnabledRule,
  scene: Scene,
  resource: Resource,
  members: readonly MemberScene[],
  extra: (readable: readonly Readable[]) => object,
): Finding {
  const { rule } = enabled;
  const finding = findingFor(enabled, scene, resource);
  const misfit = scene.misfit(rule);
  if (misfit !== undefined) return finding({ status: 'skipped', reason: misfit });
  const wide = scene.missing(rule);
  if (wide.length > 0) return finding(absent(enabled, wide), wide);
  const looked = rule.coverage === 'every' ? members : members.filter((member) => member.answered);
  const { readable, unread } = readAll(looked, rule);
  if (readable.length === 0 && asksMembers(rule)) return finding(absent(enabled, unread), unread);
  const context = { ...common(enabled, scene), ...scene.reader, members: readable, ...extra(readable) };
  const verdict = runCheck(rule, context);
  if (verdict.status === 'pass' && unread.length > 0) return finding(absent(enabled, unread), unread);
  return finding(verdict);
}

/** The members of which there is all that a rule needs, and what the others lack. */
function readAll(members: readonly MemberScene[], rule: EnabledRule['rule']) {
  const readable: Readable[] = [];
  const unread: MissingFact[] = [];
  for (const member of members) {
    const missing = member.missing(rule);
    if (missing.length === 0) readable.push(member.named);
    for (const miss of missing) unread.push({ ...miss, node: member.identity.address });
  }
  return { readable, unread };
}

function common(enabled: EnabledRule, scene: Scene): { policy: Policy; options: unknown; run: RunContext } {
  return { policy: scene.policy, options: enabled.options, run: scene.run };
}

function absent({ rule }: EnabledRule, missing: readonly MissingFact[]): Verdict {
  if (rule.skipUnsupported === true && isBeyond(missing))
    return { status: 'skipped', reason: missing[0]?.detail ?? '' };
  if (missing.length === 0) return { status: 'unknown', reason: 'no node could be read' };
  const [first] = missing;
  const more = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
  return { status: 'unknown', reason: `${first?.fact}: ${first?.detail || first?.reason}${more}` };
}

/** Whether all is missing because servers have it not. What a node lacks now, its earlier audits need not have read. */
function isBeyond(missing: readonly MissingFact[]): boolean {
  const isPrevious = ({ fact }: MissingFact): boolean => fact.startsWith('prev.');
  const lacking = missing.filter((miss) => miss.reason === 'unsupported');
  const without = new Set(lacking.filter((miss) => !isPrevious(miss)).map(({ node }) => node));
  const isMoot = (miss: MissingFact): boolean => isPrevious(miss) && without.has(miss.node);
  return lacking.length > 0 && missing.every((miss) => miss.reason === 'unsupported' || isMoot(miss));
}

/** One for all findings of which there is nothing to say. */
const nothing: readonly MissingFact[] = Object.freeze([]);
const noEvidence: Evidence = Object.freeze({});

function findingFor({ rule, severity }: EnabledRule, scene: Scene, resource: Resource) {
  return (verdict: Verdict, missing: readonly MissingFact[] = nothing): Finding => {
    const finding: Finding = {
      rule: rule.id,
      severity,
      status: verdict.status,
      resource,
      message: verdict.status === 'fail' ? verdict.message : verdict.status === 'pass' ? '' : verdict.reason,
      evidence: ('evidence' in verdict ? verdict.evidence : undefined) ?? noEvidence,
      fingerprint: scene.fingerprint(rule.id, resource),
      missing,
    };
    const notYetClear = 'notYetClear' in verdict ? verdict.notYetClear : undefined;
    return notYetClear === undefined ? finding : { ...finding, notYetClear };
  };
}
