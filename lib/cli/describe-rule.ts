import { runsIn } from '../core/audit-series.ts';
import { auditKinds, type ProviderName } from '../core/facts.ts';
import type { Severity } from '../core/finding.ts';
import type { FixStep, Rule } from '../core/rule.ts';

/** What a rule declares, in words: for `rules explain` and for the pages of docs/rules. */
export interface RuleDescription {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** `each primary`, `each shard`, `the cluster as a whole` */
  readonly looksAt: string;
  /** `self-managed, MemoryDB`, with the mode where it needs one. */
  readonly appliesTo: string;
  /** Kinds of audit that run it. */
  readonly runsIn: string;
  readonly fires: string;
  readonly why: string;
  readonly fix: readonly FixStep[];
  readonly options: readonly OptionDescription[];
  /** Facts it reads, with what of them it uses. */
  readonly reads: readonly { readonly fact: string; readonly use: string }[];
  /** Empty when nothing is known that it misses. */
  readonly limits: string;
  /** Empty when it mutes nothing. */
  readonly mutes: string;
  readonly links: readonly string[];
}

export interface OptionDescription {
  readonly name: string;
  /** As it would be written in a configuration file. */
  readonly byDefault: string;
  readonly meaning: string;
}

const providerWords: Readonly<Record<ProviderName, string>> = {
  'self-managed': 'self-managed',
  elasticache: 'ElastiCache (node-based)',
  'elasticache-serverless': 'ElastiCache Serverless',
  memorydb: 'MemoryDB',
};

export function describeRule(rule: Rule): RuleDescription {
  const { id, title, severity, why, fix, limits = '', links } = rule;
  return {
    id,
    title,
    severity,
    looksAt: looksAt(rule),
    appliesTo: appliesTo(rule),
    runsIn: auditKinds.filter((audit) => runsIn(audit, rule)).join(', '),
    fires: rule.failureThreshold === 1 ? 'at once' : `when ${rule.failureThreshold} audits in a row have failed`,
    why,
    fix,
    options: describeOptions(rule),
    reads: reads(rule),
    limits,
    mutes: mutes(rule),
    links,
  };
}

function looksAt({ scope, role }: Rule): string {
  if (scope === 'cluster')
    return role === undefined
      ? 'the cluster as a whole'
      : `all ${role === 'primary' ? 'primaries' : 'replicas'} together`;
  if (scope === 'shard') return 'each shard';
  return `each ${role ?? 'node'}`;
}

function appliesTo({ providers, modes }: Rule): string {
  const [only, ...others] = modes ?? [];
  const mode =
    only === undefined || others.length > 0 ? '' : `; ${only === 'cluster' ? 'cluster mode' : 'cluster mode off'} only`;
  return providers.map((provider) => providerWords[provider]).join(', ') + mode;
}

function describeOptions(rule: Rule): readonly OptionDescription[] {
  const docs: Readonly<Record<string, string>> = rule.optionDocs ?? {};
  return Object.entries(rule.optionsSchema.entries).map(([name, schema]) => ({
    name,
    byDefault: JSON.stringify((schema as { readonly default?: unknown }).default ?? null),
    meaning: docs[name] ?? '',
  }));
}

function reads({ needs, deltas, previous, optional }: Rule): RuleDescription['reads'] {
  return [
    ...needs.map((fact) => ({ fact, use: '' })),
    ...deltas.map((fact) => ({ fact, use: 'its growth since the previous audit' })),
    ...previous.map((fact) => ({ fact, use: 'as it was at the previous audit' })),
    ...optional.map((fact) => ({ fact, use: 'where it can be read' })),
  ];
}

function mutes({ mutes: muted }: Rule): string {
  if (muted.length === 0) return '';
  return muted.includes('*') ? 'every other rule about the same thing' : muted.join(', ');
}
