/** `npm run bench`: measures, judges, prints, and writes the tables of docs/performance.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SLOWLOG_ENTRIES } from '../lib/core/questions.ts';
import type { EngineVersion } from '../lib/core/version.ts';
import type { LocalCluster } from '../lib/demo/local-cluster.ts';
import { measureManyAlerts } from './alerts.ts';
import { type BundleCosts, measureBundles } from './bundles.ts';
import { withCluster } from './clusters.ts';
import { type Exporter, startExporter } from './contestants/exporter.ts';
import { measureEvaluation } from './evaluation.ts';
import { fillIn, type Sections } from './fill-in.ts';
import { describeHost, describeMachine } from './machine.ts';
import { measureMemory } from './memory.ts';
import { type BenchOptions, benchOptions } from './options.ts';
import { measureRdb, type RdbCosts } from './rdb.ts';
import { bundleSections, rdbSections, reportSections } from './report.ts';
import type { BenchResults } from './results.ts';
import { allVisitors, measureEventfulVisits, measureVisits } from './server-cost.ts';
import { type Judgement, judge, judgeBundles, judgeRdb } from './targets.ts';
import { measureWallTime, type WallTime } from './wall-time.ts';
import { measureWorstSlowLog } from './worst-slow-log.ts';

const documentation = join(import.meta.dirname, '..', 'docs', 'performance.md');

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

function bundleCosts({ starts, quick, bundlesOnly }: BenchOptions): Promise<BundleCosts> {
  progress(`bundles, ${starts} starts of each`);
  return measureBundles(starts, originOf([...(bundlesOnly ? ['--bundles'] : []), ...(quick ? ['--quick'] : [])]));
}

/** Where the numbers of a table of its own come from. */
function originOf(flags: readonly string[]): Pick<BundleCosts, 'command' | 'date' | 'machine'> {
  return {
    command: ['npm run bench', ...(flags.length === 0 ? [] : ['--', ...flags])].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: describeHost(),
  };
}

function rdbCosts(options: BenchOptions): Promise<RdbCosts> {
  progress('RDB files, a transfer and a stream');
  return measureRdb(options, originOf(['--rdb', ...(options.quick ? ['--quick'] : [])]));
}

/** What a run has to say. */
interface Outcome {
  readonly sections: Sections;
  readonly judgements: readonly Judgement[];
}

async function bundlesAlone(options: BenchOptions): Promise<Outcome> {
  const costs = await bundleCosts(options);
  return { sections: bundleSections(costs), judgements: judgeBundles(costs) };
}

async function rdbAlone(options: BenchOptions): Promise<Outcome> {
  const costs = await rdbCosts(options);
  return { sections: rdbSections(costs), judgements: judgeRdb(costs) };
}

async function everything(options: BenchOptions): Promise<Outcome> {
  const exporter = await startExporter();
  try {
    const results = await measureAll(options, exporter);
    return { sections: reportSections(results), judgements: [...judge(results), ...judgeBundles(results.bundles)] };
  } finally {
    await exporter?.stop();
  }
}

async function report({ sections, judgements }: Outcome, { quick }: BenchOptions): Promise<void> {
  for (const [name, section] of Object.entries(sections)) console.log(`## ${name}\n\n${section}\n`);
  const missed = judgements.filter(({ reached }) => reached === false);
  const unmeasured = judgements.filter(({ reached }) => reached === null);
  const reached = judgements.length - missed.length - unmeasured.length;
  console.log(`${reached} targets reached, ${missed.length} missed, ${unmeasured.length} not measured`);
  for (const { what, target, measured } of missed) console.log(`missed: ${what} is ${measured}, target ${target}`);
  if (quick)
    console.log('A quick run says that the bench works; its times say nothing, and it writes no documentation.');
  else await writeFile(documentation, fillIn(await readFile(documentation, 'utf8'), sections));
}

function progress(text: string): void {
  process.stderr.write(`bench: ${text}\n`);
}

const options = benchOptions(process.argv.slice(2));
const measure = options.bundlesOnly ? bundlesAlone : options.rdbOnly ? rdbAlone : everything;
await report(await measure(options), options);
