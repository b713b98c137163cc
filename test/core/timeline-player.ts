import { type AlertState, noAlerts } from '../../lib/core/alert.ts';
import { type AlertSettings, defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import { decide } from '../../lib/core/decide.ts';
import type { ClusterFacts, ClusterMember } from '../../lib/core/facts.ts';
import type { Finding, Resource, Severity } from '../../lib/core/finding.ts';
import { fingerprint } from '../../lib/core/fingerprint.ts';
import type { QuietTimes } from '../../lib/core/hold-back.ts';
import type { News } from '../../lib/core/news.ts';
import { ok } from '../../lib/core/observed.ts';
import { planNotifications } from '../../lib/core/plan.ts';
import { asDeclared } from '../../lib/core/rule.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { rememberTold } from '../../lib/core/told.ts';
import { type Topology, topologyOf } from '../../lib/core/topology.ts';
import { upheavalsIn } from '../../lib/core/upheavals.ts';
import { clusterFacts, nodeId, portOf } from '../builders/facts.ts';
import { quietAt, silenceOf } from '../builders/silences.ts';

/**
 * A story of audits as a picture: a line for each check, one for each thing that happens, and one for each sink with
 * what it must be told. Columns are audits.
 *
 * Checks (the names stand in {@link cast}): `F` fails (`Fc`, `Fw`, `Fi` with another severity), `.` passes, `n` passes
 * narrowly, `u` is unknown, `s` does not apply, `_` is not run by this audit, `o` its rule is switched off.
 *
 * What happens: `x` in the line `crash` (the process dies before it has saved, and the run is judged again), `gone`
 * (node 7001 has left), `open` (it has open slots), `merged` (its shard serves the slots of 7002 too), `silenced` (by a
 * silence of `aof/*`).
 *
 * Every other line is a sink: `+` begins to fire, `!` is more urgent, `=` still fires, `~` flaps, `^` fires steadily,
 * `-` is over, each with the name of the check; `?` behind it: the sink refused the message; `_`: it is not configured.
 */
export interface Timeline {
  readonly name: string;
  readonly audits: string;
  /** From one audit to the next; five minutes unless said. */
  readonly minutes?: number;
  readonly settings?: Partial<AlertSettings>;
  readonly failureThreshold?: number;
  readonly successThreshold?: number;
}

const node = (port: number, shard?: string): Resource => ({
  kind: 'node',
  id: nodeId(port),
  address: `127.0.0.1:${port}`,
  ...(shard === undefined ? {} : { shard }),
});
const shard = (id: string): Resource => ({ kind: 'shard', id });

interface Check {
  readonly rule: string;
  readonly severity: Severity;
  readonly resource: Resource;
}

/** The checks of all stories. */
const cast: Readonly<Record<string, Check>> = {
  a: { rule: 'aof/not-enabled', severity: 'critical', resource: node(7001, '0') },
  b: { rule: 'aof/write-failed', severity: 'critical', resource: node(7001, '0') },
  /** On the replica of the same shard. */
  c: { rule: 'aof/not-enabled', severity: 'critical', resource: node(7004, '0') },
  w: { rule: 'latency/round-trip-slow', severity: 'warning', resource: node(7001, '0') },
  /** In another shard. */
  v: { rule: 'latency/round-trip-slow', severity: 'warning', resource: node(7002, '5461') },
  /** Nobody knows which shard it belongs to. */
  z: { rule: 'topology/node-restarted', severity: 'warning', resource: node(7006) },
  r: { rule: 'topology/node-restarted', severity: 'warning', resource: node(7001, '0') },
  i: { rule: 'latency/monitor-off', severity: 'info', resource: node(7001, '0') },
  /** Mutes everything about its node. */
  unreachable: { rule: 'topology/node-unreachable', severity: 'critical', resource: node(7001, '0') },
  /** Mutes nodes that do not answer. */
  uncovered: { rule: 'topology/slot-uncovered', severity: 'critical', resource: { kind: 'cluster', id: 'test' } },
  /** Mutes restarts in its shard, and makes it quiet for a while. */
  failover: { rule: 'topology/failover-happened', severity: 'warning', resource: shard('0') },
  /** About the shard of 7002. */
  shard2: { rule: 'persistence/loss-window-too-long', severity: 'warning', resource: shard('5461') },
};

const happenings = ['crash', 'gone', 'open', 'merged', 'silenced'];

type Tracks = ReadonlyMap<string, readonly string[]>;

/** What came of a story: the picture again, with what was told in truth, and every reason that was given. */
export interface Played {
  readonly picture: string;
  readonly reasons: readonly string[];
  /** Why people were told. */
  readonly tellings: readonly string[];
  readonly holds: readonly string[];
  readonly state: AlertState;
}

export function play(timeline: Timeline): Played {
  const tracks = read(timeline.audits);
  const told = new Map([...tracks.keys()].filter(isSink).map((sink) => [sink, [] as string[]]));
  const said = { reasons: [] as string[], tellings: [] as string[], holds: [] as string[] };
  const columns = Math.max(...[...tracks.values()].map((cells) => cells.length));
  let state = noAlerts;
  let previous: Topology | null = null;
  for (let column = 0; column < columns; column++) {
    const audit = auditAt(timeline, tracks, column, previous);
    const crashes = tracks.get('crash')?.[column] === 'x';
    const cells = new Map([...told.keys()].map((sink) => [sink, '']));
    if (crashes) assessOnce(state, audit, cells, said);
    state = assessOnce(state, audit, cells, said);
    for (const [sink, cell] of cells) told.get(sink)?.push(cell === '' ? '·' : cell);
    previous = topologyOf(audit.facts) ?? previous;
  }
  const lines = [...tracks].map(([name, cells]) => [name, ...(told.get(name) ?? cells)].join(' '));
  return { picture: lines.join('\n'), ...said, state };
}

/** The picture as {@link play} draws it. */
export function drawn(audits: string): string {
  return [...read(audits)].map(([name, cells]) => [name, ...cells].join(' ')).join('\n');
}

function read(picture: string): Tracks {
  const lines = picture.split('\n').map((line) => line.trim().split(/\s+/));
  return new Map(lines.filter(([name]) => name !== '').map(([name = '', ...cells]) => [name, cells]));
}

function isSink(track: string): boolean {
  return !(track in cast) && !happenings.includes(track);
}

/** Everything that one column says. */
interface Audit {
  readonly facts: ClusterFacts;
  readonly findings: readonly Finding[];
  readonly enabled: typeof declared;
  readonly settings: AlertSettings;
  readonly sinks: readonly string[];
  readonly refusing: ReadonlySet<string>;
  readonly quietTimes: QuietTimes;
  readonly previous: Topology | null;
}

function auditAt(timeline: Timeline, tracks: Tracks, column: number, previous: Topology | null): Audit {
  const cellsOf = (wanted: (track: string) => boolean) =>
    [...tracks].filter(([track]) => wanted(track)).map(([track, cells]) => [track, cells[column] ?? '_'] as const);
  const checks = cellsOf((track) => track in cast);
  const off = checks.filter(([, cell]) => cell === 'o').map(([name]) => cast[name]?.rule);
  const { failureThreshold = 1, successThreshold = 1, settings, minutes = 5 } = timeline;
  const seconds = column * minutes * 60;
  const silenced = tracks.get('silenced')?.[column] === 'x';
  const sinks = cellsOf(isSink).filter(([, cell]) => cell !== '_');
  return {
    facts: factsAt(seconds, (name) => tracks.get(name)?.[column] === 'x'),
    findings: checks.flatMap(([name, cell]) => findingIn(name, cell)),
    enabled: declared
      .filter(({ rule: { id } }) => !off.includes(id))
      .map((each) => ({ ...each, failureThreshold, successThreshold })),
    settings: { ...defaultAlertSettings, ...settings },
    sinks: sinks.map(([sink]) => sink),
    refusing: new Set(sinks.filter(([, cell]) => cell.endsWith('?')).map(([sink]) => sink)),
    quietTimes: quietAt(seconds, silenced ? [silenceOf({ from: seconds, to: seconds + 1 })] : []),
    previous,
  };
}

function factsAt(at: number, happens: (what: string) => boolean): ClusterFacts {
  const change = (member: ClusterMember): ClusterMember | null => {
    const port = portOf(member.nodeId);
    if (happens('gone') && port === 7001) return null;
    if (happens('merged') && port === 7001) return { ...member, slots: [[0, 10_922]] };
    if (happens('merged') && port === 7002) return { ...member, slots: [] };
    return member;
  };
  const open = happens('open') ? { view: ok({ viewId: 'common', openSlots: ['100->-x'] }) } : {};
  const facts = clusterFacts({ at, member: change, nodes: { 7001: open } });
  const nodes = happens('gone') ? facts.nodes.filter((each) => each.nodeId !== nodeId(7001)) : facts.nodes;
  return { ...facts, nodes };
}

const statuses: Readonly<Record<string, Finding['status']>> = {
  F: 'fail',
  '.': 'pass',
  n: 'pass',
  u: 'unknown',
  s: 'skipped',
};
const severityOf: Readonly<Record<string, Severity>> = { c: 'critical', w: 'warning', i: 'info' };

function findingIn(name: string, cell: string): readonly Finding[] {
  const check = cast[name];
  const [mark = '', urgency = ''] = cell;
  const status = statuses[mark];
  if (check === undefined || status === undefined) return [];
  const { rule, severity, resource } = check;
  const finding: Finding = {
    rule,
    severity: severityOf[urgency] ?? severity,
    status,
    resource,
    message: status === 'pass' ? '' : `${name} ${status}`,
    evidence: {},
    fingerprint: fingerprint('test', rule, resource),
    missing: [],
  };
  return [mark === 'n' ? { ...finding, notYetClear: `${name} hovers` } : finding];
}

const declared = rules.map((rule) => asDeclared(rule));

const catalogue = new Map(rules.map((rule) => [rule.id, rule]));

const names = new Map(
  Object.entries(cast).map(([name, { rule, resource }]) => [fingerprint('test', rule, resource), name]),
);

const marks: Readonly<Record<News['kind'], string>> = {
  begins: '+',
  again: '+',
  worse: '!',
  repeat: '=',
  flaps: '~',
  steady: '^',
  ends: '-',
};

function assessOnce(
  before: AlertState,
  { facts, findings, enabled, settings, sinks, refusing, quietTimes, previous }: Audit,
  cells: Map<string, string>,
  said: { readonly reasons: string[]; readonly tellings: string[]; readonly holds: string[] },
): AlertState {
  const upheavals = upheavalsIn(facts, findings, previous);
  const { alerts, transitions } = decide(before, { facts, findings, rules: enabled, catalogue, upheavals, settings });
  const plan = planNotifications({
    alerts,
    facts,
    findings,
    rules: catalogue,
    settings,
    sinks,
    quietTimes,
    historyAt: 'DIR',
  });
  for (const { news, sinks: recipients } of plan.messages)
    for (const sink of recipients) {
      const words = news.map(({ alert, kind }) => `${marks[kind]}${names.get(alert.fingerprint)}`).sort();
      cells.set(sink, `${cells.get(sink) ?? ''}${words.join('')}${refusing.has(sink) ? '?' : ''}`);
    }
  for (const sink of cells.keys()) if (!sinks.includes(sink)) cells.set(sink, '_');
  said.reasons.push(...transitions.map(({ reason }) => reason));
  said.tellings.push(...plan.messages.flatMap(({ news }) => news.map(({ reason }) => reason)));
  said.holds.push(...plan.held.map(({ reason }) => reason));
  const refused = new Set(sinks.filter((sink) => refusing.has(sink)));
  return rememberTold(plan.alerts, plan.messages, { at: facts.scheduledAt, refused });
}
