import type { BundleCosts } from './bundles.ts';
import type { Sections } from './fill-in.ts';
import type { RdbCosts } from './rdb.ts';
import { bundleParts, bundleTable } from './report-bundles.ts';
import { rdbTables } from './report-rdb.ts';
import type { BenchResults } from './results.ts';
import type { VisitCost } from './server-cost.ts';
import { ms, table } from './table.ts';
import { isOwn, type Judgement, judge } from './targets.ts';

export function reportSections(results: BenchResults): Sections {
  return {
    machine: machine(results),
    targets: targets(judge(results)),
    'wall-time': wallTime(results),
    visits: visits(results.visits),
    'eventful-visits': visits(results.eventfulVisits),
    'slow-log': slowLog(results),
    ...bundleSections(results.bundles),
  };
}

export function bundleSections(costs: BundleCosts): Sections {
  return { bundles: bundleTable(costs), 'bundle-parts': bundleParts(costs) };
}

export function rdbSections(costs: RdbCosts): Sections {
  return { rdb: rdbTables(costs) };
}

function machine({ date, command, machine: parts }: BenchResults): string {
  return [`Measured on ${date} with \`${command}\`:`, '', ...parts.map((part) => `- ${part}`)].join('\n');
}

function targets(judgements: readonly Judgement[]): string {
  const word = (reached: boolean | null): string => (reached === null ? '-' : reached ? 'yes' : '**no**');
  const rows = judgements.map(({ what, target, measured, reached }) => [what, target, measured, word(reached)]);
  return table(['What', 'Target', 'Measured', 'Reached'], rows);
}

function wallTime({ wallTimes }: BenchResults): string {
  const head = [
    'Nodes',
    'Full audit',
    'Client library',
    'Raw sockets',
    'redis_exporter',
    'Audit / raw',
    'Audit / exporter',
    'With PINGs',
  ];
  const rows = wallTimes.map(({ nodes, audit, library, raw, exporter, withPingsMs }) => [
    String(nodes),
    ...[audit, library, raw].map(({ medianMs }) => ms(medianMs)),
    exporter === undefined ? '-' : ms(exporter.medianMs),
    (audit.medianMs / raw.medianMs).toFixed(2),
    exporter === undefined ? '-' : (audit.medianMs / exporter.medianMs).toFixed(2),
    ms(withPingsMs),
  ]);
  return table(head, rows);
}

function visits(costs: readonly VisitCost[]): string {
  const scrape = costs.find((cost) => !isOwn(cost));
  const share = (usec: number, ofScrape: number | undefined): string =>
    ofScrape === undefined ? `${usec}` : `${usec} (${(usec / ofScrape).toFixed(2)})`;
  const rows = costs.map(({ visitor, connections, roundTrips, commands, warmUsec, coldUsec }) => [
    visitor,
    ...[connections, roundTrips, commands].map(String),
    share(warmUsec, scrape?.warmUsec),
    share(coldUsec, scrape?.coldUsec),
  ]);
  return table(['Visit', 'Connections', 'Round trips', 'Commands', 'µs, warm', 'µs, cold'], rows);
}

function slowLog({ slowLogs }: BenchResults): string {
  const rows = slowLogs.map(({ entries, medianUsec, longestUsec, visitMs }) => [
    String(entries),
    ms(medianUsec / 1000),
    ms(longestUsec / 1000),
    ms(visitMs),
  ]);
  return table(
    ['Entries', 'Holds the node (median)', 'Longest', 'Whole visit, every entry reduced to its shape'],
    rows,
  );
}
