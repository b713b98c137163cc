import type { BundleCosts } from './bundles.ts';
import type { Timing } from './measure.ts';
import type { RdbCosts, RdbFileCost } from './rdb.ts';
import type { RdbCopyCost } from './rdb-copy.ts';
import type { BenchResults } from './results.ts';
import type { VisitCost } from './server-cost.ts';

/** One promise about speed or cost, and what became of it. */
export interface Judgement {
  readonly what: string;
  readonly target: string;
  readonly measured: string;
  /** Null where it could not be measured. */
  readonly reached: boolean | null;
}

const MOST_TIMES_RAW = 1.3;
const MOST_TIMES_EXPORTER = 0.5;
const MOST_MEGABYTES = 150;
const MOST_EVALUATION_MS = 100;
const MOST_ALERTS_MS = 1000;
const MOST_ALERTS_MEGABYTES = 200;
/** Of one exporter scrape, in microseconds of the server. */
const MOST_OF_SCRAPE = { full: 1, slowlog: 1 / 3, latency: 1 / 3 };
const MOST_SLOW_LOG_USEC = 2000;
const JUDGED_SLOW_LOG_ENTRIES = 128;

const LEAST_FRAME_RATE = 400;
const LEAST_OF_CHECKER = 1;
const LEAST_OF_CLIENT = 0.8;
const MOST_STREAM_MEGABYTES = 150;

/** Of each bundle: in thousands of bytes as it is uploaded, and over a bare start of Node. */
export const MOST_ZIPPED_KB = 260;
export const MOST_IMPORT_MS = 100;

/** Holds the results against every target. */
export function judge(results: BenchResults): readonly Judgement[] {
  return [
    ...judgeWallTimes(results),
    ...judgeSize(results),
    ...judgeAlerts(results),
    ...judgeVisits(results),
    ...judgeSlowLog(results),
  ];
}

function judgeWallTimes({ wallTimes }: BenchResults): readonly Judgement[] {
  return wallTimes.flatMap(({ nodes, audit, raw, exporter }) => [
    judgeRatio(`${nodes} nodes: full audit / raw sockets`, audit, raw, MOST_TIMES_RAW),
    judgeRatio(`${nodes} nodes: full audit / exporter scrapes`, audit, exporter, MOST_TIMES_EXPORTER),
  ]);
}

function judgeRatio(what: string, ours: Timing, theirs: Timing | undefined, most: number): Judgement {
  const target = `at most ${most}`;
  if (theirs === undefined) return { what, target, measured: 'not measured', reached: null };
  const ratio = ours.medianMs / theirs.medianMs;
  return { what, target, measured: ratio.toFixed(2), reached: ratio <= most };
}

function judgeSize({ memory, evaluation }: BenchResults): readonly Judgement[] {
  return [
    {
      what: `peak memory of one full audit of ${memory.nodes} nodes`,
      target: `below ${MOST_MEGABYTES} MB`,
      measured: `${memory.megabytes.toFixed(0)} MB`,
      reached: memory.megabytes < MOST_MEGABYTES,
    },
    {
      what: `evaluation of ${evaluation.rules} rules over ${evaluation.nodes} nodes`,
      target: `below ${MOST_EVALUATION_MS} ms`,
      measured: `${evaluation.medianMs.toFixed(1)} ms`,
      reached: evaluation.medianMs < MOST_EVALUATION_MS,
    },
  ];
}

function judgeAlerts({ alerts: { findings, medianMs, megabytes } }: BenchResults): readonly Judgement[] {
  const what = `assessment in which ${findings} checks fail`;
  return [
    {
      what: `${what}, the first one of a process`,
      target: `below ${MOST_ALERTS_MS} ms`,
      measured: `${medianMs.toFixed(0)} ms`,
      reached: medianMs < MOST_ALERTS_MS,
    },
    {
      what: `${what}: peak memory`,
      target: `below ${MOST_ALERTS_MEGABYTES} MB`,
      measured: `${megabytes.toFixed(0)} MB`,
      reached: megabytes < MOST_ALERTS_MEGABYTES,
    },
  ];
}

function judgeVisits({ visits, eventfulVisits }: BenchResults): readonly Judgement[] {
  const own = visits.filter(isOwn);
  const scrape = visits.find((visit) => !isOwn(visit));
  return [
    judgeTrips('every visit: connections, round trips', own, 1),
    judgeTrips('visits with latency history to read', eventfulVisits.filter(isOwn), 2),
    ...Object.entries(MOST_OF_SCRAPE).flatMap(([audit, most]) => {
      const visit = own.find(({ visitor }) => visitor === `${audit} audit`);
      return visit === undefined ? [] : judgeUsec(visit, scrape, most);
    }),
  ];
}

export function isOwn({ visitor }: VisitCost): boolean {
  return visitor.includes(' audit');
}

