import { advance } from './advance.ts';
import type { AlertState, AlertTransition } from './alert.ts';
import { type AlertBook, closeBook, enter, lookForFlapping, openBook } from './alert-book.ts';
import type { AlertSettings } from './alert-settings.ts';
import { hadItsTurn, withTurn } from './audit-order.ts';
import { endings } from './endings.ts';
import type { ClusterFacts } from './facts.ts';
import type { Finding } from './finding.ts';
import type { EnabledRule, Rule } from './rule.ts';
import { rememberUpheavals, type SeenUpheavals } from './upheavals.ts';

/** What one audit found, and by which declarations it is decided on. */
export interface AuditVerdicts {
  readonly facts: ClusterFacts;
  /** Without those that are old news. */
  readonly findings: readonly Finding[];
  /** Rules that this kind of audit runs. */
  readonly rules: readonly EnabledRule[];
  /** Every rule there is, by its id. */
  readonly catalogue: ReadonlyMap<string, Rule>;
  readonly upheavals: SeenUpheavals;
  readonly settings: AlertSettings;
}

/** What one audit changes. */
export interface Decision {
  readonly alerts: AlertState;
  /** Every change and every decision with its reason, in the order of the findings. */
  readonly transitions: readonly AlertTransition[];
}

/**
 * Moves the alerts on by one audit. An alert whose rule this audit did not run stays as it is. A run that had its turn
 * changes nothing.
 */
export function decide(before: AlertState, audit: AuditVerdicts): Decision {
  const { facts, rules, catalogue, settings } = audit;
  if (hadItsTurn(before.lastRunOf, facts)) return { alerts: before, transitions: [] };
  const book = openBook(before, facts.scheduledAt, settings);
  enterFindings(book, audit);
  for (const over of endings([...book.alerts.values()], facts, { rules, catalogue, isNewest: isNewest(before, facts) }))
    enter(book, { alert: over.alert, transition: over });
  const upheavals = rememberUpheavals(before.upheavals, audit.upheavals, book.at, settings.quietSeconds);
  const lastRunOf = withTurn(before.lastRunOf, facts);
  const alerts: AlertState = { schemaVersion: 1, lastRunOf, ...closeBook(book), upheavals };
  return { alerts, transitions: book.transitions };
}

const asDeclared = { failureThreshold: 1, successThreshold: 1 };

function enterFindings(book: AlertBook, { facts: { audit }, findings, rules, settings }: AuditVerdicts): void {
  const { escalateAfterHours } = settings;
  const alarmed = new Set(Array.from(book.alerts.values(), ({ rule }) => rule));
  const enabled = new Map(rules.map((rule) => [rule.rule.id, rule]));
  for (const finding of findings) {
    // Nearly all of them: nothing was wrong with it, and nothing is.
    if (finding.status !== 'fail' && !alarmed.has(finding.rule)) continue;
    const alert = book.alerts.get(finding.fingerprint);
    const rule = enabled.get(finding.rule);
    const counting = { at: book.at, audit, perKind: rule?.rule.perKind ?? false, escalateAfterHours };
    enter(book, advance(alert, finding, { ...counting, thresholds: rule ?? asDeclared }));
    if (finding.status !== 'unknown') lookForFlapping(book, finding.fingerprint);
  }
}

/** Who is a member is said by the newest run alone: a node may have joined since an older one. */
function isNewest({ lastRunOf }: AlertState, { scheduledAt }: ClusterFacts): boolean {
  return Object.values(lastRunOf).every((last) => last <= scheduledAt);
}
