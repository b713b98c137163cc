/** `npm run bench`: measures, judges, prints, and writes the tables of docs/performance.md or docs/durability.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SLOWLOG_ENTRIES } from '../lib/core/questions.ts';
import type { EngineVersion } from '../lib/core/version.ts';
import { readServer } from '../lib/demo/find-server.ts';
import type { LocalCluster } from '../lib/demo/local-cluster.ts';
import { measureManyAlerts } from './alerts.ts';
import { measureBacktest } from './backtest.ts';
import { type BundleCosts, measureBundles } from './bundles.ts';
import { measureChaos } from './chaos/chaos.ts';
import { chaosSections, judgeChaos } from './chaos/report.ts';
import { withCluster } from './clusters.ts';
import { type Exporter, startExporter } from './contestants/exporter.ts';
import { measureEvaluation } from './evaluation.ts';
import { fillIn, type Sections } from './fill-in.ts';
import { measureFork } from './fork/fork.ts';
import { forkSections } from './fork/report.ts';
import { measureHistory } from './history.ts';
import { describeHost, describeMachine, describeServers } from './machine.ts';
import { measureMemory } from './memory.ts';
import { type BenchOptions, benchOptions } from './options.ts';
import { measurePage } from './page.ts';
import { measureRdb, type RdbCosts } from './rdb.ts';
import { bundleSections, rdbSections, reportSections } from './report.ts';
import { backtestSections, judgeBacktest } from './report-backtest.ts';
import { historySections, judgeHistory } from './report-history.ts';
import { judgePage, pageSections } from './report-page.ts';
import type { BenchResults } from './results.ts';
import { allVisitors, measureEventfulVisits, measureVisits } from './server-cost.ts';
import { type Judgement, judge, judgeBundles, judgeRdb } from './targets.ts';
import { measureWallTime, type WallTime } from './wall-time.ts';
import { measureWorstSlowLog } from './worst-slow-log.ts';

const pages = join(import.meta.dirname, '..', 'docs');

/** What one cluster was good for. */
interface Found {
  readonly wallTime: WallTime;
  readonly version: EngineVersion;
  /** Measured on the smallest cluster. */
  readonly cost?: Pick<BenchResults, 'visits' | 'eventfulVisits' | 'slowLogs'>;
  /** Measured on the largest one. */
  readonly size?: Pick<BenchResults, 'memory' | 'evaluation'>;
}

async function measureAll(options: BenchOptions, exporter: Exporter | null): Promise<BenchResults> {
  const found: Found[] = [];
  for (const size of options.sizes) {
    progress(`starting ${size} nodes`);
    found.push(await withCluster(size, options, (cluster) => measureCluster(cluster, options, exporter)));
  }
  const [smallest, largest] = [found.at(0), found.at(-1)];
  if (smallest?.cost === undefined || largest?.size === undefined) throw new Error('nothing was measured');
  const bundles = await bundleCosts(options);
  return {
    command: bundles.command,
    date: bundles.date,
    bundles,
    machine: describeMachine(smallest.version, exporter?.version),
    wallTimes: found.map(({ wallTime }) => wallTime),
    ...smallest.cost,
    ...largest.size,
    alerts: await manyAlerts(options),
  };
}

async function manyAlerts({ quick }: BenchOptions): Promise<BenchResults['alerts']> {
  progress('an assessment in which ten thousand checks fail');
  return measureManyAlerts(quick ? 1 : 9);
}

async function measureCluster(cluster: LocalCluster, options: BenchOptions, exporter: Exporter | null): Promise<Found> {
  const size = cluster.nodes.length;
  progress(`wall time of ${size} nodes, ${options.warmUp(size)} rounds to warm up and ${options.rounds} that count`);
  const wallTime = await measureWallTime(cluster, exporter, options);
  return {
    wallTime,
    version: cluster.version,
    ...(size === options.sizes.at(-1) ? { size: await measureSize(cluster, options) } : {}),
    ...(size === options.sizes.at(0) ? { cost: await measureCost(cluster, options, exporter) } : {}),
  };
}

async function measureSize(cluster: LocalCluster, { quick }: BenchOptions): Promise<NonNullable<Found['size']>> {
  progress(`memory and evaluation of ${cluster.nodes.length} nodes`);
  return { memory: await measureMemory(cluster), evaluation: await measureEvaluation(cluster, quick ? 5 : 100) };
}

async function measureCost(
  cluster: LocalCluster,
  options: BenchOptions,
  exporter: Exporter | null,
): Promise<NonNullable<Found['cost']>> {
  progress(`cost of visits, ${options.visits} of each kind`);
  // What happened while the cluster was started would make the first visits longer than the others.
  for (const node of cluster.nodes)
    await node.sendAll([
      ['LATENCY', 'RESET'],
      ['SLOWLOG', 'RESET'],
    ]);
  const visits = await measureVisits(cluster, allVisitors(exporter), options);
  const eventfulVisits = await measureEventfulVisits(cluster, exporter, options);
  progress('slow logs full of the longest entries');
  const slowLogs = [
    await measureWorstSlowLog(cluster, 128, options.rounds),
    await measureWorstSlowLog(cluster, SLOWLOG_ENTRIES, options.rounds),
  ];
  return { visits, eventfulVisits, slowLogs };
}

