import type { MessageDocument } from './message-document.ts';

/** What stands in an incident for whoever opens it: the worst first, and commands to paste. */
export interface IncidentDetails {
  readonly cluster: string;
  readonly rule: string;
  readonly alerts_firing: number;
  /** Told before, and not over. */
  readonly alerts_firing_on: number;
  readonly why?: string;
  readonly run?: readonly string[];
  readonly to_do?: readonly string[];
  /** Places that say the same are one of them; the worst first. */
  readonly found: readonly Found[];
  /** Alerts that there was no room for. */
  readonly alerts_left_out: number;
  readonly history: string;
  readonly explain: string;
}

interface Found {
  readonly where: string;
  /** The measured value against the threshold. */
  readonly what: string;
  readonly severity: string;
  readonly since: string;
  readonly told_because: string;
}

type Rule = MessageDocument['rules'][number];
type Part = MessageDocument['content']['parts'][number];

/** PagerDuty takes 512 KB for an event; nobody reads as much. A character takes up to six bytes when it is escaped. */
const MOST_FOUND = 40_000;
const MOST_WORDS = 2000;
const MOST_STEPS = 30;

/** @param parts of this rule that fire, the worst first; none when the message had no room for any */
export function detailsOf(
  { clusterId, history }: Pick<MessageDocument, 'clusterId' | 'history'>,
  { rule, firing, firingOn }: Rule,
  parts: readonly Part[],
): IncidentDetails {
  const [first] = parts;
  const shown = partsWithRoom(parts);
  const told = shown.reduce((sum, { alerts, alertsLeftOut }) => sum + alerts.length + alertsLeftOut, 0);
  return {
    cluster: clusterId,
    rule,
    alerts_firing: firing,
    alerts_firing_on: firingOn,
    ...(first === undefined ? {} : { why: shortLine(first.why, MOST_WORDS), ...stepsOf(first) }),
    found: shown.map(foundOf),
    alerts_left_out: firing - told,
    history,
    explain: `redis-auditor rules explain ${rule}`,
  };
}

function stepsOf({ steps }: Part): Pick<Required<IncidentDetails>, 'run' | 'to_do'> {
  const of = (wanted: string): readonly string[] =>
    steps
      .filter(({ kind }) => kind === wanted)
      .slice(0, MOST_STEPS)
      .map(({ text }) => shortLine(text, MOST_WORDS));
  return { run: of('command'), to_do: of('sentence') };
}

function partsWithRoom(parts: readonly Part[]): readonly Part[] {
  let length = 0;
  return parts.filter((part) => {
    length += JSON.stringify(foundOf(part)).length;
    return length <= MOST_FOUND;
  });
}

function foundOf({ where, what, severity, since, reason }: Part): Found {
  const [placed, said, because] = [where, what, reason].map((text) => shortLine(text, MOST_WORDS));
  return { where: placed ?? '', what: said ?? '', severity, since, told_because: because ?? '' };
}

/** The beginning of a line, with a sign where it is cut; characters are never cut in half. */
export function shortLine(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
