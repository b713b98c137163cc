import { type Alert, urgencyOf } from './alert.ts';
import { type Evidence, severities } from './finding.ts';
import { type ReadyStep, readySteps } from './fix-steps.ts';
import { neutralLine } from './neutral.ts';
import type { News } from './news.ts';
import type { NotifiedAlert, NotifiedState } from './notification.ts';
import type { Rule } from './rule.ts';

/** What of an alert stands elsewhere. */
export interface NotifyContext {
  readonly rules: ReadonlyMap<string, Rule>;
  /** Of the findings of this audit, by fingerprint. */
  readonly evidence: ReadonlyMap<string, Evidence>;
}

/** Nobody reads on to the next one, and no message has room for it. */
const MOST_WITH_STEPS = 1000;

/** The order in which a person wants to read of equally severe ones: what is new first. */
const kinds: readonly News['kind'][] = ['begins', 'worse', 'again', 'steady', 'flaps', 'repeat', 'ends'];

/** What is told, the worst first, at last what is over. */
export function notifiedAlerts(news: readonly News[], context: NotifyContext): readonly NotifiedAlert[] {
  const rank = ({ alert, state, kind }: News): number =>
    (state === 'resolved' ? 1000 : severities.indexOf(urgencyOf(alert)) * 100) + kinds.indexOf(kind);
  const sorted = news.map((each) => ({ each, rank: rank(each) })).sort((a, b) => a.rank - b.rank);
  return sorted.map(({ each: { alert, state, reason } }, place) =>
    notified(alert, context, { state, reason, withSteps: state !== 'resolved' && place < MOST_WITH_STEPS }),
  );
}

/** What is said of an alert besides what it is. */
interface Telling {
  readonly state: NotifiedState;
  readonly reason: string;
  readonly withSteps: boolean;
}

/** An alert with everything that can be said of it. */
export function notified(
  alert: Alert,
  { rules, evidence }: NotifyContext,
  { state, reason, withSteps }: Telling = { state: 'firing', reason: alert.reason, withSteps: false },
): NotifiedAlert {
  const { fingerprint, rule: id, resource, message, since } = alert;
  const rule = rules.get(id);
  const found = evidence.get(fingerprint);
  return {
    fingerprint,
    rule: id,
    title: rule?.title ?? id,
    severity: urgencyOf(alert),
    state,
    reason: neutralLine(reason),
    resource,
    place: neutralLine(placeOf(alert)),
    message: neutralLine(message),
    since,
    ...(found === undefined ? {} : { evidence: found }),
    why: rule?.why ?? '',
    steps: withSteps ? stepsFor(rule, resource.address) : [],
    links: rule?.links ?? [],
  };
}

/** Only commands have something of a node in them. */
function stepsFor(rule: Rule | undefined, address: string | undefined): readonly ReadyStep[] {
  return readySteps(rule?.fix ?? [], address).map((step) =>
    step.kind === 'command' ? { ...step, text: neutralLine(step.text) } : step,
  );
}

/** The thing an alert is about in words. What nodes said is in it as they said it. */
export function placeOf({ resource: { kind, id, address = id } }: Pick<Alert, 'resource'>): string {
  if (kind === 'cluster') return 'the whole cluster';
  return kind === 'shard' ? `shard ${id} (primary ${address})` : address;
}
