import * as v from 'valibot';
import { severities } from '../core/finding.ts';
import { type MatcherKey, type MatcherValues, matcherKeys, matchesEverything } from '../core/matchers.ts';
import { matcherProblems } from '../core/parse-matchers.ts';
import type { Rule } from '../core/rule.ts';
import { DAY_MS, readSpan } from '../core/time-span.ts';
import { isTimeZone, nearestZone } from './time-zone.ts';

/** A recurring time in which alerts are expected, as a configuration file declares it. */
export interface Maintenance {
  readonly name: string;
  readonly owner: string;
  readonly reason: string;
  /** When it opens: `cron(0 3 ? * SUN *)` as AWS writes it, or `0 3 * * SUN` as everybody else does. */
  readonly schedule: string | { readonly schedule: string; readonly timeZone: string };
  /** `2h` by the clock that runs on, also over a change to summer time. */
  readonly duration: string;
  readonly matchers: DeclaredMatchers;
}

/** Matchers with one value or several of each, or `all`. */
export type DeclaredMatchers = { readonly all?: true } & {
  readonly [K in MatcherKey]?: string | number | readonly (string | number)[];
};

/** Longest window: what goes on for longer is no maintenance. */
const LONGEST_WINDOW_MS = 7 * DAY_MS;

/**
 * What only somebody can tell who understands crons. It is handed in where a file is read that somebody wrote, so that
 * a function, whose file was checked, does not carry it.
 */
export interface CronKnowledge {
  isCron(this: void, schedule: string): boolean;
  /** Whether it opens at no time to come. */
  neverOpens(this: void, schedule: string): boolean;
  /** Whether it opens again each time before it has ended. */
  neverCloses(this: void, schedule: string, durationMs: number): boolean;
}

const text = (what: string) => v.pipe(v.string(), v.trim(), v.nonEmpty(`must not be empty: ${what}`));

const cronForm = 'must be a cron, as cron(0 3 ? * SUN *) or 0 3 * * SUN';

/** Only the outline, where nobody knows more of crons. */
function cronSchema({ isCron, neverOpens }: CronKnowledge) {
  return v.pipe(
    v.string(cronForm),
    v.check((text) => /^(?:cron\([^)]*\)|\S+(?:\s+\S+){4})$/.test(text.trim()) && isCron(text), cronForm),
    v.check((text) => !isCron(text) || !neverOpens(text), 'never opens: no such day is to come'),
  );
}

const timeZone = v.pipe(
  v.string(),
  v.check(isTimeZone, ({ input }) => `must be a time zone, as Europe/Berlin or UTC${nearestZone(String(input))}`),
);

function scheduleSchema(knowledge: CronKnowledge) {
  const cron = cronSchema(knowledge);
  return v.union(
    [cron, v.strictObject({ schedule: cron, timeZone: v.optional(timeZone, 'UTC') })],
    `${cronForm}, or a mapping with schedule and timeZone`,
  );
}

const duration = v.pipe(
  v.string('must be a time, as 90m or 2h'),
  v.check((value) => readSpan(value) !== null, 'must be a time, as 90m or 2h'),
  v.check(
    (value) => (readSpan(value) ?? 0) <= LONGEST_WINDOW_MS,
    'must be at most 7d: what lasts longer is no maintenance',
  ),
);

const oneOrMore = v.union([v.string(), v.array(v.string())], 'must be text, or a list of texts');
const severity = v.picklist(severities);
/** A first slot is a number to whoever writes YAML. */
const slot = v.union([v.string(), v.number()]);

function matchersSchema(catalogue: readonly Rule[]) {
  return v.pipe(
    v.strictObject({
      all: v.exactOptional(v.literal(true, 'must be true, or left out')),
      rule: v.exactOptional(oneOrMore),
      severity: v.exactOptional(
        v.union([severity, v.array(severity)], `must be one of ${severities.join(', ')}, or a list of them`),
      ),
      cluster: v.exactOptional(oneOrMore),
      shard: v.exactOptional(v.union([slot, v.array(slot)], 'must be the first slot of a shard, or a list of them')),
      node: v.exactOptional(oneOrMore),
    }),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const { all, ...declared } = dataset.value;
      const values = matcherValuesOf(declared);
      for (const message of matcherProblems(values, catalogue)) addIssue({ message });
      if (matchesEverything(values, catalogue) && all === undefined)
        addIssue({ message: 'would hold back every alert: write `all: true` if that is meant' });
      if (all === true && Object.keys(values).length > 0)
        addIssue({ message: '`all` stands alone: leave the other matchers out' });
    }),
  );
}

/**
 * Times in which alerts are expected: a list for one cluster, in its own file or in that of an environment. What is
 * valid stays as it was written, so that a function can read it again.
 */
export function maintenanceSchema(catalogue: readonly Rule[], knowledge: CronKnowledge = noKnowledge) {
  const window = v.pipe(
    v.strictObject({
      /** Names the window in reports and in the alert log. */
      name: v.pipe(
        v.string(),
        v.regex(
          /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
          'must be letters, digits, dots, dashes or underscores, at most 63',
        ),
      ),
      owner: text('whom to ask about it'),
      reason: text('why alerts are expected then'),
      /** When it opens. */
      schedule: scheduleSchema(knowledge),
      /** For how long. */
      duration,
      matchers: matchersSchema(catalogue),
    }),
    v.forward(
      v.check((value) => !isEndless(value, knowledge), 'never ends: the window opens again before it has closed'),
      ['duration'],
    ),
  );
  return v.pipe(
    v.array(window),
    v.check(
      (windows) => new Set(windows.map(({ name }) => name)).size === windows.length,
      'must have a name of its own for each window',
    ),
  );
}

const noKnowledge: CronKnowledge = { isCron: () => true, neverOpens: () => false, neverCloses: () => false };

function isEndless(
  { schedule, duration: length }: Pick<Maintenance, 'schedule' | 'duration'>,
  { isCron, neverCloses }: CronKnowledge,
): boolean {
  const text = typeof schedule === 'string' ? schedule : schedule.schedule;
  const ms = readSpan(length) ?? 0;
  return ms <= LONGEST_WINDOW_MS && isCron(text) && neverCloses(text, ms);
}

/** With a list of values for each key that is given. */
export function matcherValuesOf(declared: DeclaredMatchers): MatcherValues {
  const entries = matcherKeys.map((key) => [key, declared[key]] as const);
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, [value].flat().map(String)]])),
  );
}
