import { UnreadableObjectError } from './core/errors.ts';
import {
  type DayIndex,
  isAt,
  type JoinedOutcome,
  MOST_UNPACKED_BYTES,
  membersOf,
  offsets,
  parseDayIndex,
  type SmallObject,
  settledDays,
  type TextSize,
} from './core/joined-day.ts';
import { dayKey, dayPrefix, indexKey, joinedKinds, placeOfSmall, type StoredDay } from './core/storage-keys.ts';
import type { JoiningStore } from './ports.ts';
import { readAhead } from './read-ahead.ts';
import { throwTogether } from './throw-together.ts';

/** Where days are joined. */
export interface RollUpTools {
  readonly objects: JoiningStore;
  /** What a gzip object holds; null for what is none. */
  readonly measureText: (body: Uint8Array) => Promise<TextSize | null>;
}

/** Which days. */
export interface RollUpInput {
  readonly clusterId: string;
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Days that are looked at, back from the newest that can be joined. */
  readonly lookBackDays: number;
}

/** A day that is larger stays as it is: all of it is in memory twice while it is joined. */
const MOST_BYTES = 96 * 2 ** 20;

/**
 * Joins the small objects of finished days into one for each kind and day, and deletes them.
 *
 * The order of effects: the joined object is created, read back and compared byte by byte, then its index is created,
 * and then the small ones go, each after it was compared with its place in the joined one. Readers believe the index
 * alone. So a crash at any point loses nothing and doubles nothing, and the next run goes on.
 *
 * @returns days of which there was anything to do
 * @throws UnreadableObjectError for days that cannot be joined, when all others are, StoreError
 */
export async function rollUp(input: RollUpInput, tools: RollUpTools): Promise<readonly JoinedOutcome[]> {
  const outcomes: JoinedOutcome[] = [];
  const failures: unknown[] = [];
  for (const day of settledDays(input.now, input.lookBackDays)) {
    for (const kind of joinedKinds) {
      const outcome = await joinDay({ kind, clusterId: input.clusterId, day }, tools).catch((error: unknown) => {
        if (!(error instanceof UnreadableObjectError)) throw error;
        failures.push(error);
      });
      if (outcome !== undefined && outcome.joined + outcome.left > 0) outcomes.push(outcome);
    }
  }
  throwTogether(failures);
  return outcomes;
}

async function joinDay(stored: StoredDay, tools: RollUpTools): Promise<JoinedOutcome> {
  const keys = await smallKeys(stored, tools.objects);
  if (keys.length === 0) return { ...stored, joined: 0, left: 0 };
  const smalls = await readSmalls(keys, tools);
  const index = (await loadIndex(stored, tools.objects)) ?? (await join(stored, smalls, tools));
  const joined = index === null ? 0 : await deleteJoined(stored, index, smalls, tools.objects);
  return { ...stored, joined, left: keys.length - joined };
}

async function smallKeys(stored: StoredDay, objects: JoiningStore): Promise<readonly string[]> {
  const found: string[] = [];
  for (let after = ''; ; ) {
    const keys = await objects.list(dayPrefix(stored), after);
    found.push(...keys.filter((key) => placeOfSmall(key) !== undefined));
    const last = keys.at(-1);
    if (last === undefined) return found;
    after = last;
  }
}

/** What is no gzip object is left out: in the middle of a joined one it would hide all that is behind it. */
async function readSmalls(keys: readonly string[], tools: RollUpTools): Promise<readonly SmallObject[]> {
  const smalls: SmallObject[] = [];
  let [packed, unpacked] = [0, 0];
  for await (const small of readAhead(keys, (key) => readSmall(key, tools))) {
    if (small === null) continue;
    smalls.push(small);
    packed += small.body.length;
    unpacked += small.text.bytes;
    if (packed > MOST_BYTES || unpacked > MOST_UNPACKED_BYTES) throw tooLarge(keys[0] ?? '', tools.objects);
  }
  return smalls;
}

async function readSmall(key: string, { objects, measureText }: RollUpTools): Promise<SmallObject | null> {
  const body = (await objects.read(key))?.body;
  const name = placeOfSmall(key)?.name;
  if (body === undefined || name === undefined) return null;
  const text = await measureText(body);
  return text === null ? null : { name, body, text };
}

/** @returns null where nothing can be joined */
async function join(
  stored: StoredDay,
  smalls: readonly SmallObject[],
  { objects, measureText }: RollUpTools,
): Promise<DayIndex | null> {
  if (smalls.length === 0) return null;
  await objects.create(dayKey(stored), Buffer.concat(smalls.map(({ body }) => body)));
  // What is there may be of an earlier attempt, before a small object came late.
  const body = (await objects.read(dayKey(stored)))?.body ?? new Uint8Array();
  const members = membersOf(body, smalls);
  const lines = members?.reduce((sum, member) => sum + member.lines, 0);
  if (members === null || lines !== (await measureText(body))?.lines) throw unlike(dayKey(stored), objects);
  const index: DayIndex = { schemaVersion: 1, members };
  await objects.create(indexKey(stored), Buffer.from(`${JSON.stringify(index)}\n`));
  return loadIndex(stored, objects);
}

/** @throws UnreadableObjectError when it is damaged: nothing of that day is touched then */
async function loadIndex(stored: StoredDay, objects: JoiningStore): Promise<DayIndex | null> {
  const found = await objects.read(indexKey(stored));
  if (found === null) return null;
  const index = parseDayIndex(Buffer.from(found.body).toString('utf8'));
  if (index !== null) return index;
  const hint = 'Move it away together with its day.json.gz, if the small objects of that day are still there.';
  throw new UnreadableObjectError(`${indexKey(stored)} in ${objects.location} is no index of this version`, hint);
}

/** Only what is in the joined object, byte by byte, goes. @returns how many went */
async function deleteJoined(
  stored: StoredDay,
  index: DayIndex,
  smalls: readonly SmallObject[],
  objects: JoiningStore,
): Promise<number> {
  const places = offsets(index);
  const body = (await objects.read(dayKey(stored)))?.body ?? new Uint8Array();
  const going = smalls.filter(({ name, body: small }) => {
    const place = places.get(name);
    return place !== undefined && place.bytes === small.length && isAt(body, place.offset, small);
  });
  const gone = readAhead(going, ({ name }) => objects.delete(`${dayPrefix(stored)}${name}`));
  let count = 0;
  for await (const _ of gone) count++;
  return count;
}

function tooLarge(key: string, { location }: JoiningStore): UnreadableObjectError {
  return new UnreadableObjectError(
    `the objects of one day are too large to join, from ${key} in ${location} on`,
    'They stay as they are and can be read. Audit less often, or raise slowlog-log-slower-than: a day has hundreds of megabytes.',
  );
}

function unlike(key: string, { location }: JoiningStore): UnreadableObjectError {
  return new UnreadableObjectError(
    `${key} in ${location} is not what the small objects beside it come to`,
    'Nothing was deleted. Look who else writes there, and move it away: the next run makes it anew.',
  );
}
