import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Alert, type AlertState, noAlerts } from '../../lib/core/alert.ts';
import { type Resource, severities } from '../../lib/core/finding.ts';
import { fingerprint } from '../../lib/core/fingerprint.ts';
import { splitNews } from '../../lib/core/hold-back.ts';
import type { Matchers } from '../../lib/core/matchers.ts';
import { clusterFacts, nodeId, ports } from '../builders/facts.ts';
import { findingOf } from '../builders/finding.ts';
import { alertsAfter, alertsTold, planFor } from '../builders/silenced-audits.ts';
import { at, quietAt, silenceOf, windowOf } from '../builders/silences.ts';

const ruleIds = ['aof/not-enabled', 'aof/write-failed', 'rdb/last-save-failed', 'auditor/login-refused'];

const resource = fc.oneof(
  fc.constantFrom(...ports).map(
    (port): Resource => ({
      kind: 'node',
      id: nodeId(port),
      address: `127.0.0.1:${port}`,
      shard: port % 2 === 0 ? '0' : '5461',
    }),
  ),
  fc.constantFrom('0', '5461').map((id): Resource => ({ kind: 'shard', id, address: '127.0.0.1:7001' })),
  fc.constant<Resource>({ kind: 'cluster', id: 'test' }),
);

const alert = fc.record({ rule: fc.constantFrom(...ruleIds), severity: fc.constantFrom(...severities), resource }).map(
  (each): Alert => ({
    ...each,
    fingerprint: fingerprint('test', each.rule, each.resource),
    state: 'firing',
    since: at(0),
    failedAt: at(0),
    changedAt: at(0),
    failures: 1,
    passes: 0,
    message: '',
    reason: '',
    told: {},
  }),
);

const some = <T>(values: fc.Arbitrary<T>) =>
  fc.option(fc.array(values, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 2 });

const matchers = fc
  .record({
    rule: some(fc.constantFrom(...ruleIds, 'aof/*', 'rdb/*', 'auditor/*')),
    severity: some(fc.constantFrom(...severities)),
    cluster: some(fc.constantFrom('test', 'other')),
    shard: some(fc.constantFrom('0', '5461', '10923')),
    node: some(fc.constantFrom(...ports).map((port) => (port > 7003 ? nodeId(port) : `127.0.0.1:${port}`))),
  })
  .map((given): Matchers => JSON.parse(JSON.stringify(given)));

/** Seconds; so few that edges meet often. */
const span = fc
  .tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 4 }))
  .map(([from, to]) => ({ from, to: Math.max(from + 1, to) }));

const silence = fc
  .record({ span, matchers, endedAt: fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined, freq: 3 }) })
  .map(({ span: { from, to }, matchers: given, endedAt }) => ({
    from,
    to: Math.min(to, endedAt ?? to),
    given,
    silence: silenceOf({ from, to, matchers: given, ...(endedAt === undefined ? {} : { endedAt: at(endedAt) }) }),
  }));

const window = fc.record({ span, matchers }).map(({ span: { from, to }, matchers: given }) => ({
  from,
  to,
  given,
  window: windowOf(from, to, { matchers: given }),
}));

/** The same once more in the plainest words, to compare with. */
function isMeant(
  { rule, severity, cluster, shard, node }: Matchers,
  { rule: id, severity: level, resource: thing }: Alert,
): boolean {
  if (id.startsWith('auditor/') && !rule?.some((each) => each.startsWith('auditor/'))) return false;
  if (rule !== undefined && !rule.includes(id) && !rule.includes(`${id.split('/')[0]}/*`)) return false;
  if (severity !== undefined && !severity.includes(level)) return false;
  if (cluster !== undefined && !cluster.includes('test')) return false;
  if (
    shard !== undefined &&
    !(thing.kind === 'shard' ? shard.includes(thing.id) : thing.shard !== undefined && shard.includes(thing.shard))
  )
    return false;
  return (
    node === undefined || (thing.kind === 'node' && (node.includes(thing.id) || node.includes(thing.address ?? '')))
  );
}

