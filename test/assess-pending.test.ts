import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryStore } from '../lib/adapters/stores/memory.ts';
import type { ObjectStore } from '../lib/adapters/stores/shared/object-store.ts';
import { recordStore } from '../lib/adapters/stores/shared/records.ts';
import { assessPending } from '../lib/assess-pending.ts';
import { defaultAlertSettings } from '../lib/core/alert-settings.ts';
import { runsIn } from '../lib/core/audit-series.ts';
import { StateConflictError, StoreError } from '../lib/core/errors.ts';
import type { AuditKind, ClusterFacts } from '../lib/core/facts.ts';
import { ok } from '../lib/core/observed.ts';
import { factsKey, historyKey, type RunKey } from '../lib/core/storage-keys.ts';
import { clusterFacts, policyWith } from './builders/facts.ts';
import { slowEntry } from './builders/slowlog.ts';
import { ruleSet } from './harness/audits.ts';
import { mailbox } from './harness/mailbox.ts';

const minutes = 60;

/** A persistence audit that finds the append-only file off on one primary, or everything in order. */
const broken = (at: number): ClusterFacts =>
  clusterFacts({ at, audit: 'persistence', nodes: { 7001: { info: { aof_enabled: 0 } } } });
const healthy = (at: number, audit: AuditKind = 'persistence'): ClusterFacts => clusterFacts({ at, audit });

/** A bucket and a mailbox, and events that tell of what was stored. */
function world(objects: ObjectStore = memoryStore(), alerting = defaultAlertSettings) {
  const records = recordStore(objects);
  const mail = mailbox();
  const judged: string[] = [];
  const deadline = new AbortController();
  const put = async (...runs: readonly ClusterFacts[]): Promise<void> => {
    for (const facts of runs) await records.putFacts(facts);
  };
  const event = (arrived: RunKey): Promise<void> =>
    assessPending(
      {
        arrived,
        // What is told of refusals themselves has tests of its own.
        rulesOf: (audit) =>
          ruleSet().filter(({ rule }) => runsIn(audit, rule) && rule.id !== 'auditor/alert-not-delivered'),
        policy: policyWith({ backup: {} }),
        alerting,
        intervals: { persistence: 5 * minutes, slowlog: 5 * minutes },
        deadline: deadline.signal,
      },
      {
        facts: records,
        state: records,
        history: records,
        sinks: [mail],
        pause: async () => {},
        judged: ({ scheduledAt, audit }) => judged.push(`${audit} ${scheduledAt.slice(14, 16)}`),
      },
    );
  return { objects, records, mail, judged, deadline, put, event };
}

const told = ({ mail }: ReturnType<typeof world>): readonly string[] => mail.taken.map(({ reason }) => reason);

