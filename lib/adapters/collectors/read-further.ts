import type { ClientBuffer, CommandlogReading, OwnRights, SlotStats } from '../../core/facts.ts';
import { mapObserved, notPlanned, type Observed, ok } from '../../core/observed.ts';
import { parseAclList } from '../../core/parse/acl-list.ts';
import { parseClientBuffers } from '../../core/parse/clients.ts';
import { parseCommandlog } from '../../core/parse/commandlog.ts';
import { parseHistogram } from '../../core/parse/histogram.ts';
import { parseSlotStats } from '../../core/parse/slot-stats.ts';
import type { Visit, VisitPlan } from '../../core/visit.ts';
import { dryRuns, notAsked } from './further.ts';
import type { Transcript } from './interview.ts';

type Answer = Transcript['answer'];

/** What few rules want, from what a node said. */
export function readFurther(
  answer: Answer,
  plan: VisitPlan,
): Pick<
  Visit['facts'],
  'clientBuffers' | 'latencyHistogram' | 'commandlog' | 'slotStats' | 'aclUsers' | 'ownRights' | 'resolvedName'
> {
  return {
    clientBuffers: buffersOf(answer, plan),
    latencyHistogram: mapObserved(answer('histogram'), parseHistogram),
    commandlog: commandlogOf(answer, plan),
    slotStats: slotStatsOf(answer, plan),
    aclUsers: plan.further.includes('acl.users') ? mapObserved(answer('users'), parseAclList) : notPlanned,
    ownRights: ownRightsOf(answer, plan),
    resolvedName: notPlanned,
  };
}

/** Where INFO says that nothing much waits for anybody, that is the answer. */
function buffersOf(answer: Answer, plan: VisitPlan): Observed<readonly ClientBuffer[]> {
  const [normal, pubsub] = [answer('clients normal'), answer('clients pubsub')];
  const why = plan.further.includes('clients.buffers') ? notAsked('clients.buffers', answer) : undefined;
  if (why !== undefined) return answer('info').state === 'ok' ? ok([]) : why;
  return mapObserved(
    mapObserved(normal, (reply) => parseClientBuffers(reply, 'normal')),
    (clients) =>
      mapObserved(
        mapObserved(pubsub, (reply) => parseClientBuffers(reply, 'pubsub')),
        (listeners) => ok([...clients, ...listeners]),
      ),
  );
}

function commandlogOf(answer: Answer, plan: VisitPlan): Observed<CommandlogReading> {
  const why = plan.further.includes('commandlog') ? notAsked('commandlog', answer) : undefined;
  if (why !== undefined) return why;
  return mapObserved(mapObserved(answer('large-request'), parseCommandlog), (requests) =>
    mapObserved(mapObserved(answer('large-reply'), parseCommandlog), (replies) => ok({ requests, replies })),
  );
}

function slotStatsOf(answer: Answer, plan: VisitPlan): Observed<SlotStats> {
  const why = plan.further.includes('slot-stats') ? notAsked('slot-stats', answer) : undefined;
  if (why !== undefined) return why;
  return mapObserved(answer('keyspace'), (keyspace) =>
    mapObserved(answer('slotStats'), (reply) => parseSlotStats(reply, keyspace)),
  );
}

/**
 * ACL DRYRUN answers OK for what the user may run, and a sentence for what it may not. What the server has under another
 * name can be run under none that the auditor knows.
 */
function ownRightsOf(answer: Answer, plan: VisitPlan): Observed<OwnRights> {
  const answers = dryRuns.map(({ command, key }) => ({ command, reply: answer(key) }));
  const asked = answers.some(({ reply }) => reply.state !== 'not-attempted');
  if (!asked && plan.further.includes('acl.own-rights'))
    return mapObserved(answer('name'), () => ok({ logsIn: false, mayRun: [] }));
  const isAnswered = answers.some(({ reply }) => reply.state === 'ok');
  for (const { reply } of answers)
    if (reply.state !== 'ok' && !(isAnswered && reply.state === 'unsupported')) return reply;
  const mayRun = answers.filter(({ reply }) => reply.state === 'ok' && reply.value === 'OK');
  return ok({ logsIn: true, mayRun: mayRun.map(({ command }) => command) });
}
