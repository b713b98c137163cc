import type { ClusterDiff } from '../../core/diff/clusters.ts';
import type { DiffAnswer, RunRef } from '../../core/history/answers.ts';
import { type Grid, gridLines } from './grid.ts';
import { minute, page } from './words.ts';

/** What is unlike, in sections; what is the same is not told. */
export function diffText(answer: DiffAnswer, width: number): string {
  const { columns, rows } = diffGrid(answer);
  const sections = [...Map.groupBy(rows, ([section]) => section)].flatMap(([section, ofSection]) => [
    '',
    titles[String(section)] ?? String(section),
    ...gridLines({ columns: columns.slice(1), rows: ofSection.map((row) => row.slice(1)) }, width),
  ]);
  return page([
    `before: ${runsWords(answer.before)}`,
    `after:  ${runsWords(answer.after)}`,
    ...(rows.length === 0 ? ['', 'Nothing is unlike.'] : sections),
    ...notCompared(answer),
  ]);
}

const titles: Readonly<Record<string, string>> = {
  setting: 'Settings',
  topology: 'Topology',
  process: 'Processes',
  rule: 'Rules that fail, or fail no longer',
  persistence: 'What a failure would take at most',
};

function runsWords(runs: readonly RunRef[]): string {
  return runs.map(({ audit, at }) => `${audit} audit of ${minute(at)} UTC`).join(', ');
}

function notCompared({ cluster }: DiffAnswer): readonly string[] {
  if (cluster === null)
    return ['', 'Settings and topology could not be compared: the facts of one side are not stored any more.'];
  const nodes = cluster.notCompared.map(
    ({ address, reason }) => `${address}: settings could not be compared, ${reason}.`,
  );
  const topology = cluster.topology === null ? ['The topology could not be compared.'] : [];
  const lines = [...topology, ...nodes];
  return lines.length === 0 ? [] : ['', ...lines];
}

/** One row for each thing that is unlike. */
export function diffGrid({ cluster, findings, loss }: DiffAnswer): Grid {
  const rules = findings.map(({ rule, place, before, after }) => [
    'rule',
    rule,
    place,
    before ?? 'passed',
    after ?? 'passes',
  ]);
  const losses = loss.map(({ shard, failure, before, after }) => [
    'persistence',
    failure,
    `shard ${shard}`,
    before,
    after,
  ]);
  const rows = [...(cluster === null ? [] : clusterRows(cluster)), ...losses, ...rules];
  return { columns: ['section', 'what', 'where', 'before', 'after'], rows };
}

function clusterRows({ changes, topology, restarted }: ClusterDiff): readonly (readonly string[])[] {
  const { joined = [], left = [], roles = [], addresses = [], moved = [] } = topology ?? {};
  return [
    ...changes.map(({ name, address, before, after }) => ['setting', name, address, shown(before), shown(after)]),
    ...joined.map(({ address, position }) => ['topology', 'joined', address, '', position]),
    ...left.map(({ address, position }) => ['topology', 'left', address, position, '']),
    ...roles.map(({ address, before, after }) => ['topology', 'role', address, before, after]),
    ...addresses.map(({ address, before, after }) => ['topology', 'address', address, before, after]),
    ...moved.map(({ from, to, slots }) => ['topology', 'slots', slots, from ?? 'nobody', to ?? 'nobody']),
    ...restarted.map((address) => ['process', 'restarted', address, '', 'another process']),
  ];
}

function shown(value: string): string {
  return value === '' ? '(empty)' : value;
}
