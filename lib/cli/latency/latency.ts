import { collectionOptions } from '../../core/questions.ts';
import { type LatencyReading, latencyTable } from '../../report/latency-table.ts';
import { sessionSettings } from '../audit/settings.ts';
import { type CliIo, exitCodes } from '../io.ts';
import type { LatencyOptions } from '../latency-command.ts';
import { findMembers } from '../session.ts';
import { watchLatency } from './watch-latency.ts';

/** Longest silence of a node that counts as an answer. */
const { timeoutMs: TIMEOUT_MS } = collectionOptions([]);

/** Without a terminal nobody can press Ctrl-C at the right moment, so it ends by itself. */
const WITHOUT_TERMINAL_MS = 5000;

const REDRAW = '\u001b[H\u001b[J';

/**
 * `redis-auditor latency`: round trips to every node, measured at the same time, beside the stalls of this host. On a
 * terminal the table is drawn anew after each round; elsewhere only the last one is printed.
 *
 * @returns 0 when every node answered in the end, 1 when some did not, 2 when none did
 */
export async function latencyCommand(urls: readonly string[], options: LatencyOptions, io: CliIo): Promise<number> {
  const { timeoutMs = TIMEOUT_MS } = options;
  const settings = await sessionSettings(urls, { ...options, audit: 'latency' }, io);
  const members = await findMembers(settings, io.signal);
  const live = io.stdoutIsTty && options.format === 'text';
  const durationMs = options.durationMs ?? (io.stdoutIsTty ? undefined : WITHOUT_TERMINAL_MS);
  const reading = await watchLatency(
    members.map((node) => node.address),
    {
      settings: settings.connection,
      timeoutMs,
      roundMs: options.intervalMs,
      ...(durationMs === undefined ? {} : { durationMs }),
      signal: io.signal,
    },
    (latest) => {
      if (live) io.stdout(REDRAW + latencyTable(latest));
    },
  );
  if (options.format === 'json') io.stdout(`${JSON.stringify(reading, null, 2)}\n`);
  else if (!live) io.stdout(latencyTable(reading));
  return exitCode(reading);
}

function exitCode({ nodes }: LatencyReading): number {
  const answering = nodes.filter((node) => node.trouble === null && node.trips !== null).length;
  if (answering === 0) return exitCodes.failed;
  return answering === nodes.length ? exitCodes.fine : exitCodes.findings;
}