describe('an event', () => {
  test('has its run judged, and tells', async () => {
    const it = world();
    await it.put(broken(0));
    await it.event(broken(0));
    expect([it.judged, told(it)]).toEqual([['persistence 00'], ['1 began to fire']]);
  });

  test('that comes twice judges and tells once', async () => {
    const it = world();
    await it.put(broken(0));
    await it.event(broken(0));
    const before = await it.records.load('test');
    await it.event(broken(0));
    expect([it.judged, told(it)]).toEqual([['persistence 00'], ['1 began to fire']]);
    expect(await it.records.load('test')).toEqual(before);
  });

  test('that was lost is made up for by the next one', async () => {
    const it = world();
    await it.put(healthy(0), broken(5 * minutes), healthy(10 * minutes));
    await it.event(healthy(0));
    await it.event(healthy(10 * minutes));
    expect(it.judged).toEqual(['persistence 00', 'persistence 05', 'persistence 10']);
    expect(told(it)).toEqual(['1 began to fire', '1 resolved']);
  });

  test('that was lost is made up for by the next one of another kind', async () => {
    const it = world();
    await it.put(healthy(0), broken(5 * minutes), healthy(13 * minutes, 'slowlog'));
    await it.event(healthy(0));
    await it.event(healthy(13 * minutes, 'slowlog'));
    expect(it.judged).toEqual(['persistence 00', 'persistence 05', 'slowlog 13']);
  });

  test('that comes after the one of a later run undoes nothing', async () => {
    const it = world();
    await it.put(broken(5 * minutes));
    await it.event(broken(5 * minutes));
    await it.put(healthy(0));
    await it.event(healthy(0));
    expect([it.judged, told(it)]).toEqual([['persistence 05'], ['1 began to fire']]);
    expect(Object.values((await it.records.load('test')).alerts.alerts).map(({ state }) => state)).toContain('firing');
  });

  test('of a late run keeps what that one read of the slow logs', async () => {
    const it = world();
    const slowlog = ok({ since: 'cursor' as const, entries: [slowEntry()], lost: 0, newestId: 1 });
    const late = clusterFacts({ at: 0, audit: 'slowlog', nodes: { 7001: { slowlog } } });
    await it.put(late, healthy(60, 'slowlog'));
    await it.event(healthy(60, 'slowlog'));
    await it.event(late);
    expect(await it.objects.read(historyKey('slowlog', late))).not.toBeNull();
  });

  test('of another kind that was read earlier undoes nothing that both kinds judge', async () => {
    const it = world();
    const silent = { connection: { answered: false, attempts: 3, outcome: down, errorCodes: [] }, noInfo: down };
    const unreachable = clusterFacts({ at: 300, audit: 'slowlog', nodes: { 7005: silent } });
    const before = [healthy(0), healthy(0, 'slowlog')];
    await it.put(...before, healthy(240), unreachable);
    for (const run of [...before, unreachable, healthy(240)]) await it.event(run);
    expect(told(it)).toEqual(['1 began to fire']);
    expect(it.judged.slice(-2)).toEqual(['slowlog 05', 'persistence 04']);
  });

  test('that comes after a long silence has as much judged as one occasion takes, and the next one goes on', async () => {
    const it = world();
    const runs = Array.from({ length: 54 }, (_, index) => healthy(index * 5 * minutes));
    await it.put(...runs);
    await it.event(healthy(0));
    await it.event(healthy(52 * 5 * minutes));
    expect(it.judged).toHaveLength(51);
    await it.event(healthy(53 * 5 * minutes));
    expect(it.judged).toHaveLength(54);
  });

  test('stops at the deadline, and the next one goes on', async () => {
    const it = world();
    await it.put(healthy(0), broken(300), broken(600), healthy(900));
    await it.event(healthy(0));
    it.deadline.abort();
    await it.event(broken(600));
    expect(it.judged).toEqual(['persistence 00']);
  });

  test('in an empty state does not go back to what was stored before it', async () => {
    const it = world();
    await it.put(healthy(0), healthy(300), healthy(6000));
    await it.event(healthy(6000));
    expect(it.judged).toHaveLength(1);
  });

  test('searches the store only when a run is overdue', async () => {
    let searches = 0;
    const objects = memoryStore();
    const list: ObjectStore['list'] = (prefix, after) => {
      searches += 1;
      return objects.list(prefix, after);
    };
    const it = world({ ...objects, list });
    await it.put(healthy(0), healthy(300), healthy(900));
    await it.event(healthy(0));
    searches = 0;
    await it.event(healthy(300));
    expect(searches).toBe(0);
    await it.event(healthy(900));
    expect(searches).toBeGreaterThan(0);
  });
});

const down = { state: 'failed', reason: 'timeout', detail: 'silent' } as const;

describe('facts that cannot be read', () => {
  const garbage: readonly (readonly [string, Uint8Array | null, string])[] = [
    ['no gzip', Buffer.from('not gzip'), 'is damaged'],
    ['no JSON', gzipSync('{"schemaVersion":1,'), 'is damaged'],
    ['of another form', gzipSync('{"schemaVersion":1}'), 'is damaged: '],
    ['of a newer version', gzipSync('{"schemaVersion":2}'), 'was written by a newer version'],
    ['of another run', gzipSync(JSON.stringify(healthy(300))), 'holds the facts of another run'],
    ['gone', null, 'is not there any more'],
  ];

  test.each(garbage)(
    '%s: are told of each time their event comes, so that it ends up as a dead letter',
    async (...row) => {
      const [, body, words] = row;
      const it = world();
      const run = healthy(0);
      if (body !== null) await it.objects.create(factsKey(run), body);
      for (let attempt = 1; attempt <= 3; attempt++)
        await expect(it.event(run)).rejects.toMatchObject({
          name: 'UnreadableObjectError',
          message: expect.stringContaining(words),
        });
      expect(it.judged).toEqual([]);
    },
  );

  test('hold up no other: the next run is judged, and they are told of at the end', async () => {
    const it = world();
    await it.put(healthy(0), broken(10 * minutes));
    await it.objects.create(factsKey(healthy(5 * minutes)), Buffer.from('garbage'));
    await it.event(healthy(0));
    await expect(it.event(broken(10 * minutes))).rejects.toMatchObject({ name: 'UnreadableObjectError' });
    // The other one is that the run before cannot be read.
    expect(told(it)).toEqual(['2 began to fire']);
    await it.event(broken(10 * minutes));
  });

  test('are not looked at again by later runs once their own event has told of them', async () => {
    const it = world();
    await it.put(healthy(0), healthy(10 * minutes));
    await it.objects.create(factsKey(healthy(5 * minutes)), Buffer.from('garbage'));
    await it.event(healthy(0));
    await expect(it.event(healthy(5 * minutes))).rejects.toThrow('is damaged');
    await it.event(healthy(10 * minutes));
    expect(it.judged).toEqual(['persistence 00', 'persistence 10']);
  });

  test('say where they are wrong, and nothing of what is there', async () => {
    const it = world();
    const facts = { ...healthy(0), mode: 'hunter2' };
    await it.objects.create(factsKey(healthy(0)), gzipSync(JSON.stringify(facts)));
    const error: unknown = await it.event(healthy(0)).catch((reason: unknown) => reason);
    expect(String(error)).toContain('mode should be');
    expect(String(error)).not.toContain('hunter2');
  });
});

