import * as v from 'valibot';
import { nearestNames } from '../core/explain/nearest.ts';
import { severities } from '../core/finding.ts';
import { matchesEverything } from '../core/matchers.ts';
import { matcherProblems } from '../core/parse-matchers.ts';
import type { Rule } from '../core/rule.ts';
import { readSpan } from '../core/time-span.ts';
import {
  isCron,
  LONGEST_WINDOW_MS,
  type Maintenance,
  matcherValuesOf,
  neverCloses,
  neverOpens,
} from './maintenance.ts';

const text = (what: string) => v.pipe(v.string(), v.trim(), v.nonEmpty(`must not be empty: ${what}`));

const cronForm = 'must be a cron, as cron(0 3 ? * SUN *) or 0 3 * * SUN';
const cron = v.pipe(
  v.string(cronForm),
  v.check(isCron, cronForm),
  v.check((value) => !isCron(value) || !neverOpens(value), 'never opens: no such day is to come'),
);

const timeZone = v.pipe(
  v.string(),
  v.check(isTimeZone, ({ input }) => `must be a time zone, as Europe/Berlin or UTC${nearestZone(String(input))}`),
);

const schedule = v.union(
  [cron, v.strictObject({ schedule: cron, timeZone: v.optional(timeZone, 'UTC') })],
  `${cronForm}, or a mapping with schedule and timeZone`,
);

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
export function maintenanceSchema(catalogue: readonly Rule[]) {
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
      schedule,
      /** For how long. */
      duration,
      matchers: matchersSchema(catalogue),
    }),
    v.forward(
      v.check((value) => !isEndless(value), 'never ends: the window opens again before it has closed'),
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

function isEndless({ schedule: when, duration: length }: Pick<Maintenance, 'schedule' | 'duration'>): boolean {
  const cronText = typeof when === 'string' ? when : when.schedule;
  const ms = readSpan(length) ?? 0;
  return ms <= LONGEST_WINDOW_MS && isCron(cronText) && neverCloses(cronText, ms);
}

/** An offset as +01:00 is a zone to JavaScript, and a trap twice a year to everybody else. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function nearestZone(name: string): string {
  const near = nearestNames(name, Intl.supportedValuesOf('timeZone'));
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}
