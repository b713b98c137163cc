import type { Digest, KindCoverage, Reach } from '../../core/digest/digest.ts';
import type { Cell, Section } from './outline.ts';
import { minute, secondsWords } from './words.ts';

/** How well the cluster was looked at. */
export function coverageSection({ coverage }: Digest): Section {
  const head = { id: 'coverage' } as const;
  const { kinds, reached } = coverage;
  if (kinds.length === 0) return { ...head, notes: ['No audit was stored.'], tables: [], tone: 'warning' };
  const isLate = kinds.some((kind) => kind.isLate);
  const columns = [
    { title: 'Audit' },
    { title: 'Stored', align: 'right' as const },
    { title: 'Due at least', align: 'right' as const },
    { title: 'Longest pause' },
    { title: 'The newest reached' },
  ];
  const rows = kinds.map((kind) =>
    kindRow(
      kind,
      reached.find((each) => each.kind === kind.kind),
    ),
  );
  const table = { caption: 'Audits of each kind', columns, rows, leftOut: 0 };
  return { ...head, notes: [], tables: [table], ...(isLate ? { tone: 'warning' } : {}) };
}

function kindRow(coverage: KindCoverage, reach: Reach | undefined): readonly Cell[] {
  const { kind, runs, expected } = coverage;
  return [
    { text: kind },
    runs === 0 ? { text: '0', tone: 'critical' } : { text: String(runs) },
    { text: expected === undefined ? 'no schedule known' : String(expected) },
    gapCell(coverage),
    reachCell(reach),
  ];
}

function gapCell({ longestGapSeconds, gapFrom, isLate }: KindCoverage): Cell {
  if (longestGapSeconds === null) return { text: 'one audit only' };
  const from = gapFrom === undefined ? '' : `, from ${minute(gapFrom)}`;
  return { text: `${secondsWords(longestGapSeconds)}${from}`, ...(isLate ? { tone: 'warning' } : {}) };
}

function reachCell(reach: Reach | undefined): Cell {
  if (reach === undefined) return { text: 'not read', tone: 'warning' };
  const { answered, nodes } = reach;
  return { text: `${answered} of ${nodes} nodes`, ...(answered < nodes ? { tone: 'warning' } : {}) };
}
