import type { PingSeries } from '../../core/facts.ts';
import { type Absent, notPlanned, type Observed, ok } from '../../core/observed.ts';
import { classifyError, errorCode } from '../../core/parse/errors.ts';
import type { Reply } from '../../core/reply.ts';
import type { VisitPlan } from '../../core/visit.ts';
import { isServerReply, type OpenConnection } from './connection.ts';
import { type Asked, batch, versioned } from './questionnaire.ts';

/** Everything that was said on one connection. */
export interface Transcript {
  /** What came back for a key; `not-attempted` for one that was never asked. */
  answer(this: void, key: string): Observed<unknown>;
  readonly ping: Observed<PingSeries>;
  /** How long everything but the PINGs took. */
  readonly readMs: number;
  /** Whether the server replied to anything. */
  readonly answered: boolean;
  /** First words of the errors it sent, once each, sorted. */
  readonly errorCodes: readonly string[];
  /** Whether it only knows the question forms of before 7.0. */
  readonly oldForms: boolean;
}

/**
 * Asks one node everything: log-in, PINGs if planned, then one batch, and a second only where an answer makes it
 * necessary. A node that fell silent is asked nothing more; what it had answered by then stays.
 *
 * @param aboutItself questions of the batch that depend on who logs in
 * @param followUp what else is wanted, judged by the answers of the batch
 */
export async function interview(
  connection: OpenConnection,
  { opening, aboutItself }: { readonly opening: readonly Asked[]; readonly aboutItself: readonly Asked[] },
  plan: VisitPlan,
  oldForms: boolean,
  followUp: (answer: Transcript['answer']) => readonly Asked[],
): Promise<Transcript> {
  const notebook = openNotebook(connection, plan.timeoutMs);
  if (plan.ping !== null) await notebook.ask(opening);
  const ping = plan.ping === null ? notPlanned : await pingSeries(plan.ping, notebook);
  const started = performance.now();
  await notebook.ask([...(plan.ping === null ? opening : []), ...batch(plan, oldForms), ...aboutItself]);
  const fallBack = !oldForms && notebook.answer('info').state === 'unsupported';
  if (fallBack) await notebook.ask(versioned(plan, true));
  await notebook.ask(followUp(notebook.answer));
  const readMs = performance.now() - started;
  return { answer: notebook.answer, ping, readMs, ...notebook.impression(), oldForms: oldForms || fallBack };
}

interface Notebook {
  /** Asks unless the node has fallen silent; asking nothing costs nothing. */
  ask(questions: readonly Asked[]): Promise<void>;
  answer(this: void, key: string): Observed<unknown>;
  /** First word of the error that came in place of an answer. */
  code(key: string): string | undefined;
  impression(): Pick<Transcript, 'answered' | 'errorCodes'>;
}

function openNotebook(connection: OpenConnection, timeoutMs: number): Notebook {
  const answers = new Map<string, Observed<unknown>>();
  const codes = new Map<string, string>();
  let answered = false;
  /** Why nothing more is asked: the node fell silent, or wants a login first. */
  let over: Absent | undefined;
  const note = (key: string, reply: Reply): void => {
    if ('value' in reply) {
      answered = true;
      answers.set(key, ok(reply.value));
      return;
    }
    const why = classifyError(reply.error);
    const code = isServerReply(reply.error) ? errorCode(reply.error) : undefined;
    answers.set(key, why);
    if (code !== undefined) codes.set(key, code);
    // One that takes no more clients, or none from another host, says so before it has heard anything, and hangs up.
    const turnsAway = why.state === 'failed' && why.reason === 'connect-refused';
    if (code === undefined || turnsAway) over ??= why;
    else {
      answered = true;
      if (code === 'NOAUTH') over ??= absent(answers.get('auth')) ?? why;
    }
  };
  const ask = async (questions: readonly Asked[]): Promise<void> => {
    if (questions.length === 0) return;
    const replies = over === undefined ? await connection.ask(questions, timeoutMs) : [];
    for (const [index, { key }] of questions.entries()) {
      const reply = replies[index];
      if (reply !== undefined) note(key, reply);
      // Without a login the rest is turned away in other words, or the node hangs up: the reason is this one.
      if (over !== undefined && answers.get(key)?.state !== 'ok') answers.set(key, over);
    }
  };
  return {
    ask,
    answer: (key) => answers.get(key) ?? notPlanned,
    code: (key) => codes.get(key),
    impression: () => ({ answered, errorCodes: [...new Set(codes.values())].sort() }),
  };
}

function absent(observed: Observed<unknown> | undefined): Absent | undefined {
  return observed === undefined || observed.state === 'ok' ? undefined : observed;
}

/** With these a node refuses PING although it serves INFO at once: a refusal makes the round trip as well. */
const refusesPing: ReadonlySet<string | undefined> = new Set(['MISCONF', 'MASTERDOWN']);

/** Round trips on an idle connection, one after another; the first ones wake both ends up and do not count. */
async function pingSeries(
  { warmUp, samples }: { readonly warmUp: number; readonly samples: number },
  notebook: Notebook,
): Promise<Observed<PingSeries>> {
  const samplesUs: number[] = [];
  for (let round = 0; round < warmUp + samples; round++) {
    const started = performance.now();
    await notebook.ask([{ key: 'ping', words: ['PING'] }]);
    const elapsed = performance.now() - started;
    const answer = notebook.answer('ping');
    if (answer.state !== 'ok' && !refusesPing.has(notebook.code('ping'))) return answer;
    if (round >= warmUp) samplesUs.push(Math.round(elapsed * 1000));
  }
  return ok({ samplesUs });
}
