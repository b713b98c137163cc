import type { LocalCluster } from '../lib/demo/local-cluster.ts';
import { openAuditor } from './audits.ts';
import { addressesOf } from './clusters.ts';
import { clientLibrary } from './contestants/client-library.ts';
import { type Exporter, exporterScrapes } from './contestants/exporter.ts';
import { ownAudit } from './contestants/own-audit.ts';
import { rawSockets } from './contestants/raw-sockets.ts';
import { interleave, median, type Timing } from './measure.ts';
import type { BenchOptions } from './options.ts';

/** How long a full audit of one cluster takes, beside others that do less of it. */
export interface WallTime {
  readonly nodes: number;
  readonly audit: Timing;
  /** The product's client library alone, with the same questions. */
  readonly library: Timing;
  readonly raw: Timing;
  /** Undefined where no redis_exporter is installed. */
  readonly exporter: Timing | undefined;
  /** Milliseconds of a full audit with its PINGs and its look for stalls; they are waiting, not work. */
  readonly withPingsMs: number;
}

export async function measureWallTime(
  cluster: LocalCluster,
  exporter: Exporter | null,
  { warmUp, rounds, quick }: BenchOptions,
): Promise<WallTime> {
  const addresses = addressesOf(cluster);
  const [seed = ''] = addresses;
  const own = ownAudit(seed, addresses.length);
  // The first audit alone: it reads what a new cluster's latency monitor holds, and the others learn whom to ask.
  await own.run();
  const contestants = [own, clientLibrary(own.visits), rawSockets(own.visits)];
  if (exporter !== null) contestants.push(exporterScrapes(exporter, addresses));
  const [audit, library, raw, scrapes] = await interleave(contestants, {
    warmUp: warmUp(addresses.length),
    counted: rounds,
  });
  if (audit === undefined || library === undefined || raw === undefined) throw new Error('nothing was timed');
  const withPingsMs = await timeWithPings(seed, quick ? 1 : 3);
  return { nodes: addresses.length, audit, library, raw, exporter: scrapes, withPingsMs };
}

async function timeWithPings(seed: string, runs: number): Promise<number> {
  const auditor = openAuditor(seed, { pings: true });
  const took: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await auditor.audit();
    took.push(performance.now() - started);
  }
  return median(took);
}
