import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryStore } from '../lib/adapters/stores/memory.ts';
import { recordStore } from '../lib/adapters/stores/shared/records.ts';
import { assessPending } from '../lib/assess-pending.ts';
import { noAlerts } from '../lib/core/alert.ts';
import { type AlertSettings, defaultAlertSettings } from '../lib/core/alert-settings.ts';
import { AuditorError, StateConflictError, StoreError } from '../lib/core/errors.ts';
import type { ClusterFacts } from '../lib/core/facts.ts';
import { fingerprint } from '../lib/core/fingerprint.ts';
import { documentOf } from '../lib/core/message-document.ts';
import type { Notification, NotifiedState } from '../lib/core/notification.ts';
import { failed } from '../lib/core/observed.ts';
import { pagerDutyEvents } from '../lib/core/pagerduty-events.ts';
import { asDeclared } from '../lib/core/rule.ts';
import { rule } from '../lib/core/rules/aof/not-enabled.ts';
import type { Sink } from '../lib/ports.ts';
import { clusterFacts, nodeId, type Port, policyWith } from './builders/facts.ts';

/*
 * The flow as it runs in a function, on a store in memory: audits find faults on three nodes, events come in any order,
 * twice or never, two sinks fail now and then, and the process dies at any of its effects. A model that knows nothing
 * but the verdicts says what each sink has to know.
 */

const nodes = [7001, 7002, 7003] as const satisfies readonly Port[];
const alertOn = new Map(nodes.map((port) => [fingerprint('test', rule.id, { kind: 'node', id: nodeId(port) }), port]));
const sinkNames = ['mail', 'chat'] as const;

type Verdict = 'fail' | 'pass' | 'unknown';
/** What becomes of one attempt: it is taken, it is lost, or it arrives and the answer is lost. */
type Attempt = 'taken' | 'refused' | 'refused for good' | 'answer lost';
/** What becomes of one write. A conflict is what another process leaves that saved in between. */
type Write = 'done' | 'dies before' | 'conflict';

