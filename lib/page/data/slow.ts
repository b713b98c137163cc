import { counted } from '../../history/ask/slow.ts';
import type { History } from '../../history/read-model.ts';
import type { Row } from '../../history/rows.ts';
import type { SlowCell, SlowPage, SlowShape } from '../page-data.ts';
import type { NodeList } from './node-list.ts';
import { byCluster, numberIn, seconds, stepOf, textIn } from './values.ts';

/** Shapes that are shown, those that took the most time first. */
const MOST_SHAPES = 200;

/** Cells of a cluster at most; the shapes that took the least time go without a trend. */
const MOST_CELLS = 30_000;

const HOUR = 3600;
const DAY = 24 * HOUR;

export interface SlowParts {
  readonly page: SlowPage;
  readonly leftOut: readonly string[];
}

/**
 * Shapes of slow commands with their trend: by hours up to three days, else by days. What counts is what counts in a
 * report.
 *
 * @param range its length, seconds
 */
export async function slowParts(
  history: History,
  range: number,
): Promise<(cluster: string, nodes: NodeList) => SlowParts> {
  const step = range <= 3 * DAY ? HOUR : DAY;
  await history.database.run(`CREATE OR REPLACE TEMP TABLE counted_entries AS ${counted}`);
  const [shapes, cells, clients] = await Promise.all([
    history.rows(`
      SELECT cluster, pattern, arg_max(shape, ran_at) AS shape, arg_max(command, ran_at) AS command, count(*) AS n,
        CAST(sum(duration_us) AS BIGINT) AS total, CAST(quantile_disc(duration_us, 0.99) AS BIGINT) AS p99,
        max(duration_us) AS longest, ${seconds('min(ran_at)')} AS first, ${seconds('max(ran_at)')} AS last
      FROM counted_entries GROUP BY cluster, pattern ORDER BY total DESC, pattern`),
    history.rows(`
      SELECT cluster, pattern, node_id, ${stepOf('ran_at', step)} AS "at",
        CAST(floor(4 * log2(greatest(duration_us, 1))) AS BIGINT) AS bin, count(*) AS n,
        CAST(sum(duration_us) AS BIGINT) AS total, max(duration_us) AS longest
      FROM counted_entries GROUP BY ALL ORDER BY "at", pattern, node_id, bin`),
    history.rows(`
      SELECT cluster, pattern, client_host, client_name, count(*) AS n FROM counted_entries GROUP BY cluster, pattern, client_host, client_name
      QUALIFY row_number() OVER (PARTITION BY cluster, pattern ORDER BY n DESC, client_host, client_name) <= 8
      ORDER BY n DESC, client_host, client_name`),
  ]);
  const [shapesOf, cellsOf, clientsOf] = [byCluster(shapes), byCluster(cells), byCluster(clients)];
  return (cluster, nodes) => {
    const all = shapesOf(cluster);
    const shown = all.slice(0, MOST_SHAPES).map((row) => shapeIn(row, clientsOf(cluster)));
    const trend = fitting(cellsIn(cellsOf(cluster), shown, nodes));
    const leftOut = [
      ...(all.length > MOST_SHAPES ? [`${all.length - MOST_SHAPES} shapes of slow commands that took least time`] : []),
      ...(trend.shapes < shown.length ? [`the trend of all but ${trend.shapes} shapes of slow commands`] : []),
    ];
    return { page: { step, shapes: shown, cells: trend.cells }, leftOut };
  };
}

/** The cells of as many shapes as there is room for. @param cells of shapes in order of importance */
function fitting(cells: readonly SlowCell[]): { readonly cells: readonly SlowCell[]; readonly shapes: number } {
  if (cells.length <= MOST_CELLS) return { cells, shapes: Number.POSITIVE_INFINITY };
  const counts = new Map<number, number>();
  for (const [shape] of cells) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  let [shapes, room] = [0, MOST_CELLS];
  while (room >= (counts.get(shapes) ?? 0)) {
    room -= counts.get(shapes) ?? 0;
    shapes += 1;
  }
  return { cells: cells.filter(([shape]) => shape < shapes), shapes };
}

function cellsIn(rows: readonly Row[], shapes: readonly SlowShape[], nodes: NodeList): readonly SlowCell[] {
  const places = new Map(shapes.map(({ pattern }, index) => [pattern, index]));
  return rows.flatMap((row): readonly SlowCell[] => {
    const shape = places.get(textIn(row, 'pattern'));
    const node = nodes.placeOf(textIn(row, 'node_id'));
    const number = (name: string): number => numberIn(row, name);
    if (shape === undefined || node === undefined) return [];
    return [[shape, node, number('at'), number('bin'), number('n'), number('total'), number('longest')]];
  });
}

function shapeIn(row: Row, clients: readonly Row[]): SlowShape {
  const pattern = textIn(row, 'pattern');
  return {
    pattern,
    shape: textIn(row, 'shape'),
    command: textIn(row, 'command'),
    count: numberIn(row, 'n'),
    totalUs: numberIn(row, 'total'),
    p99Us: numberIn(row, 'p99'),
    maxUs: numberIn(row, 'longest'),
    firstAt: numberIn(row, 'first'),
    lastAt: numberIn(row, 'last'),
    clients: clients
      .filter((client) => client.pattern === pattern)
      .map((client) => ({
        host: textIn(client, 'client_host'),
        name: textIn(client, 'client_name'),
        count: numberIn(client, 'n'),
      })),
  };
}
