import type { FactName, NodeFactName } from './fact-names.ts';
import { SLOWLOG_ENTRIES } from './questions.ts';
import type { EnabledRule } from './rule.ts';
import { numberIn, reads, slowMs, spikeMs } from './rule-limits.ts';
import { toMs } from './slow-entries.ts';

/** What decides whether the limit of a rule can be seen at all. What is not known is left out, and nothing is said of it. */
export interface Sight {
  /** `slowlog-log-slower-than`, microseconds; below 0 nothing is logged. */
  readonly slowerThanUs?: number;
  /** `slowlog-max-len` */
  readonly slowlogEntries?: number;
  /** `latency-monitor-threshold`; 0 records nothing. */
  readonly monitorMs?: number;
  /** Seconds from one reading of the slow log to the next. */
  readonly slowlogEverySeconds?: number;
  /** Seconds from one audit that runs a rule to the next, by its id. */
  readonly everySecondsOf?: Readonly<Record<string, number>>;
  /** Facts that this server does not have. */
  readonly lacking?: readonly NodeFactName[];
}

/** A limit that is set and can never be seen to be broken. */
export interface UnseenLimit {
  readonly rule: string;
  /** `10 ms`, `600 entries` */
  readonly limit: string;
  readonly because: string;
}

/** The limits of these rules that cannot be seen, in the order of the rules. */
export function unseenLimits(rules: readonly EnabledRule[], sight: Sight): readonly UnseenLimit[] {
  const judged = knownOf(rules);
  return judged.limited.flatMap((limited) => {
    for (const reason of reasons) {
      const found = reason(limited, sight, judged);
      if (found !== undefined) return [{ rule: limited.rule.id, ...found }];
    }
    return [];
  });
}

/** Whether the limit of any of these rules depends on how the servers are configured. */
export function dependsOnSettings(rules: readonly EnabledRule[]): boolean {
  return knownOf(rules).dependOnSettings;
}

/** What of an audit's rules is the same for each node of it. */
interface KnownRules {
  /** Those with a limit that something could hide. */
  readonly limited: readonly LimitedRule[];
  readonly ids: ReadonlySet<string>;
  /** After which a PING is given up. */
  readonly pingTimeoutMs: number | undefined;
  readonly dependOnSettings: boolean;
}

interface LimitedRule extends EnabledRule {
  /** Facts of it that some servers do not have. */
  readonly counts: readonly FactName[];
  /** From how many milliseconds on it counts an entry of the slow log, and a sample of the latency monitor. */
  readonly slow: number | undefined;
  readonly spike: number | undefined;
}

const known = new WeakMap<readonly EnabledRule[], KnownRules>();

function knownOf(rules: readonly EnabledRule[]): KnownRules {
  const before = known.get(rules);
  if (before !== undefined) return before;
  const unreachable = rules.find((each) => each.rule.id === 'topology/node-unreachable');
  const now: KnownRules = {
    limited: rules
      .map((each) => ({ ...each, counts: countsNeeded(each.rule), slow: slowMs(each), spike: spikeMs(each) }))
      .filter(({ rule, counts }) => sights.some((fact) => reads(rule, fact)) || counts.length > 0),
    ids: new Set(rules.map(({ rule }) => rule.id)),
    pingTimeoutMs: numberIn(unreachable?.options ?? {}, 'timeoutMs'),
    dependOnSettings: rules.some((enabled) => slowMs(enabled) !== undefined || spikeMs(enabled) !== undefined),
  };
  known.set(rules, now);
  return now;
}

/** What limits are held against, besides counts of commands and errors. */
const sights: readonly FactName[] = ['slowlog', 'latency', 'ping', 'tls.certificates', 'auditor.silences'];

/** Facts of a rule that some servers do not have. */
function countsNeeded({ needs, deltas }: EnabledRule['rule']): readonly FactName[] {
  const names: readonly FactName[] = [...needs, ...deltas];
  return names.filter((name) => /^(?:info\.(?:command|error)stats\.|slowlog$|latency$)/.test(name));
}

type Reason = (limited: LimitedRule, sight: Sight, known: KnownRules) => Omit<UnseenLimit, 'rule'> | undefined;

const reasons: readonly Reason[] = [
  lacksFacts,
  slowLogOff,
  slowLogTooCoarse,
  tooFewEntries,
  tooManyAMinute,
  monitor,
  pingTimeout,
  seldomLooked,
];

