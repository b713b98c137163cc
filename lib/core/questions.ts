import { type DeltaName, directives, type FactName, isClusterFact } from './fact-names.ts';
import type { AuditKind } from './facts.ts';
import type { EnabledRule, Rule } from './rule.ts';
import { type FurtherQuestion, furtherQuestions, type VisitPlan } from './visit.ts';

/** Something a node is asked; several facts come with one answer. */
export type Question =
  | 'ping'
  | 'info'
  | 'config'
  | 'nodes'
  | 'cluster.info'
  | 'slowlog'
  | 'latency'
  | 'latency.doctor'
  | 'acl.default'
  | 'clients.replicas'
  | FurtherQuestion;

/** The commands that bring the answer to each question. */
const commandsOf: Readonly<Record<Question, readonly string[]>> = {
  ping: ['ping'],
  info: ['info'],
  config: ['config|get'],
  nodes: ['cluster|nodes'],
  'cluster.info': ['cluster|info'],
  slowlog: ['slowlog|get'],
  latency: ['latency|latest', 'latency|history'],
  'latency.doctor': ['latency|doctor'],
  'acl.default': ['acl|list'],
  'clients.replicas': ['client|list'],
  'clients.buffers': ['client|list'],
  'latency.histogram': ['latency|histogram'],
  'acl.users': ['acl|list'],
  'acl.own-rights': ['acl|dryrun'],
  commandlog: ['commandlog|get'],
  'slot-stats': ['cluster|slot-stats'],
  dns: [],
};

/** Commands that only some servers have, and since when; others take no line that names them. */
export const newerCommands: Readonly<Record<string, string>> = {
  'cluster|slot-stats': 'Valkey 8.0 and Redis 8.2',
  'commandlog|get': 'Valkey 8.1',
};

/** The auditor names its connections, so that its own entries in a slow log can be told from others'. */
const nameItself = 'client|setname';

/**
 * Every command that is ever sent to a node, by the name that the server's statistics give it: read-only, and none of
 * them touches a key. Servers let everybody log in, so AUTH needs no permission.
 */
export const commandsSent: readonly string[] = [...new Set(['auth', nameItself, ...Object.values(commandsOf).flat()])];

/**
 * Most slow-log entries fetched in one visit. 128 worst-case entries (32 arguments of 128 bytes) hold a node for
 * about 0.5 ms, so this many stay near 2 ms.
 */
export const SLOWLOG_ENTRIES = 512;

/** First PINGs of a series, not counted: they pay for waking up both ends. */
const WARM_UP_PINGS = 5;

/** INFO sections that every visit reads: who the node is, since when, and its role. */
const identitySections: readonly string[] = ['server', 'replication'];

/** Facts shown in the report of an audit although no rule needs them. */
const reported: Readonly<Record<AuditKind, readonly Question[]>> = {
  full: ['slowlog', 'latency', 'latency.doctor', 'ping'],
  slowlog: ['slowlog'],
  latency: ['latency', 'latency.doctor', 'ping'],
  topology: [],
  persistence: [],
};

/** The question that brings a fact; undefined for what needs none, like the connection itself. */
function questionOf(fact: FactName): Question | undefined {
  if (fact === 'connection' || fact === 'tls.certificates' || fact === 'intrinsic') return undefined;
  if (fact === 'copies' || fact === 'copies.seen' || fact.startsWith('auditor.')) return undefined;
  if (fact === 'clock') return 'info';
  if (isClusterFact(fact) || fact === 'nodes') return 'nodes';
  if (fact.startsWith('info.')) return 'info';
  if (fact.startsWith('config.')) return 'config';
  if (fact.startsWith('cluster.info.')) return 'cluster.info';
  return fact as Question;
}

/** The ACL rule to add for a fact that was refused, `+config|get`; empty when no command brings it. */
export function aclRuleFor(fact: FactName): string {
  const question = questionOf(fact);
  return question === undefined ? '' : commandsOf[question].map(allow).join(' ');
}

/** Least-privilege ACL rules for everything that any kind of audit asks for these rules, in a fixed order. */
export function aclRules(rules: readonly EnabledRule[]): readonly string[] {
  return commandsFor(rules)
    .filter((command) => newerCommands[command] === undefined)
    .map(allow);
}

