import { copiesRecords } from '../../adapters/stores/shared/copies-records.ts';
import type { ObjectStore } from '../../adapters/stores/shared/object-store.ts';
import { recordStore } from '../../adapters/stores/shared/records.ts';
import { copiesFact } from '../../core/backup/copies-fact.ts';
import { type LossReading, lossJson, lossText } from '../../report/loss-report.ts';
import { sessionSettings } from '../audit/settings.ts';
import { type CliIo, exitCodes, widthOf } from '../io.ts';
import { openStoreToRead } from '../open-store.ts';
import type { RpoOptions } from '../rpo-command.ts';
import type { SessionSettings } from '../session.ts';
import { readLoss } from './read-loss.ts';

/** Long enough for a rate, short enough to wait for. */
const GAP_MS = 3000;

/**
 * `redis-auditor rpo`: what each way of failing would take from each shard.
 *
 * @returns 0 when every shard is within the policy, 1 when one is worse, 2 when none is and one could not be judged
 */
export async function rpoCommand(urls: readonly string[], options: RpoOptions, io: CliIo): Promise<number> {
  const { store, once, format, ...target } = options;
  const settings = await sessionSettings(urls, { ...target, audit: 'persistence' }, io);
  const known = store === undefined ? {} : await readStore(await openStoreToRead(store), settings, io);
  const reading = await readLoss(settings, {
    ...known,
    gapMs: once === true ? null : GAP_MS,
    signal: io.signal,
  });
  io.stdout(format === 'json' ? lossJson(reading) : lossText(reading, widthOf(io)));
  return exitCode(reading);
}

/** What the last audit left there, and the sets of RDBs beside it. @throws StoreError */
async function readStore(objects: ObjectStore, { cluster, policy }: SessionSettings, io: CliIo) {
  const { baselines } = await recordStore(objects).load(cluster.id);
  const looked = await copiesRecords(objects, () => io.now()).look(cluster.id);
  return { baselines, copies: copiesFact(cluster, policy, looked) };
}

function exitCode({ loss: { skipped, shards } }: LossReading): number {
  if (shards.some(({ status }) => status === 'worse')) return exitCodes.findings;
  return skipped !== undefined || shards.some(({ status }) => status === 'unknown') ? exitCodes.failed : exitCodes.fine;
}
