import { AUDITOR_CLIENT_NAME } from '../../core/client-name.ts';
import { explainCommand } from '../../core/explain/explain.ts';
import type { SlowGroup, SlowlogAnswer } from '../../core/history/answers.ts';
import { COUNT_FROM_MS } from '../../core/slow-entries.ts';
import type { History, Row } from '../read-model.ts';
import { loadRuns } from './runs.ts';
import { headOf, number, text, texts } from './words.ts';

/** How the slow logs of a range are looked at. */
export interface SlowQuestion {
  readonly by: SlowlogAnswer['by'];
  readonly sort: 'total' | 'count' | 'p99';
  /** Groups that are shown. */
  readonly top: number;
}

/**
 * What ran long in a range, taken together. What counts is what counts in a report: entries of 10 ms and more, not the
 * auditor's own, and not those of replicas that do what their primary did.
 *
 * @throws StoreError, NoHistoryError
 */
export async function slowCommands(history: History, { by, sort, top }: SlowQuestion): Promise<SlowlogAnswer> {
  await history.load('slowlog');
  const [totals] = await history.rows(
    `SELECT (SELECT count(*) FROM slowlog) AS read, (SELECT count(*) FROM (${counted})) AS entries`,
  );
  const read = number(totals ?? {}, 'read');
  // Without an entry it has to be known that somebody looked.
  if (read === 0) await loadRuns(history, "kind = 'summary'");
  const rows = await history.rows(groupsSql(by, sort));
  const groups = rows.slice(0, top).map((row) => groupOf(row, by));
  return {
    ...headOf(history),
    by,
    entries: number(totals ?? {}, 'entries'),
    read,
    groups,
    left: rows.length - groups.length,
  };
}

/** A replica is sent what its primary did from the address on which the primary listens. */
export const counted = `SELECT * FROM slowlog WHERE duration_us >= ${COUNT_FROM_MS * 1000}
  AND client_name IS DISTINCT FROM '${AUDITOR_CLIENT_NAME}'
  AND NOT EXISTS (SELECT 1 FROM (SELECT DISTINCT cluster, address FROM slowlog) AS nodes
    WHERE nodes.address = slowlog.client AND nodes.cluster = slowlog.cluster)`;

const CLIENT =
  "CASE client WHEN '?:0' THEN 'a script' ELSE concat(nullif(client_name, '') || ' ', '(', client_host, ')') END";

const groupings = { shape: 'pattern', node: 'address', client: CLIENT } as const;
const names = { shape: 'any_value(shape)', node: 'any_value(address)', client: `any_value(${CLIENT})` } as const;
const orders = { total: 'total', count: 'count', p99: 'p99' } as const;

function groupsSql(by: SlowQuestion['by'], sort: SlowQuestion['sort']): string {
  return `SELECT ${names[by]} AS name, any_value(command) AS command, count(*) AS count, sum(duration_us) / 1000 AS total,
    quantile_cont(duration_us, 0.99) / 1000 AS p99, max(duration_us) / 1000 AS longest, min(ran_at) AS first, max(ran_at) AS last,
    ${mostOf('address')} AS nodes, ${mostOf(CLIENT)} AS clients
    FROM (${counted}) GROUP BY ${groupings[by]} ORDER BY ${orders[sort]} DESC, name`;
}

/** Nodes or clients that are named, most entries first. */
function mostOf(expression: string): string {
  return `list_slice(list_transform(list_reverse_sort(list_transform(map_entries(histogram(${expression})), each -> (each.value, each.key))), each -> each[2]), 1, 5)`;
}

function groupOf(row: Row, by: SlowQuestion['by']): SlowGroup {
  const round = (name: string): number => Math.round(number(row, name) * 10) / 10;
  const [name, command] = [text(row, 'name'), text(row, 'command')];
  return {
    name,
    command: by === 'shape' ? command : null,
    count: number(row, 'count'),
    totalMs: round('total'),
    p99Ms: round('p99'),
    longestMs: round('longest'),
    firstAt: text(row, 'first'),
    lastAt: text(row, 'last'),
    nodes: texts(row, 'nodes'),
    clients: texts(row, 'clients'),
    ...(by === 'shape' ? { advice: adviceOn(command, name) } : {}),
  };
}

function adviceOn(command: string, shape: string): { readonly what: string; readonly todo: string } {
  const { what, todo } = explainCommand(command, shape);
  return { what, todo };
}
