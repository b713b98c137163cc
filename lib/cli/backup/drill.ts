import { drill } from '../../backup/drill.ts';
import { trialServers } from '../../demo/trial-server.ts';
import { drillJson, drillText } from '../../report/drills.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { bytesLine } from './bytes-line.ts';
import { findSets, noSets, type SetsOptions, setNamed } from './find-sets.ts';

export interface DrillOptions extends SetsOptions {
  /** Path of a server binary; undefined takes the first one on the PATH. */
  readonly server?: string;
  /** Milliseconds. */
  readonly loadTimeout: number;
}

/**
 * `redis-auditor backup drill`: restores a set into servers that are thrown away, and notes what came of it beside it.
 *
 * @returns 0 when all of the cluster was restored, 1 otherwise
 * @throws UsageError, StoreError
 */
export async function drillCommand(name: string | undefined, options: DrillOptions, io: CliIo): Promise<number> {
  const found = await findSets(options);
  const newest =
    found.sets.find(({ state }) => state === 'complete') ?? found.sets.find(({ manifest }) => manifest !== null);
  const set = name === undefined ? newest : setNamed(name, found);
  if (set === undefined) return noSets(found.store);
  const { server, loadTimeout: timeoutMs } = options;
  const progress = bytesLine(io);
  const tools = {
    store: found.store,
    servers: trialServers({ ...(server === undefined ? {} : { server }), timeoutMs }),
    now: () => io.now(),
    progress: (file: string): void => {
      io.signal.throwIfAborted();
      progress.showText(`restoring ${file}`);
    },
  };
  const done = await drill(set, tools).finally(progress.clear);
  io.stdout(options.format === 'json' ? drillJson(done) : drillText(done, widthOf(io)));
  return done.outcome === 'ok' ? exitCodes.fine : exitCodes.findings;
}
