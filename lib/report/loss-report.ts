import type { LossResult, LossRow, ShardLoss } from '../core/loss-result.ts';
import { jsonDocument } from './json.ts';
import { beside, indent, table, wrap } from './layout.ts';
import { neutralise } from './neutral.ts';
import { failureNames, groundsWords, secondsWords, verdictOf } from './outline/loss.ts';
import { list, time } from './words.ts';

/** What `redis-auditor rpo` read. */
export interface LossReading {
  readonly cluster: { readonly id: string; readonly provider: string };
  readonly readAt: string;
  /** Seconds to the reading that rates are taken from; null where there was none. */
  readonly comparedOverSeconds: number | null;
  readonly loss: LossResult;
}

/** The reading as one JSON document. */
export function lossJson(reading: LossReading): string {
  return jsonDocument({ schemaVersion: 1, ...reading });
}

/** The reading as a table: shards of which the same is true share one. Ends with a newline. */
export function lossText(found: LossReading, width: number): string {
  const { cluster, readAt, loss, comparedOverSeconds } = neutralise(found);
  const head = [
    ...wrap(`Cluster ${cluster.id}: how many seconds of acknowledged writes each failure would take, at most`, width),
    ...wrap(`Read at ${time(readAt)}${comparedWords(comparedOverSeconds)}`, width),
  ];
  if (loss.skipped !== undefined) return lines([...head, '', ...wrap(`Skipped: ${loss.skipped}.`, width)]);
  const alike = [
    ...Map.groupBy(loss.shards, ({ status, reason, rows }) => JSON.stringify([status, reason, rows])).values(),
  ];
  const tables = alike.flatMap((shards) => ['', ...block(shards, loss.maxLossSeconds, width)]);
  return lines([...head, ...tables, '', ...wrap(closing, width)]);
}

const closing =
  'Held against policy.maxLossSeconds are a process crash, a power loss, and the promotion of a replica; the others ' +
  'are shown. docs/durability.md says what each number means.';

function comparedWords(seconds: number | null): string {
  if (seconds === null) return ', once: rates are not known';
  return `; rates are means of the ${Math.round(seconds * 10) / 10} s before`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

/** Addresses spelled out before the rest is only counted. */
const MOST_SHARDS = 12;

function block(shards: readonly ShardLoss[], maxLossSeconds: number, width: number): readonly string[] {
  const [first] = shards;
  if (first === undefined) return [];
  const names = shards.map(({ shard, primary }) => (primary === '' ? shard : `${shard} (primary ${primary})`));
  const title = `${shards.length === 1 ? 'shard' : 'shards'} ${list(names, Math.min(names.length, MOST_SHARDS))}`;
  return [
    ...wrap(`${title}: ${verdictOf(first, maxLossSeconds)}`, width),
    ...indent(columns(first.rows, width - 2), 2),
  ];
}

/** Narrower than this the grounds stand below and not beside. */
const LEAST_BESIDE = 36;

/** The way of failing, the seconds, and the grounds, wrapped. */
function columns(rows: readonly LossRow[], width: number): readonly string[] {
  const heads = table(
    rows.map((row) => [failureNames[row.failure], secondsWords(row)]),
    ['left', 'left'],
  );
  const left = Math.max(...heads.map((head) => head.length)) + 2;
  return rows.flatMap((row, index) => {
    const head = heads[index] ?? '';
    if (width - left < LEAST_BESIDE) return [head, ...indent(wrap(groundsWords(row), width - 4), 4)];
    return beside(head, wrap(groundsWords(row), width - left), left);
  });
}
