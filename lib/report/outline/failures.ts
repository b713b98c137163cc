import { type Finding, type Severity, severities } from '../../core/finding.ts';
import type { AuditResult } from '../../core/result.ts';
import type { FixStep } from '../../core/rule.ts';
import type { ReportOptions } from '../options.ts';
import { time } from '../words.ts';
import { evidenceWords } from './evidence.ts';
import { comparePlaces, type Place, placesOf } from './places.ts';

/** A rule that fails, with everything it fails for: why and what to do are then said once. */
export interface Failure {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly fix: readonly FixStep[];
  /** Where it fails; findings with the same words and the same age together. */
  readonly sightings: readonly Sighting[];
  /** Places of further sightings, too many to tell each. */
  readonly alike: readonly Place[];
  /** The place that commands are shown for. */
  readonly first: Place | undefined;
  /** The others that need the same. */
  readonly others: readonly Place[];
  /** Whether the fix has a command that each of the others needs too. */
  readonly repeated: boolean;
}

/** Different messages of one rule before the rest is only counted. */
const MOST_SIGHTINGS = 6;

export interface Sighting {
  readonly message: string;
  /** `2026-03-01 02:00:00 UTC`; empty when this audit is the first to see it. */
  readonly since: string;
  readonly places: readonly Place[];
  /** What the verdict rests on; with several places that of the first, by its name, unless all have the same. Can be empty. */
  readonly evidence: string;
}

/** Failing rules, worst first; of one severity the cluster's before the shards' and the nodes', then by shard and node. */
export function failuresOf(result: AuditResult, options: ReportOptions): readonly Failure[] {
  const placeOf = placesOf(result);
  const failing = result.findings.filter((finding) => finding.status === 'fail');
  const byRule = Map.groupBy(failing, (finding) => `${finding.severity} ${finding.rule}`);
  const failures = [...byRule.values()].map((findings) => failureOf(findings, placeOf, result, options));
  return failures.sort(compareFailures);
}

function failureOf(
  findings: readonly Finding[],
  placeOf: (resource: Finding['resource']) => Place,
  result: AuditResult,
  options: ReportOptions,
): Failure {
  const [{ rule, severity }] = findings as readonly [Finding, ...Finding[]];
  const { title = '', why = '', fix = [] } = options.rules.get(rule) ?? {};
  const sightings = sightingsOf(findings, placeOf, result);
  const places = sightings.flatMap((sighting) => sighting.places).sort(comparePlaces);
  const isRepeated = fix.some((step) => typeof step !== 'string' && step.run.includes('{host}'));
  return {
    rule,
    severity,
    title,
    why,
    fix,
    sightings: sightings.slice(0, MOST_SIGHTINGS),
    alike: sightings.slice(MOST_SIGHTINGS).flatMap((sighting) => sighting.places),
    first: places[0],
    others: places.slice(1),
    repeated: places.length > 1 && isRepeated,
  };
}

function sightingsOf(
  findings: readonly Finding[],
  placeOf: (resource: Finding['resource']) => Place,
  result: AuditResult,
): readonly Sighting[] {
  const alerts = new Map(result.alerts.map((alert) => [alert.fingerprint, alert]));
  const sinceOf = ({ fingerprint }: Finding): string => {
    const since = alerts.get(fingerprint)?.since ?? result.scheduledAt;
    return since === result.scheduledAt ? '' : time(since);
  };
  const told = findings.map((finding) => ({ finding, message: finding.message, since: sinceOf(finding) }));
  const alike = Map.groupBy(told, ({ message, since }) => `${message}\0${since}`);
  return [...alike.values()]
    .flatMap((each) => {
      const [first] = each;
      if (first === undefined) return [];
      const { message, since } = first;
      return [
        {
          message,
          since,
          ...located(
            each.map(({ finding }) => finding),
            placeOf,
          ),
        },
      ];
    })
    .sort((a, b) => compareFirst(a.places, b.places));
}

function located(
  findings: readonly Finding[],
  placeOf: (resource: Finding['resource']) => Place,
): Pick<Sighting, 'places' | 'evidence'> {
  const seen = findings
    .map(({ resource, evidence }) => ({ place: placeOf(resource), words: evidenceWords(evidence) }))
    .sort((a, b) => comparePlaces(a.place, b.place));
  const words = seen[0]?.words ?? '';
  const same = seen.every((each) => each.words === words);
  return {
    places: seen.map(({ place }) => place),
    evidence: same || words === '' ? words : `on ${seen[0]?.place.name}: ${words}`,
  };
}

function compareFailures(a: Failure, b: Failure): number {
  const kinds = ['cluster', 'shard', 'node'];
  const kind = (failure: Failure): number => kinds.indexOf(failure.first?.kind ?? 'node');
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    kind(a) - kind(b) ||
    compareFirst([a.first], [b.first]) ||
    a.rule.localeCompare(b.rule, 'en')
  );
}

function compareFirst(a: readonly (Place | undefined)[], b: readonly (Place | undefined)[]): number {
  return a[0] === undefined || b[0] === undefined ? 0 : comparePlaces(a[0], b[0]);
}
