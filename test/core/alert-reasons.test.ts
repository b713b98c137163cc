import { describe, expect, test } from '@jest/globals';
import { noAlerts } from '../../lib/core/alert.ts';
import { holdReasons, stateReasons, tellReasons } from '../../lib/core/alert-reasons.ts';
import { defaultAlertSettings } from '../../lib/core/alert-settings.ts';
import type { Finding } from '../../lib/core/finding.ts';
import { planNotifications } from '../../lib/core/plan.ts';
import { rules } from '../../lib/core/rules/index.ts';
import { clusterFacts } from '../builders/facts.ts';
import { alertOf } from '../builders/notification.ts';
import { pageAt } from '../docs/pages.ts';
import { play } from './timeline-player.ts';
import * as stories from './timelines.ts';

type Samples<R extends Readonly<Record<string, (...args: never[]) => string>>> = {
  readonly [K in keyof R]: Parameters<R[K]>;
};

/** As the page writes them; the types see to it that none is missing. */
const states: Samples<typeof stateReasons> = {
  failed: [],
  failedInARow: ['N'],
  failedAndWaits: ['N'],
  passed: [],
  passedInARow: ['N'],
  overtaken: [],
  passedAndWaits: ['N', 'N'],
  notApplicable: ['WHY'],
  nodeGone: [],
  shardGone: [],
  ruleOff: [],
  ruleGone: [],
  notJudged: ['WHY'],
  notYetClear: ['WHY'],
  raised: ['SEVERITY', 'SEVERITY'],
  lowered: ['SEVERITY', 'SEVERITY'],
  escalated: ['N'],
  flaps: ['N', 'N'],
  steady: ['N'],
  endUntold: ['N'],
};
const tellings: Samples<typeof tellReasons> = {
  late: [],
  released: [],
  unsilenced: ['HOLDER'],
  again: [],
  raised: ['SEVERITY', 'SEVERITY'],
  repeated: ['N'],
  joined: [],
};
const holds: Samples<typeof holdReasons> = {
  muted: ['RULE'],
  failover: ['TIME'],
  reshard: ['TIME'],
  unconfirmed: [],
  flapping: ['N'],
  silenced: ['HOLDER', 'OWNER', 'TIME', 'WHY'],
  info: [],
};

function wordsOf(
  reasons: Readonly<Record<string, (...args: never[]) => string>>,
  samples: Readonly<Record<string, readonly unknown[]>>,
): readonly string[] {
  return Object.entries(reasons).map(([name, reason]) => reason(...((samples[name] ?? []) as never[])));
}

const all = {
  states: wordsOf(stateReasons, states),
  tellings: wordsOf(tellReasons, tellings),
  holds: wordsOf(holdReasons, holds),
};

const page = pageAt('docs/alerts.md').text;

/** The first column of the tables below a heading, one list for each table. */
function reasonTables(): readonly (readonly string[])[] {
  const section = page.slice(page.indexOf('## States and reasons'));
  const tables = section.split('\n\n').filter((block) => block.startsWith('| Reason'));
  return tables.map((table) => [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, reason = '']) => reason));
}

/** What a reason of the page stands for. */
function patternOf(reason: string): RegExp {
  const source = reason.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${source.replaceAll(/\b(?:N|WHY|SEVERITY|RULE|TIME|HOLDER|OWNER)\b/g, '.+')}$`);
}

test('docs/alerts.md has every reason that there is, and no other', () => {
  expect(reasonTables()).toEqual([all.states, all.tellings, all.holds]);
});

test('docs/alerts.md names every state', () => {
  const named = [...page.matchAll(/^\| .* \| `(\w+)`/gm)].map(([, state]) => state);
  expect(new Set(named.filter((state) => ['pending', 'firing', 'resolved'].includes(state ?? '')))).toEqual(
    new Set(['pending', 'firing', 'resolved']),
  );
});

describe('the timelines', () => {
  const played = Object.values(stories).flat().map(play);
  const given = {
    states: new Set(played.flatMap(({ reasons }) => reasons)),
    tellings: new Set(played.flatMap((each) => each.tellings)),
    holds: new Set(played.flatMap((each) => each.holds)),
  };
  /** Of a later version, of a month (decide.test.ts), and of a store that fails (assess-pending.test.ts). */
  const elsewhere = [stateReasons.ruleGone(), stateReasons.endUntold('N'), stateReasons.overtaken()];

  test.each([
    ['states', all.states],
    // Where there is no reason of its own, it is that of the state.
    ['tellings', [...all.tellings, ...all.states]],
    ['holds', all.holds],
  ] as const)('give no other reason for %s than the page has', (kind, reasons) => {
    const patterns = reasons.map(patternOf);
    expect([...given[kind]].filter((reason) => !patterns.some((pattern) => pattern.test(reason)))).toEqual([]);
  });

  test.each(['states', 'tellings', 'holds'] as const)('give every reason for %s that the page has', (kind) => {
    const wanted = all[kind].filter((reason) => !elsewhere.includes(reason));
    expect(wanted.filter((reason) => ![...given[kind]].some((each) => patternOf(reason).test(each)))).toEqual([]);
  });
});

test('the message in docs/alerts.md is written like that', () => {
  const [, shown = ''] = /```text\n([\s\S]*?)```/.exec(page) ?? [];
  const known = {
    mail: { state: 'firing', severity: 'warning', at: '2026-03-01T01:00:00.000Z', certain: true },
  } as const;
  const alerts = [
    alertOf('topology/node-unreachable', 7001, {
      message: 'no reply in 3 attempts of 2000 ms each: silence',
      reason: stateReasons.failedInARow(2),
      changedAt: '2026-03-01T03:05:00.000Z',
    }),
    alertOf('topology/node-marked-failed', 7001),
    alertOf('latency/round-trip-slow', 7002, { state: 'resolved', since: '2026-03-01T01:00:00.000Z', told: known }),
    alertOf('aof/write-failed', 7003, { told: known, severity: 'warning' }),
  ];
  const silent = {
    answered: false,
    attempts: 3,
    outcome: { state: 'failed', reason: 'timeout', detail: '' },
    errorCodes: [],
  } as const;
  const [message] = planNotifications({
    historyAt: 'DIR',
    alerts: { ...noAlerts, alerts: Object.fromEntries(alerts.map((alert) => [alert.fingerprint, alert])) },
    facts: clusterFacts({
      at: 300,
      audit: 'topology',
      cluster: { id: 'shop', provider: 'self-managed' },
      nodes: { 7001: { connection: silent } },
    }),
    findings: [] as readonly Finding[],
    rules: new Map(rules.map((rule) => [rule.id, rule])),
    settings: defaultAlertSettings,
    sinks: ['mail'],
  }).messages;
  expect(`${message?.notification.subject}\n\n${message?.notification.text}\n`).toBe(shown);
});