interface Story {
  /** For each audit the verdict on each node. */
  readonly audits: readonly (readonly [Verdict, Verdict, Verdict])[];
  /** Which audit's event comes; any of them may be missing or come again. */
  readonly events: readonly number[];
  readonly attempts: readonly Attempt[];
  readonly findings: readonly Write[];
  readonly logs: readonly Write[];
  readonly states: readonly Write[];
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

const verdict = fc.constantFrom<Verdict>('fail', 'fail', 'pass', 'pass', 'unknown');
const write = fc.array(fc.constantFrom<Write>('done', 'done', 'done', 'dies before'), { maxLength: 12 });

const stories: fc.Arbitrary<Story> = fc.record({
  audits: fc.array(fc.tuple(verdict, verdict, verdict), { minLength: 2, maxLength: 8 }),
  events: fc.array(fc.nat(7), { maxLength: 12 }),
  attempts: fc.array(fc.constantFrom<Attempt>('taken', 'taken', 'refused', 'refused for good', 'answer lost'), {
    maxLength: 30,
  }),
  findings: write,
  logs: write,
  states: fc.array(fc.constantFrom<Write>('done', 'done', 'dies before', 'conflict'), { maxLength: 16 }),
  failureThreshold: fc.integer({ min: 1, max: 2 }),
  successThreshold: fc.integer({ min: 1, max: 2 }),
});

/** Every change is told by itself: the timelines have flapping and reminders. */
const alerting: AlertSettings = {
  ...defaultAlertSettings,
  repeatHours: { critical: 0, warning: 0 },
  flapping: { changes: 100, withinHours: 6 },
};

const pages = { environment: 'test', severities: ['critical', 'warning'] } as const;

function factsOf(verdicts: Story['audits'][number], index: number): ClusterFacts {
  const change = (of: Verdict) =>
    of === 'unknown'
      ? { noInfo: failed('timeout', 'silent'), noConfig: failed('timeout', 'silent') }
      : { info: { aof_enabled: of === 'fail' ? 0 : 1 } };
  const changes = nodes.map((port, place) => [port, change(verdicts[place] ?? 'pass')] as const);
  return clusterFacts({ at: (index + 1) * 300, audit: 'persistence', nodes: Object.fromEntries(changes) });
}

/** Which alerts fire, by nothing but the verdicts of the audits that were judged. */
function modelOf({ failureThreshold, successThreshold }: Story) {
  const counts = nodes.map(() => ({ fires: false, failures: 0, passes: 0 }));
  const changes: string[] = [];
  return {
    firing: (): ReadonlySet<Port> => new Set(nodes.filter((_, place) => counts[place]?.fires)),
    /** Failed, and not yet as often as is wanted. */
    waiting: (): ReadonlySet<Port> =>
      new Set(nodes.filter((_, place) => counts[place]?.fires === false && counts[place].failures > 0)),
    /** Every change so far: `7001 firing`. */
    changes,
    judge(verdicts: readonly Verdict[]): void {
      for (const [place, count] of counts.entries()) {
        const of = verdicts[place];
        if (of === 'unknown') continue;
        count.failures = of === 'fail' ? count.failures + 1 : 0;
        count.passes = of === 'pass' ? count.passes + 1 : 0;
        const fires = count.fires ? count.passes < successThreshold : count.failures >= failureThreshold;
        if (fires !== count.fires) changes.push(`${nodes[place]} ${fires ? 'firing' : 'resolved'}`);
        count.fires = fires;
      }
    },
  };
}

/** What one sink got, and what it therefore believes. */
function recipient(name: string, next: () => Attempt) {
  const beliefs = new Map<Port, NotifiedState>();
  const got: string[] = [];
  /** Incidents that a pager would have open, by the same messages. */
  const incidents = new Set<string>();
  /** Ends that arrived with a message whose assessment was saved: node and beginning. */
  const ended = new Set<string>();
  const afterItsEnd: string[] = [];
  let unsaved: string[] = [];
  let isUpToDate = true;
  const arrive = (notification: Notification): void => {
    const { alerts } = notification;
    for (const { event_action, dedup_key } of pagerDutyEvents(documentOf(notification, 48_000), pages))
      if (event_action === 'trigger') incidents.add(dedup_key);
      else incidents.delete(dedup_key);
    for (const { fingerprint: print, state, since } of alerts) {
      const port = alertOn.get(print);
      if (port === undefined) throw new Error('nobody knows this alert');
      beliefs.set(port, state);
      got.push(`${port} ${state}`);
      if (state === 'resolved') unsaved.push(`${port} ${since}`);
      else if (ended.has(`${port} ${since}`)) afterItsEnd.push(`${port} ${since}`);
    }
  };
  const sink: Sink = {
    name,
    async deliver(notification) {
      const attempt = next();
      if (attempt === 'taken' || attempt === 'answer lost') arrive(notification);
      isUpToDate = attempt === 'taken';
      if (attempt === 'taken') return { sink: name, status: 'delivered' };
      return { sink: name, status: 'failed', retryable: attempt !== 'refused for good', error: attempt };
    },
  };
  return {
    sink,
    got,
    afterItsEnd,
    isPaged: () => incidents.size > 0,
    believesToFire: () => new Set(nodes.filter((port) => beliefs.get(port) === 'firing')),
    isUpToDate: () => isUpToDate,
    begin: () => {
      unsaved = [];
      isUpToDate = true;
    },
    saved: () => {
      for (const end of unsaved) ended.add(end);
    },
  };
}

/** Lives through a story and checks on the way what must hold at each step. */
async function live(story: Story) {
  const records = recordStore(memoryStore());
  const model = modelOf(story);
  const [attempts, writes] = [
    story.attempts.values(),
    { findings: story.findings.values(), logs: story.logs.values(), states: story.states.values() },
  ];
  const recipients = sinkNames.map((name) => recipient(name, () => attempts.next().value ?? 'taken'));
  const faults = { died: 0 };
  const doing = async (what: keyof typeof writes, work: () => Promise<void>): Promise<void> => {
    const write = writes[what].next().value ?? 'done';
    if (write !== 'done') faults.died += 1;
    if (write === 'dies before') throw new StoreError(`the process dies before ${what}`, 'Run again.');
    if (write === 'conflict') throw new StateConflictError('somebody else saved', 'Run again.');
    await work();
  };
  const runs = story.audits.map(factsOf);
  // One that was judged before the story begins: of what lies before that nobody knows.
  const first = clusterFacts({ audit: 'persistence' });
  for (const facts of [first, ...runs]) await records.putFacts(facts);
  const { token, ...nothing } = await records.load('test');
  await records.save(
    'test',
    { ...nothing, alerts: { ...noAlerts, lastRunOf: { persistence: first.scheduledAt } } },
    token,
  );
  const judged: string[] = [];
  const enabled = asDeclared(rule, story);
  const event = (arrived: ClusterFacts): Promise<void> =>
    assessPending(
      {
        arrived,
        alerting,
        policy: policyWith({ backup: {} }),
        rulesOf: () => [enabled],
        intervals: { persistence: 300 },
        deadline: new AbortController().signal,
      },
      {
        facts: records,
        sinks: recipients.map(({ sink }) => sink),
        pause: async () => {},
        history: {
          ...records,
          putFindings: (...args) => doing('findings', () => records.putFindings(...args)),
          putAlertLog: (...args) => doing('logs', () => records.putAlertLog(...args)),
        },
        state: {
          load: async (id) => {
            for (const each of recipients) each.begin();
            return records.load(id);
          },
          save: async (id, state, token) => {
            await doing('states', () => records.save(id, state, token));
            for (const each of recipients) each.saved();
            expectBounded(state.alerts);
          },
        },
        judged({ scheduledAt }) {
          judged.push(scheduledAt);
          model.judge(story.audits[runs.findIndex((run) => run.scheduledAt === scheduledAt)] ?? []);
          // Whoever took what it was given knows how it is.
          for (const each of recipients.filter((one) => one.isUpToDate())) expectToKnow(each, model);
        },
      },
    );
  return { runs, event, model, recipients, judged, faults };
}

/** Who missed an end is not told of it while the same check has begun to fail again: it may fire in a moment. */
function expectToKnow(each: ReturnType<typeof recipient>, { firing, waiting }: ReturnType<typeof modelOf>): void {
  const mayFire = waiting();
  expect(new Set([...each.believesToFire()].filter((port) => !mayFire.has(port)))).toEqual(firing());
  // One incident stands for all three nodes: it is open while one of them fires, and closed when none may.
  if (each.believesToFire().size > 0) expect(each.isPaged()).toBe(true);
  if (firing().size + mayFire.size === 0) expect(each.isPaged()).toBe(false);
}

function expectBounded({
  alerts,
  changes,
}: Awaited<ReturnType<ReturnType<typeof recordStore>['load']>>['alerts']): void {
  expect(Object.keys(alerts).length).toBeLessThanOrEqual(nodes.length);
  expect(Math.max(0, ...Object.values(changes).map(({ length }) => length))).toBeLessThanOrEqual(101);
  for (const { told } of Object.values(alerts)) expect(sinkNames).toEqual(expect.arrayContaining(Object.keys(told)));
}

type Life = Awaited<ReturnType<typeof live>>;

/** @returns whether the event ended well; what a check has found must not be taken for a fault of the story */
async function come({ runs, event }: Life, index: number): Promise<boolean> {
  const arrived = runs[index % runs.length];
  if (arrived === undefined) throw new Error('there is no such audit');
  return event(arrived).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AuditorError) return false;
      throw error;
    },
  );
}

