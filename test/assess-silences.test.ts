import { describe, expect, test } from '@jest/globals';
import { memoryStore } from '../lib/adapters/stores/memory.ts';
import { memoryRecords } from '../lib/adapters/stores/memory-records.ts';
import { silenceStore } from '../lib/adapters/stores/shared/silence-records.ts';
import { type AssessTools, assess } from '../lib/assess.ts';
import { defaultAlertSettings } from '../lib/core/alert-settings.ts';
import { StateConflictError, StoreError } from '../lib/core/errors.ts';
import type { MaintenanceWindow } from '../lib/core/hold-back.ts';
import type { Notification } from '../lib/core/notification.ts';
import { defaultPolicy } from '../lib/core/policy.ts';
import type { Silence } from '../lib/core/silence.ts';
import type { SilenceStore } from '../lib/ports.ts';
import { clusterFacts } from './builders/facts.ts';
import { at, silenceOf, windowOf } from './builders/silences.ts';
import { ruleSet } from './harness/audits.ts';

/** A store, a mailbox and a clock; one rule, that the first node fails. */
async function world(
  silences: readonly Silence[],
  change: { readonly windows?: readonly MaintenanceWindow[]; readonly store?: Partial<SilenceStore> } = {},
) {
  const objects = memoryStore();
  const stored = silenceStore(objects);
  await stored.saveSilences('test', { schemaVersion: 1, silences }, null);
  const store = { ...stored, ...change.store };
  const mailbox: Notification[] = [];
  const log: string[] = [];
  const clock = { seconds: 0 };
  const tools: AssessTools = {
    state: memoryRecords(),
    history: {
      location: 'DIR',
      putFindings: async () => {},
      putSlowlog: async () => {},
      loadAlertLog: async () => [],
      putAlertLog: async (_, { transitions, held, attempts }) => {
        log.push(...transitions.map(({ from, to, reason }) => `${from} ${to}: ${reason}`));
        log.push(
          ...held.filter(({ isNew }) => isNew).map(({ alert: { state }, reason }) => `${state} ${state}: ${reason}`),
        );
        const told = attempts.flatMap(({ notification }) => notification.alerts);
        log.push(...told.map(({ state, reason }) => `${state} ${state}: ${reason}`));
      },
    },
    sinks: [
      {
        name: 'mailbox',
        async deliver(notification) {
          mailbox.push(notification);
          return { sink: 'mailbox', status: 'delivered' };
        },
      },
    ],
    pause: async () => {},
    quiet: { silences: store, windowsAround: () => change.windows ?? [], now: () => at(clock.seconds) },
  };
  const judge = (seconds: number, fails = true) => {
    clock.seconds = seconds;
    const facts = clusterFacts({
      at: seconds,
      nodes: fails ? { 7001: { info: { aof_last_write_status: 'err' } } } : {},
    });
    return assess(
      { facts, rules: ruleSet({}, ['aof/write-failed']), policy: defaultPolicy, alerting: defaultAlertSettings },
      tools,
    );
  };
  return { judge, mailbox, log, store, objects, clock, tools };
}

const told = (mailbox: readonly Notification[]) => mailbox.map(({ reason }) => reason);

