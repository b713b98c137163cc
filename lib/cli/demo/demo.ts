import type { AuditResult } from '../../core/result.ts';
import { rulesById } from '../../core/rules-by-id.ts';
import { factsKey, messageKey } from '../../core/storage-keys.ts';
import { plantCarelessSetup } from '../../demo/faults.ts';
import { fillCluster } from '../../demo/fill.ts';
import { type LocalCluster, startLocalCluster } from '../../demo/local-cluster.ts';
import { textReport } from '../../report/text.ts';
import { sessionSettings } from '../audit/settings.ts';
import { wantsColour } from '../colour.ts';
import type { DemoOptions } from '../demo-command.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { openSession } from '../session.ts';

/** Where the demonstration keeps what it saw, below the current directory. */
const DIRECTORY = 'audit-history';

/** Enough that losing them would show. */
const KEYS = 6000;

/**
 * `redis-auditor demo`: a real cluster on loopback, the faults of a careless set-up planted in it between two audits,
 * and the report of the second one.
 *
 * @returns 0: it did what it is for, whatever it found
 */
export async function demoCommand(options: DemoOptions, io: CliIo): Promise<number> {
  const say = (line: string): void => io.stderr(`${line}\n`);
  say('Starting 3 primaries and 3 replicas on 127.0.0.1 …');
  const cluster = await startLocalCluster(options.server === undefined ? {} : { server: options.server });
  try {
    const result = await auditBeforeAndAfter(cluster, io, say);
    io.stdout(`${report(result, options, io)}\n`);
    if (options.keep) await untilInterrupted(cluster, io, say);
  } finally {
    say('Stopping the cluster.');
    await cluster.stop();
  }
  return exitCodes.fine;
}

/** The first audit gives the second one something to compare with. */
async function auditBeforeAndAfter(
  cluster: LocalCluster,
  io: CliIo,
  say: (line: string) => void,
): Promise<AuditResult> {
  await fillCluster(cluster, KEYS);
  const seeds = cluster.primaries.slice(0, 1).map((node) => node.address);
  const settings = await sessionSettings(seeds, { store: DIRECTORY, audit: 'full' }, io);
  // Every run makes another cluster, so each has a name and a history of its own.
  const id = `demo-${new Date(io.now()).toISOString().slice(0, 19).replace(/[-:]/g, '')}`;
  const session = openSession({ ...settings, cluster: { id, provider: 'self-managed' } });
  say('First audit: the cluster as it should be.');
  await session.audit(io.signal);
  await plantCarelessSetup(cluster, { progress: (what) => say(`Careless: ${what}`) });
  say('Second audit.');
  return session.audit(io.signal);
}

function report(result: AuditResult, options: DemoOptions, io: CliIo): string {
  const { cluster, scheduledAt, audit } = result;
  const run = { cluster, scheduledAt, audit };
  return textReport(result, {
    rules: rulesById(),
    colour: wantsColour(io, options.color),
    width: widthOf(io),
    storedAt: DIRECTORY,
    next: [
      `The alert as it would have been mailed: ${DIRECTORY}/${messageKey(run)}`,
      `All facts of the audit, redacted: ${DIRECTORY}/${factsKey(run)}`,
      'Your own cluster: npm start -- audit redis://HOST:PORT',
      "What a slow command means: npm start -- explain 'CLUSTER SLOTS'",
    ],
  });
}

async function untilInterrupted(cluster: LocalCluster, io: CliIo, say: (line: string) => void): Promise<void> {
  say(`The cluster stays at ${cluster.primaries.map((node) => node.address).join(', ')} until Ctrl-C.`);
  await new Promise<void>((resolve) => {
    const alive = setInterval(() => undefined, 60_000);
    const end = (): void => {
      clearInterval(alive);
      resolve();
    };
    if (io.signal.aborted) end();
    io.signal.addEventListener('abort', end, { once: true });
  });
}