/** All events, and then the last one as often as it takes: Lambda tries again, and so does the next audit. */
async function liveThrough(story: Story): Promise<Life> {
  const life = await live(story);
  for (const index of story.events) await come(life, index);
  while (!(await come(life, life.runs.length - 1)));
  return life;
}

const rounds = { numRuns: Number(process.env.PROPERTY_RUNS ?? 60) };

describe('whatever happens to events, sinks and the process', () => {
  test('each sink that takes its messages knows how it is, and hears of nothing after its end', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { judged, recipients, model } = await liveThrough(story);
        expect(judged).toEqual([...new Set(judged)].toSorted());
        for (const each of recipients) {
          expectToKnow(each, model);
          expect(each.afterItsEnd).toEqual([]);
        }
      }),
      rounds,
    );
  });

  test('where nothing fails each change is told to each sink exactly once, in its order', async () => {
    const calm = stories.map((story): Story => ({ ...story, attempts: [], findings: [], logs: [], states: [] }));
    await fc.assert(
      fc.asyncProperty(calm, async (story) => {
        const { recipients, model } = await liveThrough(story);
        for (const port of nodes) {
          const of = (changes: readonly string[]) => changes.filter((change) => change.startsWith(String(port)));
          for (const each of recipients) expect(of(each.got)).toEqual(of(model.changes));
        }
      }),
      rounds,
    );
  });

  test('where only the process dies nothing is lost, and no more is told twice than it died', async () => {
    const dying = stories.map((story): Story => ({ ...story, attempts: [] }));
    await fc.assert(
      fc.asyncProperty(dying, async (story) => {
        const { recipients, model, faults } = await liveThrough(story);
        for (const each of recipients) {
          const twice = each.got.length - model.changes.length;
          expect(twice).toBeGreaterThanOrEqual(0);
          expect(twice).toBeLessThanOrEqual(faults.died * nodes.length);
          expect(new Set(each.got)).toEqual(new Set(model.changes));
        }
      }),
      rounds,
    );
  });
});
