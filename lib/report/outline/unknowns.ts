import type { Finding, MissingFact } from '../../core/finding.ts';
import type { MissReason } from '../../core/observed.ts';
import type { AuditResult } from '../../core/result.ts';
import type { ReportOptions } from '../options.ts';
import { reasonWords } from './reasons.ts';

/** Verdicts that could not be given for one and the same reason. */
export interface UnknownGroup {
  readonly reason: string;
  /** What stands between the rules and the reason: `: `, or a space where the reason goes on as a sentence. */
  readonly joint: string;
  /** What would change it; empty when nothing simple would. */
  readonly remedy: string;
  /** Rules concerned, sorted. */
  readonly rules: readonly string[];
  /** Addresses of the nodes that it lies with; empty when it lies with none in particular. */
  readonly nodes: readonly string[];
  readonly verdicts: number;
}

interface Cause {
  readonly rank: number;
  readonly reason: string;
  readonly remedy: string;
  /** It lies with no node in particular. */
  readonly everywhere?: boolean;
}

/** Unknown verdicts folded by reason: what somebody can mend first, what needs a second audit last. */
export function unknownsOf(result: AuditResult, options: ReportOptions): readonly UnknownGroup[] {
  const unknown = result.findings.filter((finding) => finding.status === 'unknown');
  const caused = unknown.map((finding) => ({ finding, cause: causeOf(finding, options) }));
  const groups = Map.groupBy(caused, ({ cause }) => cause.reason);
  return [...groups.values()]
    .sort((a, b) => (a[0]?.cause.rank ?? 0) - (b[0]?.cause.rank ?? 0) || b.length - a.length)
    .map((each) => ({
      reason: each[0]?.cause.reason ?? '',
      joint: each[0]?.cause.everywhere === true ? ' ' : ': ',
      remedy: each[0]?.cause.remedy ?? '',
      rules: [...new Set(each.map(({ finding }) => finding.rule))].sort(),
      nodes:
        each[0]?.cause.everywhere === true
          ? []
          : [...new Set(each.flatMap(({ finding }) => nodesOf(finding)))].sort((a, b) =>
              a.localeCompare(b, 'en', { numeric: true }),
            ),
      verdicts: each.length,
    }));
}

function causeOf(finding: Finding, options: ReportOptions): Cause {
  const { missing } = finding;
  if (missing.length === 0 && isFirst(finding.message)) return firstAudit(options);
  if (missing.length === 0) return { rank: 3, reason: finding.message, remedy: '' };
  if (missing.every(isComparison)) return comparison(missing[0] as MissingFact, options);
  const first = missing.find((miss) => miss.reason !== 'not-attempted') ?? (missing[0] as MissingFact);
  const words = reasonWords(first.reason);
  const wholeNode = ofWholeNode.has(first.reason);
  return {
    rank: wholeNode ? 2 : 1,
    reason: wholeNode || first.detail === '' ? words : `${words}: ${first.detail}`,
    remedy: remedies[first.reason] ?? '',
  };
}

/** These stop a whole visit, and their details name the node: one line for all of them. */
const ofWholeNode: ReadonlySet<MissReason> = new Set(['connect-refused', 'timeout', 'tls', 'auth', 'busy', 'loading']);

const remedies: Partial<Record<MissReason, string>> = {
  'no-permission': "give the auditor's user what `redis-auditor acl` prints",
  auth: 'check the user and the password',
  tls: 'check --cacert, --cert, --key and --sni',
};

function isComparison(miss: MissingFact): boolean {
  return miss.fact.startsWith('prev.') && miss.reason === 'not-attempted';
}

function comparison({ detail }: MissingFact, options: ReportOptions): Cause {
  return isFirst(detail)
    ? firstAudit(options)
    : { rank: 4, reason: detail, remedy: 'the next audit can compare again' };
}

/** In the words of the evaluator, and of rules that judge the slow log and the latency monitor. */
function isFirst(detail: string): boolean {
  return /no earlier (?:audit|visit)|not been audited before/.test(detail);
}

/** A first audit has nothing to compare with, and that is no fault. */
function firstAudit({ storedAt }: ReportOptions): Cause {
  const then =
    storedAt === undefined
      ? 'run again with --store DIR, or with --watch 60s'
      : 'the next audit with the same store judges them';
  return { rank: 5, reason: `compare with an earlier audit: ${then}`, remedy: '', everywhere: true };
}

function nodesOf(finding: Finding): readonly string[] {
  const named = finding.missing.flatMap((miss) => miss.node ?? []);
  if (named.length > 0) return named;
  return finding.resource.kind === 'node' ? [finding.resource.address ?? finding.resource.id] : [];
}