describe('what could not be delivered', () => {
  test('fails the event when all is saved, and the same event tells it', async () => {
    const it = world();
    await it.put(broken(0));
    it.mail.refuses = () => true;
    await expect(it.event(broken(0))).rejects.toMatchObject({
      name: 'DeliveryError',
      message: 'alerts could not be delivered (mailbox: refused)',
    });
    expect((await it.records.load('test')).alerts.lastRunOf).toEqual({ persistence: broken(0).scheduledAt });
    it.mail.refuses = () => false;
    await it.event(broken(0));
    expect([it.judged, told(it)]).toEqual([['persistence 00'], ['1 began to fire']]);
    await it.event(broken(0));
    expect(told(it)).toHaveLength(1);
  });

  test('is kept in the log of alerts: the attempt that failed, and the one that did not', async () => {
    const it = world();
    await it.put(broken(0));
    it.mail.refuses = () => true;
    await expect(it.event(broken(0))).rejects.toThrow();
    it.mail.refuses = () => false;
    await it.event(broken(0));
    const keys = await it.objects.list('history/alerts/', '');
    expect(keys).toEqual([historyKey('alerts', broken(0), 2), historyKey('alerts', broken(0))].sort());
  });

  test('is told by the next run, whatever its kind', async () => {
    const it = world();
    await it.put(broken(0), healthy(60, 'slowlog'));
    it.mail.refuses = () => true;
    await expect(it.event(broken(0))).rejects.toThrow();
    it.mail.refuses = () => false;
    await it.event(healthy(60, 'slowlog'));
    expect(told(it)).toEqual(['1 began to fire']);
    expect(it.mail.taken[0]?.text).toContain('CRITICAL  A primary would restart empty');
  });

  test('does not fail an event that tells it in the end', async () => {
    const it = world();
    await it.put(healthy(0), broken(300), broken(600));
    await it.event(healthy(0));
    let attempts = 0;
    // As often as it is tried in one assessment.
    it.mail.refuses = () => ++attempts <= 3;
    await it.event(broken(600));
    expect(told(it)).toEqual(['1 began to fire']);
    expect(it.mail.tried).toHaveLength(4);
  });

  test('and what could not be read are told of together', async () => {
    const it = world();
    await it.put(healthy(0), broken(600));
    await it.objects.create(factsKey(healthy(300)), Buffer.from('garbage'));
    await it.event(healthy(0));
    it.mail.refuses = () => true;
    await expect(it.event(broken(600))).rejects.toMatchObject({
      message: expect.stringMatching(/is damaged[\s\S]*could not be delivered/),
    });
  });
});

describe('a rule that another one mutes', () => {
  test('stays silent in an audit that runs neither of them', async () => {
    const it = world();
    await it.put(broken(0), healthy(60, 'slowlog'));
    await it.event(broken(0));
    await it.event(healthy(60, 'slowlog'));
    expect(told(it)).toEqual(['1 began to fire']);
  });
});

