import { matchesEverything } from './matchers.ts';
import { type KnownRules, parseMatchers } from './parse-matchers.ts';
import { readTime } from './read-time.ts';
import { LONGEST_SILENCE_MS, type Silence } from './silence.ts';
import { readSpan, spanWords } from './time-span.ts';

/** A silence as somebody asks for it. */
export interface SilenceRequest {
  /** `rule=aof/*` and the like. */
  readonly words: readonly string[];
  /** Says aloud that everything is meant. */
  readonly all: boolean;
  /** `2h`, from its start. */
  readonly for?: string;
  /** A time with its zone, instead of `for`. */
  readonly until?: string;
  /** A time with its zone; left out: now. */
  readonly from?: string;
  readonly reason?: string;
  readonly owner?: string;
}

/** What the caller knows. */
export interface RequestContext {
  readonly id: string;
  readonly now: string;
  readonly clusterId: string;
  readonly rules: KnownRules;
}

const MOST_LETTERS = 500;

/** @returns the silence, or everything that is wrong with the request, one sentence for each */
export function silenceFrom(
  request: SilenceRequest,
  { id, now, clusterId, rules }: RequestContext,
): { readonly silence: Silence } | { readonly problems: readonly string[] } {
  const { matchers, problems: wrong } = parseMatchers(request.words, rules);
  const span = spanOf(request, now);
  const reason = plainText(request.reason);
  const owner = plainText(request.owner);
  const problems = [
    ...wrong,
    ...(wrong.length > 0 ? [] : scopeProblems(request, matchesEverything(matchers, rules))),
    ...(clusterId !== '' && matchers.cluster?.includes(clusterId) === false
      ? [`cluster=${matchers.cluster.join(',')} never matches: these are the silences of ${clusterId}`]
      : []),
    ...span.problems,
    ...textProblems(reason, 'a reason is missing: say with --reason why nobody needs to be told'),
    ...textProblems(owner, 'an owner is missing: say with --owner whom to ask about it'),
  ];
  if (problems.length > 0) return { problems };
  const { startsAt, endsAt } = span;
  return { silence: { id, matchers, owner, reason, createdAt: now, startsAt, endsAt } };
}

function scopeProblems({ words, all }: SilenceRequest, everything: boolean): readonly string[] {
  if (everything && !all) {
    return words.length === 0
      ? ['there is nothing to match by: write rule=aof/*, node=10.0.0.1:6379 and the like, or --all for every alert']
      : ['these matchers hold back every alert: add --all if that is meant'];
  }
  return all && !everything ? ['--all means every alert, the matchers do not: leave one of them out'] : [];
}

/** One line that every terminal and mail can show: whoever pastes two lines means one sentence. */
export function plainText(text: string | undefined): string {
  return (text ?? '').replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

function textProblems(text: string, missing: string): readonly string[] {
  if (text === '') return [missing];
  return text.length > MOST_LETTERS ? [`"${text.slice(0, 20)}…" has more than ${MOST_LETTERS} letters`] : [];
}

/** When it begins and ends. What cannot be read stands for now, so that the rest can be looked at too. */
function spanOf(
  request: SilenceRequest,
  now: string,
): { readonly startsAt: string; readonly endsAt: string; readonly problems: readonly string[] } {
  const from = request.from === undefined ? undefined : readTime(request.from);
  const startsAt = from ?? now;
  const end = endOf(request, startsAt);
  const problems = [
    ...(request.from !== undefined && from === null ? [timeProblem('--from', request.from)] : []),
    ...(Date.parse(startsAt) < Date.parse(now) ? ['--from is over: leave it out to begin now'] : []),
    ...(Date.parse(startsAt) - Date.parse(now) > LONGEST_SILENCE_MS ? [`--from is more than ${longest} ahead`] : []),
    ...('problem' in end ? [end.problem] : lengthProblems(startsAt, end.endsAt)),
  ];
  return { startsAt, endsAt: 'endsAt' in end ? end.endsAt : startsAt, problems };
}

const longest = spanWords(LONGEST_SILENCE_MS);

function endOf(
  { for: length, until }: SilenceRequest,
  startsAt: string,
): { readonly endsAt: string } | { readonly problem: string } {
  if (length !== undefined && until !== undefined)
    return { problem: '--for and --until both say when it ends: leave one of them out' };
  if (until !== undefined) {
    const end = readTime(until);
    return end === null ? { problem: timeProblem('--until', until) } : { endsAt: end };
  }
  if (length === undefined) return { problem: 'an end is missing: say --for 2h, or --until with a time' };
  const ms = readSpan(length);
  if (ms === null) return { problem: `--for ${length} is no time: write it as 30m, 2h or 3d` };
  if (ms > LONGEST_SILENCE_MS) return { problem: tooLong };
  return { endsAt: new Date(Date.parse(startsAt) + ms).toISOString() };
}

const tooLong = `a silence lasts at most ${longest}: what is expected for longer is a rule to switch off or to set otherwise`;

function lengthProblems(startsAt: string, endsAt: string): readonly string[] {
  const ms = Date.parse(endsAt) - Date.parse(startsAt);
  if (ms <= 0) return ['it would end before it begins'];
  return ms > LONGEST_SILENCE_MS ? [tooLong] : [];
}

function timeProblem(option: string, text: string): string {
  return `${option} ${text} is no time with its zone: write it as 2026-03-01T05:00Z or 2026-03-01T06:00+01:00`;
}