function bundleCosts(options: BenchOptions): Promise<BundleCosts> {
  progress(`bundles, ${options.starts} starts of each`);
  return measureBundles(options.starts, { ...origin(options), machine: describeHost() });
}

function rdbCosts(options: BenchOptions): Promise<RdbCosts> {
  progress('RDB files, a transfer, a whole copy and a stream');
  return measureRdb(options, { ...origin(options), machine: describeHost() });
}

/** What was run, and on which day. */
function origin({ only, quick }: BenchOptions): { readonly command: string; readonly date: string } {
  const flags = [...(only === undefined ? [] : [`--${only}`]), ...(quick ? ['--quick'] : [])];
  return {
    command: ['npm run bench', ...(flags.length === 0 ? [] : ['--', ...flags])].join(' '),
    date: new Date().toISOString().slice(0, 10),
  };
}

/** What a run has to say, and on which page. */
interface Outcome {
  readonly page: 'performance.md' | 'durability.md';
  readonly sections: Sections;
  readonly judgements: readonly Judgement[];
}

async function bundlesAlone(options: BenchOptions): Promise<Outcome> {
  const costs = await bundleCosts(options);
  return { page: 'performance.md', sections: bundleSections(costs), judgements: judgeBundles(costs) };
}

async function chaosAlone(options: BenchOptions): Promise<Outcome> {
  const { chaosRounds, ports } = options;
  const cells = await measureChaos({ roundsEach: chaosRounds, progress, ...(ports === undefined ? {} : { ports }) });
  const results = { ...origin(options), machine: await describeServerHost(), cells };
  return { page: 'durability.md', sections: chaosSections(results), judgements: judgeChaos(results) };
}

async function forkAlone(options: BenchOptions): Promise<Outcome> {
  const { forkMegabytes, quick, ports } = options;
  const given = { megabytes: forkMegabytes, rounds: quick ? 1 : 3, progress };
  const found = await measureFork({ ...given, ...(ports === undefined ? {} : { ports }) });
  const results = { ...origin(options), machine: await describeServerHost(), ...found };
  return { page: 'durability.md', sections: forkSections(results), judgements: [] };
}

async function describeServerHost(): Promise<readonly string[]> {
  return describeServers((await readServer()).version);
}

async function rdbAlone(options: BenchOptions): Promise<Outcome> {
  const costs = await rdbCosts(options);
  return { page: 'performance.md', sections: rdbSections(costs), judgements: judgeRdb(costs) };
}

async function historyAlone(options: BenchOptions): Promise<Outcome> {
  progress(`questions about the history of ${options.historyDays.join(' and ')} days`);
  const times = options.quick ? 1 : 3;
  const costs = await measureHistory(options.historyDays, times, { ...origin(options), machine: describeHost() });
  return { page: 'performance.md', sections: historySections(costs), judgements: judgeHistory(costs) };
}

async function pageAlone(options: BenchOptions): Promise<Outcome> {
  const days = options.historyDays[0] ?? 30;
  progress(`the page of a history of ${days} days`);
  const costs = await measurePage(days, options.quick ? 1 : 5, { ...origin(options), machine: describeHost() });
  return { page: 'performance.md', sections: pageSections(costs), judgements: judgePage(costs) };
}

async function backtestAlone(options: BenchOptions): Promise<Outcome> {
  progress(`backtests over ${options.backtestDays} days`);
  const costs = await measureBacktest(options.backtestDays, { ...origin(options), machine: describeHost() });
  return { page: 'performance.md', sections: backtestSections(costs), judgements: judgeBacktest(costs) };
}

async function everything(options: BenchOptions): Promise<Outcome> {
  const exporter = await startExporter();
  try {
    const results = await measureAll(options, exporter);
    const judgements = [...judge(results), ...judgeBundles(results.bundles)];
    return { page: 'performance.md', sections: reportSections(results), judgements };
  } finally {
    await exporter?.stop();
  }
}

async function report({ page, sections, judgements }: Outcome, { quick }: BenchOptions): Promise<void> {
  for (const [name, section] of Object.entries(sections)) console.log(`## ${name}\n\n${section}\n`);
  const missed = judgements.filter(({ reached }) => reached === false);
  const unmeasured = judgements.filter(({ reached }) => reached === null);
  const reached = judgements.length - missed.length - unmeasured.length;
  console.log(`${reached} targets reached, ${missed.length} missed, ${unmeasured.length} not measured`);
  for (const { what, target, measured } of missed) console.log(`missed: ${what} is ${measured}, target ${target}`);
  if (quick)
    console.log('A quick run says that the bench works; its times say nothing, and it writes no documentation.');
  else await writeFile(join(pages, page), fillIn(await readFile(join(pages, page), 'utf8'), sections));
}

function progress(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

const options = benchOptions(process.argv.slice(2));
const parts = {
  bundles: bundlesAlone,
  rdb: rdbAlone,
  chaos: chaosAlone,
  fork: forkAlone,
  history: historyAlone,
  page: pageAlone,
  backtest: backtestAlone,
};
await report(await (options.only === undefined ? everything : parts[options.only])(options), options);
