import { describe, expect, test } from '@jest/globals';
import { memoryRecords } from '../lib/adapters/stores/memory-records.ts';
import { type AssessTools, assess } from '../lib/assess.ts';
import { defaultAlertSettings } from '../lib/core/alert-settings.ts';
import type { CopiesReading } from '../lib/core/backup/copies.ts';
import type { ClusterFacts } from '../lib/core/facts.ts';
import type { Notification } from '../lib/core/notification.ts';
import { failed, type Observed, ok } from '../lib/core/observed.ts';
import type { Sink } from '../lib/ports.ts';
import { readingOf, setOf } from './builders/copies.ts';
import { clusterFacts, policyWith } from './builders/facts.ts';
import { ruleSet } from './harness/audits.ts';

const offOn7001 = (at: number): ClusterFacts => clusterFacts({ at, nodes: { 7001: { info: { aof_enabled: 0 } } } });

const declared = { rules: ruleSet(), policy: policyWith({ backup: {} }), alerting: defaultAlertSettings };

/** Stores and a mailbox that note the order of everything done to them. */
function world(refuses: (notification: Notification) => boolean = () => false) {
  const effects: string[] = [];
  const mailbox: Notification[] = [];
  const records = memoryRecords();
  const tools: AssessTools = {
    history: {
      location: 'DIR',
      async putFindings() {
        effects.push('findings');
      },
      async putSlowlog() {
        effects.push('slowlog');
      },
      async putAlertLog() {
        effects.push('alert log');
      },
      loadAlertLog: async () => [],
    },
    sinks: [
      {
        name: 'mailbox',
        async deliver(notification) {
          effects.push('delivery');
          if (refuses(notification)) return { sink: 'mailbox', status: 'failed', retryable: true, error: 'refused' };
          mailbox.push(notification);
          return { sink: 'mailbox', status: 'delivered' };
        },
      },
    ],
    pause: async () => {
      effects.push('pause');
    },
    state: {
      load: (cluster) => records.load(cluster),
      async save(...state) {
        effects.push('state');
        await records.save(...state);
      },
    },
  };
  const judge = (facts: ClusterFacts) => assess({ facts, ...declared }, tools);
  return { effects, mailbox, tools, judge };
}

