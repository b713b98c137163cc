import type { SlowlogEntry } from '../../../lib/core/facts.ts';
import { type Condition, yearNodes } from './cluster.ts';
import type { Random } from './random.ts';

/** A command that applications send, or servers, and how long it takes. */
interface Habit {
  readonly command: string;
  readonly shape: string;
  readonly client: string;
  readonly clientName: string;
  /** Milliseconds, from and spread. */
  readonly ms: readonly [number, number];
  /** Entries of one node in five minutes, in the busiest hour. */
  readonly often: number;
  /** Hour of the day in which it is busiest, UTC; null for all day. */
  readonly hour: number | null;
}

const habits: readonly Habit[] = [
  {
    command: 'hgetall',
    shape: 'HGETALL cart:*',
    client: '10.20.8.14',
    clientName: 'shop',
    ms: [11, 30],
    often: 0.9,
    hour: 18,
  },
  {
    command: 'zrevrange',
    shape: 'ZREVRANGE top:* 0 -1 WITHSCORES',
    client: '10.20.8.15',
    clientName: 'shop',
    ms: [14, 45],
    often: 0.4,
    hour: 20,
  },
  {
    command: 'eval',
    shape: 'EVAL <script> 2 stock:* lock:*',
    client: '10.20.8.31',
    clientName: 'stock',
    ms: [12, 60],
    often: 0.3,
    hour: 11,
  },
  { command: 'keys', shape: 'KEYS sess:*', client: '10.20.8.40', clientName: 'cron', ms: [70, 25], often: 1, hour: 2 },
  {
    command: 'cluster|slots',
    shape: 'CLUSTER SLOTS',
    client: '10.20.8.14',
    clientName: '',
    ms: [10, 8],
    often: 0.05,
    hour: null,
  },
  { command: 'del', shape: 'DEL feed:*', client: '10.20.8.22', clientName: 'feed', ms: [15, 70], often: 0.1, hour: 4 },
];

/** A few a day are longer than a tenth of a second. */
const LONG_ONES = 0.0012;

/** What the slow logs of all nodes gained in the five minutes before a time. @param ids the last id of each node, which is moved on */
export function slowAt(
  at: number,
  { primaries, down }: Condition,
  ids: number[],
  random: Random,
): ReadonlyMap<number, readonly SlowlogEntry[]> {
  const leading = yearNodes.filter(({ index, shard }) => primaries[shard] === index && !down.includes(index));
  return new Map(
    leading.map(({ index }) => [index, habits.flatMap((habit) => entries(habit, at, index, ids, random))]),
  );
}

function entries(habit: Habit, at: number, node: number, ids: number[], random: Random): readonly SlowlogEntry[] {
  const expected = habit.often * busy(habit.hour, at);
  const many = Math.floor(expected) + (random(1000) < (expected % 1) * 1000 ? 1 : 0);
  return Array.from({ length: many }, () => {
    ids[node] = (ids[node] ?? 0) + 1;
    const [least, spread] = habit.ms;
    const ms = random(100_000) < LONG_ONES * 100_000 ? 110 + random(300) : Math.min(95, least + random(spread));
    return {
      id: ids[node] ?? 0,
      at: Math.round(at / 1000) - 1 - random(298),
      durationUs: ms * 1000 + random(1000),
      command: habit.command,
      shape: habit.shape,
      pattern: `${habit.command.length}f${habit.shape.length}a0${habit.often * 100}`.padEnd(16, '0'),
      argumentCount: 3,
      client: `${habit.client}:${40_000 + random(9000)}`,
      clientName: habit.clientName,
    };
  });
}

/** 1 in the busiest hour, a twentieth at the other end of the day. */
function busy(hour: number | null, at: number): number {
  if (hour === null) return 1;
  const hours = (at / 3_600_000) % 24;
  const away = Math.min(Math.abs(hours - hour), 24 - Math.abs(hours - hour));
  return hour < 6 ? (away < 0.5 ? 1 : 0.01) : Math.max(0.05, 1 - away / 8);
}