describe('whatever the alerts, silences and windows', () => {
  test('what no active one matches is told, and nothing else is', () => {
    const property = fc.property(
      fc.uniqueArray(alert, { selector: (each) => each.fingerprint }),
      fc.array(silence),
      fc.array(window, { maxLength: 3 }),
      (alerts, silences, windows) => {
        const active = [...silences, ...windows].filter(({ from, to }) => from <= 0 && 0 < to);
        const wanted = alerts.filter((each) => !active.some(({ given }) => isMeant(given, each)));
        const quiet = quietAt(
          0,
          silences.map((each) => each.silence),
          windows.map((each) => each.window),
        );
        const { told, held } = splitNews(alerts, 'test', quiet);
        expect(told).toEqual(wanted);
        expect(told.length + held.length).toBe(alerts.length);
      },
    );
    fc.assert(property, { numRuns: 500 });
  });
});

const watched = ([7001, 7002] as const).flatMap((port) =>
  ['aof/write-failed', 'rdb/last-save-failed'].map((rule) => findingOf({ rule, port })),
);

const audit = fc.record({
  verdicts: fc.tuple(
    ...watched.map(() => fc.constantFrom<'pass' | 'fail' | 'unknown'>('pass', 'fail', 'fail', 'unknown')),
  ),
  /** Which of the four are silenced at this audit. */
  silenced: fc.tuple(...watched.map(() => fc.boolean())),
  delivered: fc.boolean(),
});

interface Known {
  readonly state: 'none' | 'firing' | 'over';
  readonly told: 'no' | 'perhaps' | 'yes';
}

/** What becomes of one alert, by the book: what was refused may have arrived, so it is told again, and so is its end. */
function next({ state, told }: Known, verdict: string): Known {
  if (verdict === 'fail') return { state: 'firing', told };
  if (verdict === 'pass' && state === 'firing')
    return told === 'no' ? { state: 'none', told } : { state: 'over', told };
  return { state, told };
}

describe('whatever happens to alerts and silences over time', () => {
  test('each audit tells exactly what is due: the first after a silence tells what still fires', () => {
    const property = fc.property(fc.array(audit, { minLength: 1, maxLength: 12 }), (audits) => {
      let state: AlertState = noAlerts;
      let known: readonly Known[] = watched.map(() => ({ state: 'none', told: 'no' }));
      for (const [index, { verdicts, silenced, delivered }] of audits.entries()) {
        const facts = clusterFacts({ at: index * 300 });
        const findings = watched.map((finding, i) => ({ ...finding, status: verdicts[i] ?? 'pass' }));
        const silences = watched
          .filter((_, i) => silenced[i])
          .map(({ rule, resource: { id } }) =>
            silenceOf({ from: index * 300, to: (index + 1) * 300, matchers: { rule: [rule], node: [id] } }),
          );
        const alerts = alertsAfter(state, findings, facts);
        const planned = planFor(alerts, facts, quietAt(index * 300, silences), new Map());
        state = alertsTold(planned.plan, facts, delivered);

        known = known.map((each, i) => next(each, verdicts[i] ?? 'pass'));
        const due = known.map(
          ({ state: is, told }, i) => is === 'over' || (is === 'firing' && told !== 'yes' && silenced[i] !== true),
        );
        expect(new Set(planned.tells)).toEqual(
          new Set(watched.filter((_, i) => due[i]).map((finding) => finding.fingerprint)),
        );
        known = known.map((each, i) => {
          if (due[i] !== true) return each;
          if (!delivered) return { ...each, told: 'perhaps' };
          return each.state === 'over' ? { state: 'none', told: 'no' } : { ...each, told: 'yes' };
        });
      }
    });
    fc.assert(property, { numRuns: 120 });
  });
});
