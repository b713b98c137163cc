import type { Connection, OpenedConnection } from '../../core/facts.ts';
import { type Absent, ok } from '../../core/observed.ts';
import type { LineCache } from '../../core/parse/cluster-nodes.ts';
import { emptyVisit, type Visit, type VisitPlan } from '../../core/visit.ts';
import type { Collector, ConnectionSettings, CursorOf } from '../../ports.ts';
import { openConnection } from './connection.ts';
import { aboutItself } from './further.ts';
import { interview, type Transcript } from './interview.ts';
import { opening } from './questionnaire.ts';
import { followUp, readVisit } from './read-visit.ts';
import { resolvedName } from './resolve-name.ts';

/** Pause before another try, so that a node that is just restarting gets a chance. */
const RETRY_PAUSE_MS = 200;

/**
 * Visits nodes over the Redis protocol: one connection each, and one batch of questions, with another only where an
 * answer makes it necessary (latency history, servers before 7.0).
 */
export function redisCollector(settings: ConnectionSettings): Collector {
  // Nodes of a cluster mostly run one version: once one only knew the old forms, the next are asked in those at once.
  let oldForms = false;
  const lines: LineCache = new Map();
  const visitOnce = async (
    address: string,
    plan: VisitPlan,
    cursorOf: CursorOf,
    signal: AbortSignal,
    attempts: number,
  ): Promise<Visit> => {
    const opened = await openConnection(address, settings, plan.timeoutMs, signal);
    if (opened.state !== 'ok') return emptyVisit(opened, attempts);
    const { tls, connectMs, close } = opened.value;
    const certificates = plan.certificates ? opened.value.certificates() : undefined;
    const shown = certificates === undefined ? {} : { certificates };
    try {
      const words = { opening: opening(settings), aboutItself: aboutItself(plan, settings) };
      const transcript = await interview(opened.value, words, plan, oldForms, (answer) =>
        followUp(answer, plan, cursorOf),
      );
      oldForms = transcript.oldForms;
      const connection = connectionOf(transcript, { tls, connectMs, ...shown }, attempts);
      const visit = readVisit(transcript, { plan, address, cursorOf, connection, lines: linesOf(lines) });
      if (!plan.further.includes('dns')) return visit;
      const name = await resolvedName(visit.view, plan.timeoutMs, signal);
      return { ...visit, facts: { ...visit.facts, resolvedName: name } };
    } finally {
      await close();
    }
  };
  return {
    async visit(address, plan, cursorOf, signal) {
      let before: Visit | undefined;
      for (let attempt = 1; ; attempt++) {
        const visit = await visitOnce(address, plan, cursorOf, signal, attempt);
        const { answered, outcome } = visit.facts.connection;
        // An attempt that the deadline cut short says nothing about the node; the one before it does.
        if (!answered && outcome.state === 'not-attempted') return before ?? visit;
        if (answered || attempt >= plan.attempts || signal.aborted) return visit;
        before = visit;
        await pause(RETRY_PAUSE_MS, signal);
      }
    },
  };
}

/** Forgets old lines of a cluster that keeps changing. */
function linesOf(lines: LineCache): LineCache {
  if (lines.size > 10_000) lines.clear();
  return lines;
}

function connectionOf(transcript: Transcript, opened: OpenedConnection, attempts: number): Connection {
  const { answered, errorCodes } = transcript;
  const outcome = whyNotIn(transcript) ?? ok(opened);
  const readMs = Math.ceil(transcript.readMs);
  return { answered, attempts, outcome, errorCodes, ...(answered ? { readMs } : {}) };
}

/** Why it is not known that the login works, or that none is needed; undefined where it is. */
function whyNotIn({ answer, answered }: Transcript): Absent | undefined {
  const [auth, info, name] = [answer('auth'), answer('info'), answer('name')];
  for (const each of [auth, info, name])
    if (each.state === 'failed' && (each.reason === 'auth' || !answered)) return each;
  // An AUTH that met any other error let nobody in either, whatever is answered without it.
  const login = answered ? auth : name;
  return login.state === 'ok' || (answered && login.state === 'not-attempted') ? undefined : login;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
