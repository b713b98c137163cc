import type { AuditKind } from './facts.ts';

/**
 * Areas of the rules that a team writes for itself. Each names the kind of audit that runs its rules, besides full ones,
 * so that whoever meets an id in a history knows that without the rule.
 */
export const localAreas = {
  slowlog: 'local-slowlog',
  latency: 'local-latency',
  topology: 'local-topology',
  persistence: 'local-persistence',
} as const satisfies Record<Exclude<AuditKind, 'full'>, string>;

export type LocalArea = (typeof localAreas)[keyof typeof localAreas];

export const localAreaNames: readonly LocalArea[] = Object.values(localAreas);

/** `local-topology/too-few-zones` */
export const localRulePattern = /^local-(?:slowlog|latency|topology|persistence)\/[a-z][a-z0-9-]*$/;
