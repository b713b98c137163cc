import type { Evidence, EvidenceValue } from '../../core/finding.ts';

/** Longer evidence is cut: the JSON report has all of it. */
const LONGEST = 280;

/** What a verdict rests on, in one line: `longestMs: 151; shape: EVAL <script>; clients: 10.0.0.8, 10.0.0.9`. Empty when there is nothing. */
export function evidenceWords(evidence: Evidence): string {
  const words = Object.entries(evidence)
    .map(([key, value]) => `${key}: ${valueWords(value)}`)
    .join('; ');
  if (words.length <= LONGEST) return words;
  return `${words.slice(0, LONGEST).replace(/\s+\S*$/, '')} … (all of it with --format json)`;
}

function valueWords(value: EvidenceValue): string {
  if (isList(value)) return value.length === 0 ? 'none' : value.map(nestedWords).join(', ');
  if (value !== null && typeof value === 'object') return nestedWords(value);
  return scalarWords(value);
}

/** Inside a list braces tell where one thing ends. */
function nestedWords(value: EvidenceValue): string {
  if (value === null || typeof value !== 'object') return scalarWords(value);
  if (isList(value)) return `[${value.map(nestedWords).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, each]) => `${key} ${nestedWords(each)}`);
  return `{${pairs.join(', ')}}`;
}

function scalarWords(value: string | number | boolean | null): string {
  if (value === null) return 'none';
  return value === '' ? 'empty' : String(value);
}

function isList(value: EvidenceValue): value is readonly EvidenceValue[] {
  return Array.isArray(value);
}