describe('a state that somebody else has saved', () => {
  const conflicting = (times: number) => {
    const objects = memoryStore();
    let left = times;
    const replace: ObjectStore['replace'] = async (...change) => {
      if (left-- > 0) throw new StateConflictError('the state was changed', 'Run again.');
      await objects.replace(...change);
    };
    return world({ ...objects, replace });
  };

  test('is read again, and the run is judged by it', async () => {
    const it = conflicting(2);
    await it.put(broken(0));
    await it.event(broken(0));
    expect(it.judged).toEqual(['persistence 00']);
    expect(told(it)).toContain('1 began to fire');
  });

  test('again and again fails the event, which may come once more', async () => {
    const it = conflicting(3);
    await it.put(broken(0));
    await expect(it.event(broken(0))).rejects.toMatchObject({ name: 'StateConflictError' });
    await it.event(broken(0));
    expect(it.judged).toEqual(['persistence 00']);
  });
});

describe('an audit that was told, not remembered, and overtaken by one that found all well', () => {
  /** Told of a fault, and then the state cannot be saved; a full audit that looked later finds nothing. */
  async function overtaken() {
    let isDown = false;
    const objects = memoryStore();
    const replace: ObjectStore['replace'] = async (...change) => {
      if (isDown) throw new StoreError('the store does not answer', 'Wait.');
      await objects.replace(...change);
    };
    const it = world({ ...objects, replace });
    await it.put(healthy(0), broken(300), healthy(310, 'full'));
    await it.event(healthy(0));
    isDown = true;
    await expect(it.event(broken(300))).rejects.toThrow('does not answer');
    isDown = false;
    await it.event(healthy(310, 'full'));
    return it;
  }

  test('is told as over when its event comes again', async () => {
    const it = await overtaken();
    expect(told(it)).toEqual(['1 began to fire']);
    await it.event(broken(300));
    expect(told(it)).toEqual(['1 began to fire', '1 resolved']);
    expect(it.mail.taken.at(-1)?.alerts[0]?.reason).toBe('an audit that looked later found nothing');
    await it.event(broken(300));
    await it.put(healthy(600));
    await it.event(healthy(600));
    expect(told(it)).toHaveLength(2);
    expect((await it.records.load('test')).alerts.alerts).toEqual({});
  });

  test('and by the next audit when its event does not come again', async () => {
    const it = await overtaken();
    await it.put(healthy(600));
    await it.event(healthy(600));
    expect(told(it)).toEqual(['1 began to fire', '1 resolved']);
  });
});

describe('whatever happens to events, deliveries and the store', () => {
  /** Which runs find a fault; events in any order, some twice, some never; which deliveries and which writes fail. */
  const histories = fc.record({
    faults: fc.array(fc.boolean(), { minLength: 2, maxLength: 8 }),
    events: fc.array(fc.nat(7), { maxLength: 12 }),
    refusals: fc.array(fc.boolean(), { maxLength: 12 }),
    failures: fc.array(fc.boolean(), { maxLength: 20 }),
  });

  test('no run is judged twice or out of turn, and in the end people were told what is', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ faults, events, refusals, failures }) => {
        const objects = memoryStore();
        const writes = failures.values();
        const replace: ObjectStore['replace'] = async (...change) => {
          if (writes.next().value === true) throw new StoreError('the store does not answer', 'Wait.');
          await objects.replace(...change);
        };
        // What flaps is told together: the timelines and the model of alerts have that.
        const it = world(
          { ...objects, replace },
          { ...defaultAlertSettings, flapping: { changes: 100, withinHours: 6 } },
        );
        const attempts = refusals.values();
        it.mail.refuses = () => attempts.next().value === true;
        const runs = faults.map((fault, index) => (fault ? broken : healthy)((index + 1) * 5 * minutes));
        await it.put(healthy(0), ...runs);
        while ((await it.records.load('test')).token === null) await it.event(healthy(0)).catch(() => undefined);
        for (const index of events) await it.event(runs[index % runs.length] ?? healthy(0)).catch(() => undefined);
        // The last event comes as often as it takes: Lambda tries again, and so does the next audit.
        const last = runs.at(-1) ?? healthy(0);
        let done = false;
        while (!done)
          done = await it.event(last).then(
            () => true,
            () => false,
          );
        expect(it.judged).toEqual([...new Set(it.judged)].toSorted());
        // What was refused may have arrived, so it counts as a change of what people believe.
        const changes = it.mail.tried.map(({ reason }) => reason).filter((reason, at, all) => reason !== all[at - 1]);
        const alternating = changes.map((_, index) => (index % 2 === 0 ? '1 began to fire' : '1 resolved'));
        expect(changes).toEqual(alternating);
        expect(told(it).at(-1)).toBe(changes.at(-1));
        expect(changes.at(-1) === '1 began to fire').toBe(faults.at(-1));
      }),
      { numRuns: 20 },
    );
  });
});
