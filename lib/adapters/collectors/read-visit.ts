import { parseAddress } from '../../core/address.ts';
import type { Connection, LatencyReading, LatencySample, NodeCursor } from '../../core/facts.ts';
import { mapObserved, notAttempted, notPlanned, type Observed, ok } from '../../core/observed.ts';
import { parseDefaultUser } from '../../core/parse/acl.ts';
import { parseReplicaClients } from '../../core/parse/clients.ts';
import { parseClusterInfo } from '../../core/parse/cluster-info.ts';
import { type LineCache, parseClusterNodes } from '../../core/parse/cluster-nodes.ts';
import { parseConfig } from '../../core/parse/config.ts';
import { parseInfo } from '../../core/parse/info.ts';
import { movedEvents, parseHistory, parseLatest, readLatency } from '../../core/parse/latency.ts';
import { unknownForm } from '../../core/parse/reply.ts';
import { parseSlowlog } from '../../core/parse/slowlog.ts';
import type { ViewReading, Visit, VisitPlan } from '../../core/visit.ts';
import type { CursorOf } from '../../ports.ts';
import { furtherQuestions } from './further.ts';
import type { Transcript } from './interview.ts';
import { type Asked, DOCTOR_UP_TO_BYTES, doctor, histories } from './questionnaire.ts';
import { readFurther } from './read-further.ts';

type Answer = Transcript['answer'];

/** What the latency monitor makes worth asking: the history of events that moved, and the server's own words on them. */
export function followUp(answer: Answer, plan: VisitPlan, cursorOf: CursorOf): readonly Asked[] {
  const events = eventsToRead(answer, cursorOf);
  const asksDoctor = plan.latencyDoctor && events.length > 0 && residentBytes(answer) <= DOCTOR_UP_TO_BYTES;
  return [...histories(events), ...(asksDoctor ? [doctor] : []), ...furtherQuestions(answer, plan)];
}

/** Memory of the process; without INFO's word on it it may be any size. */
function residentBytes(answer: Answer): number {
  const info = answer('info');
  if (info.state !== 'ok' || typeof info.value !== 'string') return Number.POSITIVE_INFINITY;
  return Number(/^used_memory_rss:(\d+)/m.exec(info.value)?.[1] ?? Number.POSITIVE_INFINITY);
}

function eventsToRead(answer: Answer, cursorOf: CursorOf): readonly string[] {
  const latest = mapObserved(answer('latest'), parseLatest);
  if (latest.state !== 'ok') return [];
  const runId = runIdOf(answer);
  return movedEvents(latest.value, runId === undefined ? undefined : cursorOf(selfOf(answer), runId), runId ?? '');
}

/** What is known about a visit apart from what was said. */
export interface VisitContext {
  readonly plan: VisitPlan;
  readonly address: string;
  readonly cursorOf: CursorOf;
  readonly connection: Connection;
  /** Lines of CLUSTER NODES parsed before: most nodes say the same. */
  readonly lines: LineCache;
}

/** Turns what a node said into facts. Each answer stands or falls by itself. */
export function readVisit(transcript: Transcript, context: VisitContext): Visit {
  const { plan, address, cursorOf, connection, lines } = context;
  const { answer } = transcript;
  const runId = runIdOf(answer);
  const cursor = runId === undefined ? undefined : cursorOf(selfOf(answer), runId);
  return {
    facts: {
      collectedAt: '',
      connection,
      ping: transcript.ping,
      info: mapObserved(answer('info'), (reply) => parseInfo(reply, plan.infoSections)),
      config: configOf(answer, plan),
      clusterInfo: mapObserved(answer('clusterInfo'), parseClusterInfo),
      slowlog: mapObserved(answer('slowlog'), (reply) => parseSlowlog(reply, cursor, runId)),
      latency: latencyOf(answer, cursor, runId),
      latencyDoctor: doctorOf(answer, plan),
      aclDefault: plan.aclDefault ? mapObserved(answer('users'), parseDefaultUser) : notPlanned,
      replicaClients: mapObserved(answer('replicas'), parseReplicaClients),
      ...readFurther(answer, plan),
    },
    view: viewOf(answer('nodes'), address, lines),
  };
}

function doctorOf(answer: Answer, plan: VisitPlan): Observed<string> {
  const said = answer('doctor');
  if (said.state === 'not-attempted' && plan.latencyDoctor && answer('latest').state === 'ok')
    return notAttempted('asked only of a small process that had a new latency event');
  return mapObserved(said, (reply) => (typeof reply === 'string' ? ok(reply) : unknownForm('LATENCY DOCTOR')));
}

/** The process that answered; its counters and logs mean nothing beside those of another one. */
function runIdOf(answer: Answer): string | undefined {
  const info = answer('info');
  if (info.state !== 'ok' || typeof info.value !== 'string') return undefined;
  return /^run_id:([0-9a-f]+)\r?$/m.exec(info.value)?.[1];
}

/** The node's own id, from the line of CLUSTER NODES that it marks as itself. */
function selfOf(answer: Answer): string | null {
  const nodes = answer('nodes');
  if (nodes.state !== 'ok' || typeof nodes.value !== 'string') return null;
  const start = nodes.value.lastIndexOf('\n', nodes.value.indexOf(' myself,')) + 1;
  return /^([0-9a-f]{40}) \S+ \S*myself/.exec(nodes.value.slice(start))?.[1] ?? null;
}

/** Servers before 7.0 were asked for one directive after another; the first that was refused stands for all. */
function configOf(answer: Answer, plan: VisitPlan): Observed<Readonly<Record<string, string>>> {
  const singles = plan.config.map((name) => answer(`config ${name}`)).filter((each) => each.state !== 'not-attempted');
  if (singles.length === 0) return mapObserved(answer('config'), parseConfig);
  const values: Record<string, string> = {};
  for (const single of singles) {
    const parsed = mapObserved(single, parseConfig);
    if (parsed.state !== 'ok') return parsed;
    Object.assign(values, parsed.value);
  }
  return ok(values);
}

function latencyOf(
  answer: Answer,
  cursor: NodeCursor | undefined,
  runId: string | undefined,
): Observed<LatencyReading> {
  const latest = mapObserved(answer('latest'), parseLatest);
  if (latest.state !== 'ok') return latest;
  const histories: Record<string, readonly LatencySample[]> = {};
  for (const { event } of latest.value) {
    const reply = answer(`history ${event}`);
    if (reply.state === 'not-attempted') continue;
    const history = mapObserved(reply, (value) => parseHistory(event, value));
    if (history.state !== 'ok') return history;
    histories[event] = history.value;
  }
  return ok(readLatency(latest.value, histories, cursor, runId));
}

function viewOf(observed: Observed<unknown>, address: string, lines: LineCache): ViewReading {
  const dialled = parseAddress(address) ?? { host: '', port: 0 };
  const parsed = mapObserved(observed, (reply) => parseClusterNodes(reply, dialled, lines));
  return parsed.state === 'ok' ? { state: 'read', ...parsed.value } : { state: 'absent', reason: parsed };
}