describe('an assessment', () => {
  test('stores findings before anybody is told, and tells before it remembers', async () => {
    const { effects, judge } = world();
    await judge(offOn7001(0));
    expect(effects).toEqual(['findings', 'slowlog', 'delivery', 'alert log', 'state']);
  });

  test('stores what failures would take with the findings, and says it', async () => {
    const { tools } = world();
    const stored: unknown[] = [];
    const history = {
      ...tools.history,
      putFindings: async (...given: readonly unknown[]) => void stored.push(given[2]),
    };
    const { loss } = await assess({ facts: clusterFacts(), ...declared }, { ...tools, history });
    expect(loss?.shards.map(({ shard, status }) => [shard, status])).toEqual([
      ['0', 'within'],
      ['5461', 'within'],
      ['10923', 'within'],
    ]);
    expect(stored).toEqual([loss]);
  });

  describe('where copies off the hosts may be', () => {
    const reading = ok(readingOf([setOf(30)]));

    /** Judges with a store of copies, and notes what is asked of it. */
    async function judgeWith(facts: ClusterFacts, kept?: Observed<CopiesReading>) {
      const { effects, tools } = world();
      const copies: AssessTools['copies'] = {
        async look() {
          effects.push('look');
          return reading;
        },
        async keep(_, seen) {
          effects.push('keep');
          return kept ?? seen;
        },
      };
      const { findings } = await assess({ facts, ...declared }, { ...tools, copies });
      return { effects, tooOld: findings.find(({ rule }) => rule === 'backup/newest-too-old') };
    }

    test('keeps what is known of them before it is judged', async () => {
      const { effects, tooOld } = await judgeWith(clusterFacts());
      expect(effects.slice(0, 3)).toEqual(['look', 'keep', 'findings']);
      expect(tooOld).toMatchObject({ status: 'fail', message: expect.stringContaining('30 h old') });
    });

    test('judges by what an earlier attempt has kept', async () => {
      const { tooOld } = await judgeWith(clusterFacts(), ok(readingOf([setOf(2)])));
      expect(tooOld?.status).toBe('pass');
    });

    test('does not look for a managed service, which makes snapshots of its own', async () => {
      const { effects, tooOld } = await judgeWith(clusterFacts({ cluster: { id: 'test', provider: 'memorydb' } }));
      expect(effects).not.toContain('look');
      expect(tooOld?.status).toBe('skipped');
    });

    test('does not look where no rule asks for them', async () => {
      const { effects, tools } = world();
      const look = async () => failed('store', 'nobody should ask');
      const rules = ruleSet({}, ['slowlog/off', 'aof/not-enabled']);
      await assess({ facts: clusterFacts(), ...declared, rules }, { ...tools, copies: { look, keep: look } });
      expect(effects[0]).toBe('findings');
    });
  });

  test('tells nobody about a healthy cluster', async () => {
    const { mailbox, judge } = world();
    const result = await judge(clusterFacts());
    expect(mailbox).toEqual([]);
    expect(result.summary).toMatchObject({ critical: 0, warning: 0 });
  });

  // persistence/primary-restarts-empty says it all: aof/not-enabled beside it is kept silent.
  test('tells once, and once more when it is over', async () => {
    const { mailbox, judge } = world();
    for (const facts of [offOn7001(0), offOn7001(300), clusterFacts({ at: 600 }), clusterFacts({ at: 900 })])
      await judge(facts);
    expect(mailbox.map(({ reason }) => reason)).toEqual(['1 began to fire', '1 resolved']);
  });

  test('tries a sink twice more that may take it in a moment', async () => {
    let refused = 0;
    const { effects, mailbox, judge } = world(() => refused++ < 2);
    await judge(offOn7001(0));
    expect(effects.slice(2, 7)).toEqual(['delivery', 'pause', 'delivery', 'pause', 'delivery']);
    expect(mailbox).toHaveLength(1);
  });

  test('tells at the next assessment what nobody took', async () => {
    let refused = 0;
    const { mailbox, judge } = world(() => refused++ < 3);
    const first = await judge(offOn7001(0));
    await judge(offOn7001(300));
    expect(first.notifications).toMatchObject([
      { deliveries: [{ sink: 'mailbox', status: 'failed', error: 'refused' }] },
    ]);
    expect(mailbox).toHaveLength(1);
  });

  test.each<[string, Sink['deliver']]>([
    ['says no for good', async () => ({ sink: 'deaf', status: 'failed', retryable: false, error: 'gone' })],
    [
      'throws although it must not',
      async () => {
        throw new Error('gone');
      },
    ],
  ])('tries a sink once that %s, and the others hear nothing twice', async (_, deliver) => {
    const { effects, mailbox, tools } = world();
    const sinks = [...tools.sinks, { name: 'deaf', deliver }];
    for (const at of [0, 300, 600]) await assess({ facts: offOn7001(at), ...declared }, { ...tools, sinks });
    expect(effects).not.toContain('pause');
    expect(mailbox.map(({ subject }) => subject)).toEqual([
      '[CRITICAL] test: A primary would restart empty',
      '[CRITICAL] test: Alerts did not reach somebody',
    ]);
  });

  test('keeps the end of what others were told for them: somebody audits by hand beside the functions', async () => {
    const { mailbox, tools, judge } = world();
    const byHand = { name: 'outbox', deliver: async () => ({ sink: 'outbox', status: 'delivered' }) as const };
    await judge(offOn7001(0));
    await assess({ facts: clusterFacts({ at: 300 }), ...declared }, { ...tools, sinks: [byHand] });
    await judge(clusterFacts({ at: 600 }));
    expect(mailbox.map(({ reason }) => reason)).toEqual(['1 began to fire', '1 resolved']);
    expect((await tools.state.load('test')).alerts.alerts).toEqual({});
  });

  test('counts as told what the report says, where there is no sink', async () => {
    const { tools } = world();
    const judge = (at: number) => assess({ facts: offOn7001(at), ...declared }, { ...tools, sinks: [] });
    expect((await judge(0)).notifications).toMatchObject([{ reason: '1 began to fire', deliveries: [] }]);
    expect((await judge(300)).notifications).toEqual([]);
  });

  test('loses nothing when the state could not be saved: the next one tells it', async () => {
    const { mailbox, judge } = world();
    const broken = assess(
      { facts: offOn7001(0), ...declared },
      {
        history: {
          location: 'DIR',
          putFindings: async () => {},
          putSlowlog: async () => {},
          putAlertLog: async () => {},
          loadAlertLog: async () => [],
        },
        sinks: [],
        pause: async () => {},
        state: {
          load: (clusterId) => memoryRecords().load(clusterId),
          save: async () => {
            throw new Error('no space left');
          },
        },
      },
    );
    await expect(broken).rejects.toThrow('no space left');
    await judge(offOn7001(300));
    expect(mailbox).toHaveLength(1);
  });

  test('shows each node with what could be read of it', async () => {
    const { judge } = world();
    const denied = { state: 'failed', reason: 'no-permission', detail: 'CONFIG GET is not allowed' } as const;
    const result = await judge(clusterFacts({ nodes: { 7004: { noConfig: denied } } }));
    expect(result.nodes[3]).toMatchObject({
      address: '127.0.0.1:7004',
      role: 'replica',
      shard: '0',
      version: 'redis 7.2.13',
      facts: { info: 'ok', config: 'no-permission', nodes: 'ok' },
    });
  });
});