describe('an assessment with silences', () => {
  test('keeps an alert untold, shows it in the result, and tells it when the silence is over', async () => {
    const { judge, mailbox, log } = await world([silenceOf({ to: 600 })]);
    const first = await judge(0);
    expect(mailbox).toEqual([]);
    expect(first.summary.critical).toBe(1);
    expect(first.alerts).toMatchObject([{ rule: 'aof/write-failed', state: 'firing' }]);
    expect(first.silences).toMatchObject([
      {
        kind: 'silence',
        id: 'a1b2c3d4',
        owner: 'ann',
        reason: 'new disk',
        until: at(600),
        alerts: [{ rule: 'aof/write-failed', resource: { address: '127.0.0.1:7001' } }],
      },
    ]);
    const second = await judge(600);
    expect(told(mailbox)).toEqual(['1 began to fire']);
    expect(second.silences).toEqual([]);
    expect(log).toEqual([
      'none firing: failed in this audit',
      `firing firing: held back by silence a1b2c3d4 of ann until ${at(600)}: new disk`,
      'firing firing: silence a1b2c3d4 holds it back no longer, and it still fires',
    ]);
  });

  test('says nothing of what came and went under the silence', async () => {
    const { judge, mailbox } = await world([silenceOf({ to: 600 })]);
    await judge(0);
    await judge(300, false);
    await judge(600, false);
    expect(mailbox).toEqual([]);
  });

  test('goes by the moment of telling, not by when the audit was due', async () => {
    const { mailbox, tools } = await world([silenceOf({ from: 20, to: 600 })]);
    const facts = clusterFacts({ at: 0, nodes: { 7001: { info: { aof_last_write_status: 'err' } } } });
    const late: AssessTools = {
      ...tools,
      quiet: { ...(tools.quiet as NonNullable<AssessTools['quiet']>), now: () => at(30) },
    };
    await assess(
      { facts, rules: ruleSet({}, ['aof/write-failed']), policy: defaultPolicy, alerting: defaultAlertSettings },
      late,
    );
    expect(mailbox).toEqual([]);
  });

  test('honours maintenance windows', async () => {
    const { judge, mailbox } = await world([], { windows: [windowOf(0, 600)] });
    const { silences } = await judge(0);
    expect(silences).toMatchObject([{ kind: 'maintenance', id: 'weekly-restart', until: at(600) }]);
    expect(mailbox).toEqual([]);
    await judge(600);
    expect(told(mailbox)).toEqual(['1 began to fire']);
  });

  test('warns once that a silence ends, and remembers that in the book', async () => {
    const { judge, mailbox, store } = await world([silenceOf({ to: 7200 })]);
    for (const seconds of [0, 3500, 3600, 3900, 7200]) await judge(seconds);
    expect(told(mailbox)).toEqual(['a silence ends soon over what still fires', '1 began to fire']);
    expect((await store.loadSilences('test')).book.silences).toMatchObject([{ warnedAt: at(3600) }]);
  });

  test('does not lose a silence that is added while it warns', async () => {
    const added = silenceOf({ id: 'added', matchers: { rule: ['rdb/*'] } });
    let raced = false;
    const { judge, store, objects } = await world([silenceOf({ to: 7200 })], {
      store: {
        async saveSilences(clusterId, book, token) {
          const real = silenceStore(objects);
          if (!raced) {
            raced = true;
            const before = await real.loadSilences(clusterId);
            await real.saveSilences(
              clusterId,
              { ...before.book, silences: [...before.book.silences, added] },
              before.token,
            );
          }
          await real.saveSilences(clusterId, book, token);
        },
      },
    });
    await judge(3600);
    const { silences } = (await store.loadSilences('test')).book;
    expect(silences).toMatchObject([{ id: 'a1b2c3d4', warnedAt: at(3600) }, { id: 'added' }]);
  });

  test('is not undone when the warning cannot be noted: it comes again', async () => {
    const conflict = async (): Promise<never> => {
      throw new StateConflictError('changed', 'Run again.');
    };
    const { judge, mailbox } = await world([silenceOf({ to: 7200 })], { store: { saveSilences: conflict } });
    await judge(3600);
    await judge(3900);
    expect(told(mailbox)).toEqual(Array(2).fill('a silence ends soon over what still fires'));
  });

  test('tells everything when the silences cannot be understood, and says so', async () => {
    const { judge, mailbox, objects } = await world([silenceOf()]);
    const stored = await objects.read('state/cluster=test/silences.json');
    await objects.replace('state/cluster=test/silences.json', Buffer.from('{'), stored?.token ?? null);
    const result = await judge(0);
    expect(told(mailbox)).toEqual(['1 began to fire']);
    expect(result.silencesProblem).toBe('state/cluster=test/silences.json in memory is damaged');
    expect(mailbox[0]?.text).toContain(
      'No silence counts, for they could not be read: state/cluster=test/silences.json in',
    );
  });

  test('fails when they cannot be read at all, so that it is tried again', async () => {
    const broken = async (): Promise<never> => {
      throw new StoreError('cannot read', 'Check it.');
    };
    const { judge, mailbox } = await world([], { store: { loadSilences: broken } });
    await expect(judge(0)).rejects.toMatchObject({ name: 'StoreError' });
    expect(mailbox).toEqual([]);
  });
});
