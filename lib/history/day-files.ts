import { type DayTools, type Fetched, readObjects } from './objects.ts';
import { earlierPack, findPack, keepPack, type Pack, type Problem } from './pack.ts';
import { soundLines } from './sound-lines.ts';
import type { DayObjects } from './source.ts';

/**
 * The lines of one day as a file for DuckDB: those that are in order and say something, each once, also where objects
 * of single runs are still beside the one in which they were joined. It is kept, so that the next one who asks waits for
 * nothing but DuckDB.
 *
 * @throws StoreError
 */
export async function packOf(day: DayObjects, tools: DayTools): Promise<Pack> {
  const found = await findPack(tools.cache, day);
  if (found !== undefined) return found;
  const before = day.joined === undefined ? await earlierPack(tools.cache, day) : undefined;
  const keys = [...(day.joined === undefined ? [] : [day.joined]), ...day.runs];
  const bodies = await readObjects(
    keys.filter((key) => !before?.keys.has(key)),
    tools,
    day.kind === 'facts',
  );
  const { lines, problems } = gather(day, bodies);
  const foreign = day.foreign.map((key) => ({ key, reason: 'is no object of the auditor' }));
  const known = before?.problems.filter(({ key }) => before.keys.has(key)) ?? [];
  const text = `${before?.text ?? ''}${lines.map((line) => `${line}\n`).join('')}`;
  const isWhole = [...bodies.values()].every((body) => typeof body !== 'string');
  return keepPack(tools.cache, day, { text, problems: [...foreign, ...known, ...problems], isWhole });
}

function gather(day: DayObjects, bodies: ReadonlyMap<string, Fetched>) {
  const lines: string[] = [];
  const problems: Problem[] = [];
  let joined: ReadonlySet<string> = new Set();
  for (const [key, body] of bodies) {
    const found = typeof body === 'string' ? body : soundLines(day, body);
    if (typeof found === 'string') problems.push({ key, reason: found });
    else if (key === day.joined) joined = new Set(found);
    // Whoever joined them was interrupted before deleting them.
    if (typeof found !== 'string' && (key === day.joined || !isAmong(found, joined))) lines.push(...found);
  }
  return { lines, problems };
}

function isAmong(found: readonly string[], joined: ReadonlySet<string>): boolean {
  return found.every((line) => joined.has(line));
}
