import { type Alert, type AlertState, type Told, urgencyOf } from './alert.ts';
import type { News } from './news.ts';
import type { PlannedMessage } from './plan.ts';

/** How telling went. */
export interface Telling {
  /** Scheduled time of the audit. */
  readonly at: string;
  /** Names of those that did not take their message. */
  readonly refused: ReadonlySet<string>;
}

/**
 * The alerts with what each sink knows after the messages were sent. What a sink took it knows. What it did not take may
 * have arrived all the same, so it counts as uncertain: it is told again, and so is its end. What is over goes when no
 * sink has to hear of it any more. That counts those that are not there: an audit by hand knows its own sink only, and
 * the functions, whose turn comes next, theirs.
 */
export function rememberTold(state: AlertState, messages: readonly PlannedMessage[], telling: Telling): AlertState {
  const alerts: Record<string, Alert> = { ...state.alerts };
  for (const { news, sinks } of messages)
    for (const each of news) {
      const alert = alerts[each.alert.fingerprint];
      if (alert !== undefined) alerts[alert.fingerprint] = toldOf(alert, each, sinks, telling);
    }
  for (const alert of Object.values(alerts)) if (!isKept(alert)) delete alerts[alert.fingerprint];
  return { ...state, alerts };
}

function toldOf(alert: Alert, news: News, sinks: readonly string[], { at, refused }: Telling): Alert {
  const told: Record<string, Told> = { ...alert.told };
  for (const sink of sinks) {
    const now = afterwards(alert, news, told[sink], { at, certain: !refused.has(sink) });
    if (now === undefined) delete told[sink];
    else told[sink] = now;
  }
  return { ...alert, told };
}

/** What a sink knows then; undefined when the alert is over for it. */
function afterwards(
  alert: Alert,
  { state }: News,
  before: Told | undefined,
  { at, certain }: Pick<Told, 'at' | 'certain'>,
): Told | undefined {
  if (state !== 'resolved') return { state, severity: urgencyOf(alert), at, certain };
  return certain || before === undefined ? undefined : { ...before, certain };
}

function isKept({ state, flapping, told }: Alert): boolean {
  return state !== 'resolved' || flapping !== undefined || Object.keys(told).length > 0;
}
