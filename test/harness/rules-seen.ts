import type { Finding } from '../../lib/core/finding.ts';
import type { AuditResult } from '../../lib/core/result.ts';
import { evidenceWords } from '../../lib/report/outline/evidence.ts';

/** A failing finding of a real server, for the page of its rule. */
export interface SeenFinding {
  readonly severity: string;
  readonly message: string;
  /** `node 127.0.0.1:7000`, `shard 5461`, `the cluster` */
  readonly where: string;
  /** Its evidence in one line; can be empty. */
  readonly found: string;
}

/** What rules said in the audits of one test. */
export interface SeenInTest {
  /** Rule → its first failing finding. */
  readonly failed: Map<string, SeenFinding>;
  readonly passed: Set<string>;
  /** Rules that the test is about; `undefined` where it does not tell. */
  readonly aimedAt: ReadonlySet<string> | undefined;
}

const seen = new Map<string, SeenInTest>();
let running: string | undefined;

/** Name of the test whose audits are noted from now on. */
export function nowRuns(test: string | undefined): void {
  running = test;
}

/** Test → what the audits of real servers in it said. Audits outside of a test, as in a hook, belong to none. */
export function rulesSeen(): ReadonlyMap<string, SeenInTest> {
  return seen;
}

/**
 * Notes which rules failed and passed on real servers.
 *
 * @param test where several run at the same time: which of them
 */
export function noteResult(result: AuditResult, test = running, aimedAt?: readonly string[]): AuditResult {
  if (test === undefined) return result;
  const noted = seen.get(test) ?? { failed: new Map(), passed: new Set(), aimedAt: aimedAt && new Set(aimedAt) };
  seen.set(test, noted);
  for (const finding of result.findings) {
    if (finding.status === 'pass') noted.passed.add(finding.rule);
    if (finding.status === 'fail' && !noted.failed.has(finding.rule)) noted.failed.set(finding.rule, told(finding));
  }
  return result;
}

function told({ severity, message, resource, evidence }: Finding): SeenFinding {
  const where = resource.kind === 'cluster' ? 'the cluster' : `${resource.kind} ${placeOf(resource)}`;
  return { severity, message: neutral(message), where, found: neutral(evidenceWords(evidence)) };
}

function placeOf({ kind, id, address }: Finding['resource']): string {
  return kind === 'shard' ? `of slot ${id}` : (address ?? id);
}

/** Directories of throw-away clusters say nothing to a reader. */
function neutral(text: string): string {
  return text.replace(/(?:\/[\w.-]+)*\/tmp\/[\w./-]+/g, '/var/lib/redis');
}
