import { setTimeout as delay } from 'node:timers/promises';
import type { Arena, ShardNow } from './arena.ts';
import { type Load, startLoad } from './load.ts';
import { lossOf, missingRecords } from './loss.ts';
import { type Prediction, predict } from './predict.ts';
import type { Deed, Scenario } from './scenarios.ts';

/** What one fault took, beside what had been predicted just before. */
export interface Round {
  readonly acknowledged: number;
  readonly lostRecords: number;
  /** Infinity for everything. */
  readonly predictedSeconds: number;
  readonly seenSeconds: number;
  /** Reality was worse than predicted. */
  readonly worse: boolean;
}

/** Enough of them for a loss to show, and few enough to be read back quickly. */
const LOAD_MS = 800;
const LEAST_RECORDS = 200;

let rounds = 0;

/** Writes, reads the prediction, makes the fault, mends it, and reads every acknowledged record back. */
export async function playRound(arena: Arena, scenario: Scenario, index: number): Promise<Round> {
  const shard = await arena.shard(index);
  const load = await startLoad(shard.primary, `${await tagOf(shard)}:${rounds++}`);
  try {
    await load.untilAcknowledged(LEAST_RECORDS);
    await delay(scenario.loadMs ?? LOAD_MS);
    await scenario.before?.(shard);
    const prediction = await predict(witnessOf(arena, shard), shard.id);
    const deed = await scenario.deed(shard);
    await load.stop();
    await arena.shard(index);
    const round = judge(await missingRecords(deed.survivor, load), load, { scenario, prediction, deed });
    await deed.survivor.send('FLUSHALL');
    return round;
  } finally {
    await load.stop();
  }
}

/** A node that no fault concerns. */
function witnessOf({ cluster }: Arena, { primary, replica }: ShardNow): ShardNow['primary'] {
  const witness = cluster.nodes.find((node) => node !== primary && node !== replica);
  if (witness === undefined) throw new Error('there is only one shard');
  return witness;
}

/** A hash tag whose slot belongs to the shard. */
async function tagOf({ primary }: ShardNow): Promise<string> {
  for (let number = 0; number < 1000; number++) {
    const tag = `{c${number}}`;
    const [reply] = await primary.sendAll([['GET', tag]]);
    if (!(reply instanceof Error)) return tag;
  }
  throw new Error(`${primary.address} has no slot for any tag`);
}

/** A primary that was only stopped is held to two rows: before it was, and after it went on. */
function judge(
  missing: readonly number[],
  load: Load,
  { scenario, prediction, deed }: { readonly scenario: Scenario; readonly prediction: Prediction; readonly deed: Deed },
): Round {
  const { failure, growing } = scenario;
  const { failedAt, resumedAt = Number.POSITIVE_INFINITY } = deed;
  const cutOff = deed.resumedAt === undefined ? 0 : prediction.of('cutOff');
  const sinceReading = growing === true ? (failedAt - prediction.at) / 1000 : 0;
  const predicted = failure === null ? 0 : prediction.of(failure) + sinceReading;
  const lost = lossOf(missing, load, failedAt, [Number.NEGATIVE_INFINITY, resumedAt]);
  const later = lossOf(missing, load, resumedAt, [resumedAt, Number.POSITIVE_INFINITY]);
  return {
    acknowledged: load.acknowledged.size,
    lostRecords: missing.length,
    predictedSeconds: predicted + cutOff,
    seenSeconds: lost.seconds + later.seconds,
    worse: isWorse(lost, predicted) || isWorse(later, cutOff),
  };
}

function isWorse(
  { records, seconds }: { readonly records: number; readonly seconds: number },
  predicted: number,
): boolean {
  return predicted === 0 ? records > 0 : seconds > predicted;
}