/** The same for what only some servers have. */
export function newerAclRules(rules: readonly EnabledRule[]): readonly string[] {
  return commandsFor(rules)
    .filter((command) => newerCommands[command] !== undefined)
    .map(allow);
}

function commandsFor(rules: readonly EnabledRule[]): readonly string[] {
  const asked = new Set<Question>([
    ...Object.values(reported).flat(),
    'info',
    'nodes',
    ...rules.flatMap(({ rule }) => questionsOf(rule)),
  ]);
  const inOrder = (Object.keys(commandsOf) as Question[]).filter((question) => asked.has(question));
  return [...new Set([...inOrder.flatMap((question) => commandsOf[question]), nameItself])];
}

function allow(command: string): string {
  return `+${command}`;
}

function questionsOf(rule: Rule): readonly Question[] {
  return factsOf(rule).flatMap((fact) => questionOf(fact) ?? []);
}

function factsOf(rule: Rule): readonly FactName[] {
  const previous = rule.previous as readonly FactName[];
  return [...rule.needs, ...(rule.deltas as readonly DeltaName[]), ...previous, ...rule.optional];
}

/** Options of rules that steer collecting, with the defaults of those rules. */
export interface CollectionOptions {
  readonly attempts: number;
  readonly timeoutMs: number;
  readonly pingSamples: number;
  readonly intrinsicMs: number;
  readonly recheckAfterMs: number;
  readonly fullViewsUpTo: number;
  readonly sampledViews: number;
}

/** Reads the options from the rules that declare them, so that a rule and what it is fed cannot differ. */
export function collectionOptions(rules: readonly EnabledRule[]): CollectionOptions {
  const option = (rule: string, name: string, otherwise: number): number => {
    const value = rules.find((enabled) => enabled.rule.id === rule)?.options[name];
    return typeof value === 'number' ? value : otherwise;
  };
  return {
    attempts: option('topology/node-unreachable', 'attempts', 3),
    timeoutMs: option('topology/node-unreachable', 'timeoutMs', 2000),
    pingSamples: option('latency/round-trip-slow', 'samples', 20),
    intrinsicMs: option('latency/probe-noisy', 'durationMs', 200),
    recheckAfterMs: option('topology/views-disagree', 'recheckAfterMs', 2000),
    fullViewsUpTo: option('topology/views-disagree', 'fullViewsUpTo', 60),
    sampledViews: option('topology/views-disagree', 'sampledViews', 20),
  };
}

/**
 * What to ask of each node so that the rules of this audit find their facts, and not more.
 *
 * @param others facts that somebody else wants
 */
export function visitPlan(
  rules: readonly EnabledRule[],
  audit: AuditKind,
  others: readonly FactName[] = [],
): VisitPlan {
  const facts = new Set([...rules.flatMap(({ rule }) => factsOf(rule)), ...others]);
  const asked = new Set<Question>([...reported[audit], ...[...facts].flatMap((fact) => questionOf(fact) ?? [])]);
  const options = collectionOptions(rules);
  const infoFacts = [...facts].filter((fact) => fact.startsWith('info.'));
  return {
    attempts: options.attempts,
    timeoutMs: options.timeoutMs,
    ping: asked.has('ping') ? { warmUp: WARM_UP_PINGS, samples: options.pingSamples } : null,
    infoSections: [
      ...new Set([
        ...identitySections,
        ...infoFacts.map((fact) => fact.split('.')[1] ?? ''),
        // It says whether the list of clients is worth asking for.
        ...(asked.has('clients.buffers') ? ['clients'] : []),
      ]),
    ],
    config: directivesAmong(facts),
    view: asked.has('nodes'),
    clusterInfo: asked.has('cluster.info'),
    slowlogEntries: asked.has('slowlog') ? SLOWLOG_ENTRIES : 0,
    latency: asked.has('latency'),
    latencyDoctor: asked.has('latency.doctor'),
    aclDefault: asked.has('acl.default'),
    replicaClients: asked.has('clients.replicas'),
    certificates: facts.has('tls.certificates'),
    further: furtherQuestions.filter((question) => asked.has(question)),
  };
}

function directivesAmong(facts: ReadonlySet<FactName>): readonly string[] {
  if (facts.has('config.watched')) return directives;
  return [...facts].filter((fact) => fact.startsWith('config.')).map((fact) => fact.slice('config.'.length));
}