function judgeTrips(what: string, visits: readonly VisitCost[], most: number): Judgement {
  const worst = (of: (visit: VisitCost) => number): number => Math.max(...visits.map(of));
  const [connections, trips] = [worst((visit) => visit.connections), worst((visit) => visit.roundTrips)];
  return {
    what,
    target: `1, ${most}`,
    measured: `${connections}, ${trips}`,
    reached: connections === 1 && trips <= most,
  };
}

function judgeUsec(visit: VisitCost, scrape: VisitCost | undefined, most: number): readonly Judgement[] {
  const target = `at most ${most === 1 ? '1' : most.toFixed(2)}`;
  return (['warm', 'cold'] as const).map((state) => {
    const what = `server time of a ${visit.visitor} / an exporter scrape, ${state}`;
    if (scrape === undefined) return { what, target, measured: 'not measured', reached: null };
    const ratio = visit[`${state}Usec`] / scrape[`${state}Usec`];
    return { what, target, measured: ratio.toFixed(2), reached: ratio <= most };
  });
}

function judgeSlowLog({ slowLogs }: BenchResults): readonly Judgement[] {
  return slowLogs
    .filter(({ entries }) => entries === JUDGED_SLOW_LOG_ENTRIES)
    .map(({ entries, medianUsec }) => ({
      what: `reading ${entries} worst-case slow-log entries holds the node`,
      target: `at most ${MOST_SLOW_LOG_USEC / 1000} ms`,
      measured: `${(medianUsec / 1000).toFixed(2)} ms`,
      reached: medianUsec <= MOST_SLOW_LOG_USEC,
    }));
}

/** These have a table of their own. */
export function judgeBundles({ bundles }: BundleCosts): readonly Judgement[] {
  return bundles.flatMap(({ name, zippedBytes, importMs }) => [
    {
      what: `${name}: zipped`,
      target: `at most ${MOST_ZIPPED_KB} KB`,
      measured: `${(zippedBytes / 1000).toFixed(0)} KB`,
      reached: zippedBytes <= MOST_ZIPPED_KB * 1000,
    },
    {
      what: `${name}: loading it`,
      target: `at most ${MOST_IMPORT_MS} ms`,
      measured: `${importMs.toFixed(0)} ms`,
      reached: importMs <= MOST_IMPORT_MS,
    },
  ]);
}

/** These too. */
export function judgeRdb({ files, transfer, copy, memory }: RdbCosts): readonly Judgement[] {
  const share = transfer.client.medianMs / transfer.hashed.medianMs;
  const { streamedMegabytes, peakMegabytes } = memory;
  return [
    ...files.flatMap(judgeRdbFile),
    {
      what: 'transfer into a file with level 2 and SHA-256 / redis-cli --rdb',
      target: `at least ${LEAST_OF_CLIENT}`,
      measured: share.toFixed(2),
      reached: share >= LEAST_OF_CLIENT,
    },
    ...judgeCopy(copy),
    {
      what: `peak memory over ${streamedMegabytes.toFixed(0)} MB of RDB data`,
      target: `below ${MOST_STREAM_MEGABYTES} MB`,
      measured: `${peakMegabytes.toFixed(0)} MB`,
      reached: peakMegabytes < MOST_STREAM_MEGABYTES,
    },
  ];
}

function judgeCopy({ megabytes, copy, client, peakMegabytes }: RdbCopyCost): readonly Judgement[] {
  const share = client.medianMs / copy.medianMs;
  return [
    {
      what: 'a whole `backup copy` / redis-cli --rdb',
      target: `at least ${LEAST_OF_CLIENT}`,
      measured: share.toFixed(2),
      reached: share >= LEAST_OF_CLIENT,
    },
    {
      what: `peak memory of a whole \`backup copy\` of ${megabytes.toFixed(0)} MB`,
      target: `below ${MOST_STREAM_MEGABYTES} MB`,
      measured: `${peakMegabytes.toFixed(0)} MB`,
      reached: peakMegabytes < MOST_STREAM_MEGABYTES,
    },
  ];
}

function judgeRdbFile({ what, megabytes, frame, walk, checker }: RdbFileCost): readonly Judgement[] {
  const rate = megabytes / (frame.medianMs / 1000);
  const share = checker.medianMs / walk.medianMs;
  return [
    {
      what: `${what}: level 1`,
      target: `at least ${LEAST_FRAME_RATE} MB/s`,
      measured: `${rate.toFixed(0)} MB/s`,
      reached: rate >= LEAST_FRAME_RATE,
    },
    {
      what: `${what}: level 2 / redis-check-rdb`,
      target: `at least ${LEAST_OF_CHECKER}`,
      measured: share.toFixed(2),
      reached: share >= LEAST_OF_CHECKER,
    },
  ];
}