/** Statistics that an older version does not keep, and commands that were taken away. */
function lacksFacts({ rule, options, counts }: LimitedRule, { lacking = [] }: Sight): ReturnType<Reason> {
  if (lacking.length === 0 || counts.length === 0) return undefined;
  if (rule.skipUnsupported === true || Object.keys(options).length === 0) return undefined;
  const missing = counts.find((name) => lacking.includes(name as NodeFactName));
  return missing === undefined ? undefined : { limit: 'any', because: `this server has no ${missing}` };
}

/** Where the rule about that is switched off, somebody may not know what else goes with it. */
function slowLogOff(
  { slow }: LimitedRule,
  { slowerThanUs, slowlogEntries }: Sight,
  { ids }: KnownRules,
): ReturnType<Reason> {
  const isOff = (slowerThanUs !== undefined && slowerThanUs < 0) || slowlogEntries === 0;
  if (!isOff || slow === undefined || ids.has('slowlog/off')) return undefined;
  return { limit: `${slow} ms`, because: 'the slow log is off' };
}

function slowLogTooCoarse({ slow }: LimitedRule, { slowerThanUs = 0 }: Sight): ReturnType<Reason> {
  if (slow === undefined || slowerThanUs <= slow * 1000) return undefined;
  return { limit: `${slow} ms`, because: `the slow log begins at ${toMs(slowerThanUs)} ms` };
}

function tooFewEntries({ rule, options }: EnabledRule, sight: Sight): ReturnType<Reason> {
  const count = numberIn(options, 'failAtCount');
  const entries = entriesRead(sight);
  if (!reads(rule, 'slowlog') || count === undefined || entries === 0 || count <= entries) return undefined;
  return { limit: `${count} entries`, because: `at most ${entries} are kept until an audit reads them` };
}

/** Entries that are lost unread count too, but not where most of them were shorter than those that count. */
function tooManyAMinute({ rule, options }: EnabledRule, sight: Sight): ReturnType<Reason> {
  const { slowerThanUs = Number.POSITIVE_INFINITY, everySecondsOf = {} } = sight;
  const { slowlogEverySeconds = everySecondsOf[rule.id] ?? 0 } = sight;
  const [perMinute, fromMs] = [numberIn(options, 'failAbovePerMinute'), numberIn(options, 'countFromMs')];
  if (!reads(rule, 'slowlog') || perMinute === undefined || fromMs === undefined) return undefined;
  const entries = entriesRead(sight);
  const most = entries / (slowlogEverySeconds / 60);
  if (slowerThanUs < 0 || slowerThanUs >= fromMs * 1000 || most > perMinute) return undefined;
  const because = `at most ${entries} are kept in the ${Math.round(slowlogEverySeconds / 60)} minutes between two audits, shorter ones among them`;
  return { limit: `${perMinute} entries a minute`, because };
}

function monitor({ spike }: LimitedRule, { monitorMs }: Sight, { ids }: KnownRules): ReturnType<Reason> {
  if (monitorMs === undefined || spike === undefined) return undefined;
  if (monitorMs > spike) return { limit: `${spike} ms`, because: `the latency monitor begins at ${monitorMs} ms` };
  if (monitorMs > 0 || ids.has('latency/monitor-off')) return undefined;
  return { limit: `${spike} ms`, because: 'the latency monitor is off' };
}

function pingTimeout({ rule, options }: EnabledRule, _: Sight, { pingTimeoutMs }: KnownRules): ReturnType<Reason> {
  const ms = numberIn(options, 'failAboveMs');
  if (!reads(rule, 'ping') || ms === undefined || pingTimeoutMs === undefined || ms < pingTimeoutMs) return undefined;
  return { limit: `${ms} ms`, because: `a PING without a reply for ${pingTimeoutMs} ms is given up` };
}

/** What is told so long beforehand may be over before the next audit. */
function seldomLooked({ rule, options }: EnabledRule, { everySecondsOf = {} }: Sight): ReturnType<Reason> {
  const everySeconds = everySecondsOf[rule.id];
  const [days, hours] = [numberIn(options, 'failBelowDays'), numberIn(options, 'failBelowHours')];
  const aheadHours = days === undefined ? hours : days * 24;
  if (!reads(rule, 'tls.certificates') && !reads(rule, 'auditor.silences')) return undefined;
  if (aheadHours === undefined || everySeconds === undefined || everySeconds <= aheadHours * 3600) return undefined;
  const limit = days === undefined ? `${hours} hours` : `${days} days`;
  return { limit, because: `audits that run it are up to ${Math.round(everySeconds / 3600)} hours apart` };
}

function entriesRead({ slowlogEntries = SLOWLOG_ENTRIES }: Sight): number {
  return Math.min(slowlogEntries, SLOWLOG_ENTRIES);
}
