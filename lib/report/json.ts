import type { Finding } from '../core/finding.ts';
import type { AuditResult } from '../core/result.ts';
import { unprintable } from './neutral.ts';

/**
 * The audit as one JSON document, for programs: everything that was found, nothing shortened. Absent facts stand in
 * `missing` by name; why each is absent is in `missingFacts`.
 */
export function jsonReport(result: AuditResult): string {
  const { schemaVersion, runId, audit, cluster, scheduledAt, startedAt, durationMs, summary, nodes, ...rest } = result;
  const { findings, alerts, notifications, silences, silencesProblem, slowCommands, latency, loss } = rest;
  const document = {
    schemaVersion,
    runId,
    audit,
    cluster,
    scheduledAt,
    startedAt,
    durationMs,
    summary,
    nodes,
    findings: findings.map(findingDocument),
    alerts,
    notifications,
    silences,
    ...(silencesProblem === undefined ? {} : { silencesProblem }),
    slowCommands,
    latency,
    ...(loss === undefined ? {} : { loss }),
  };
  return jsonDocument(document);
}

/** A document as it is printed: JSON with nothing in it that a terminal would obey. Ends with a newline. */
export function jsonDocument(document: object): string {
  return `${visible(JSON.stringify(document, null, 2))}\n`;
}

function findingDocument(finding: Finding): object {
  const { rule, severity, status, resource, message, evidence, fingerprint, missing, notYetClear } = finding;
  const names = [...new Set(missing.map(({ fact }) => fact))];
  const facts = missing.length === 0 ? {} : { missingFacts: missing };
  const narrow = notYetClear === undefined ? {} : { notYetClear };
  return { rule, severity, status, resource, message, evidence, fingerprint, missing: names, ...facts, ...narrow };
}

/** JSON leaves DEL, C1 controls and direction marks as they are; a terminal would obey them. The document stays the same. */
function visible(json: string): string {
  return json.replace(unprintable, (character) => (character === '\n' ? character : codeUnits(character)));
}

function codeUnits(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
