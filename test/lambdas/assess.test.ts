import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { AuditKind, ClusterFacts } from '../../lib/core/facts.ts';
import { factsKey } from '../../lib/core/storage-keys.ts';
import { readLocalRules } from '../../lib/local-rules/read.ts';
import { clusterFacts } from '../builders/facts.ts';
import { nodeAt, useCluster } from '../harness/cluster.ts';
import type { S3Fault } from '../harness/fake-s3.ts';
import {
  deployed,
  dueAt,
  functionTestTimeoutMs,
  objectCreated,
  type RunningFunction,
  topic,
  useFunctions,
} from '../harness/functions.ts';
import { ruleText, useRuleFolders } from '../harness/rule-folder.ts';

const functions = useFunctions();
const aws = () => functions.aws();
const start = (change: object = {}) => functions.start('assess', deployed(['10.0.0.1:6379'], change));

const shop = { cluster: { id: 'shop', provider: 'self-managed' } } as const;
const healthy = (at: number, audit: AuditKind = 'persistence') => clusterFacts({ at, audit, ...shop });
const broken = (at: number) =>
  clusterFacts({ at, audit: 'persistence', ...shop, nodes: { 7001: { info: { aof_enabled: 0 } } } });

/** Stored as observe stores it. */
function put(...runs: readonly ClusterFacts[]): void {
  for (const facts of runs) aws().s3.objects.set(factsKey(facts), gzipSync(JSON.stringify(facts)));
}

/** Messages since the test began: the list itself goes on for the whole file. */
function mailbox(): () => readonly string[] {
  const before = aws().sns.published.length;
  return () =>
    aws()
      .sns.published.slice(before)
      .map(({ subject }) => subject);
}

const arrive = (assess: RunningFunction, facts: ClusterFacts) => assess.invoke(objectCreated(factsKey(facts)));
const alertState = () => JSON.parse(aws().s3.objects.get('state/cluster=shop/alerts.json')?.toString() ?? '{}');
const began = '[CRITICAL] shop: A primary would restart empty';
const ended = '[RESOLVED] shop: A primary would restart empty';

/** Metrics as CloudWatch reads them in the log: one document a line. */
function metricsIn(log: string): readonly Record<string, unknown>[] {
  return log
    .split('\n')
    .filter((line) => line.includes('"CloudWatchMetrics"'))
    .map((line) => JSON.parse(line));
}

describe('the assess function', () => {
  test(
    'judges what has arrived, tells people in every form, and counts',
    async () => {
      const told = mailbox();
      const assess = start();
      put(broken(0));
      expect(await arrive(assess, broken(0))).toEqual({
        completed: [{ audit: 'persistence', scheduledAt: '2026-03-01T03:00:00.000Z' }],
      });
      expect(told()).toEqual([began]);
      const { message, structure, topic: sentTo } = aws().sns.published.at(-1) ?? {};
      expect([structure, sentTo]).toEqual(['json', topic]);
      expect(JSON.parse(message ?? '{}').email).toContain('CONFIG SET appendonly yes');
      const [metrics] = metricsIn(assess.log());
      expect(metrics).toMatchObject({
        _aws: { CloudWatchMetrics: [{ Namespace: 'RedisClusterAuditor', Dimensions: [['cluster']] }] },
        cluster: 'test/shop',
        AuditsCompleted: 1,
        CriticalFindings: 2,
      });
    },
    functionTestTimeoutMs,
  );

  test(
    'looks into the bucket for sets where the cluster declares copies, and nowhere else',
    async () => {
      let listed = 0;
      aws().s3.fault = (method, prefix) => {
        if (method === 'LIST' && prefix.startsWith('backups/')) listed += 1;
        return undefined;
      };
      const told = mailbox();
      put(healthy(0));
      await arrive(start(), healthy(0));
      expect([listed, told()]).toEqual([0, []]);
      put(healthy(300), healthy(600));
      await arrive(start({ policy: { backup: {} } }), healthy(600));
      expect(told()).toEqual(['[CRITICAL] shop: The newest copy off the hosts is too old']);
      // Two runs were judged, and the bucket was asked once.
      expect(listed).toBe(1);
      expect([...aws().s3.objects.keys()].filter((key) => key.startsWith('history/copies/'))).toHaveLength(2);
    },
    functionTestTimeoutMs,
  );

  test(
    'judges and tells nothing twice when the event comes twice, or late',
    async () => {
      const told = mailbox();
      const assess = start();
      put(healthy(0), broken(300));
      for (const facts of [broken(300), broken(300), healthy(0)]) await arrive(assess, facts);
      expect(told()).toEqual([began]);
      expect(assess.log()).toContain('this run had its turn');
      expect(metricsIn(assess.log())).toHaveLength(1);
    },
    functionTestTimeoutMs,
  );

  test(
    'makes up for an event that was lost',
    async () => {
      const told = mailbox();
      const assess = start();
      put(healthy(0), broken(300), healthy(600));
      for (const facts of [healthy(0), healthy(600)]) await arrive(assess, facts);
      expect(told()).toEqual([began, ended]);
      expect(metricsIn(assess.log()).at(-1)).toMatchObject({ AuditsCompleted: [1, 1] });
    },
    functionTestTimeoutMs,
  );

  test(
    'fails when SNS takes nothing, and the same event again tells it',
    async () => {
      const told = mailbox();
      const assess = start();
      put(broken(0));
      aws().sns.fault = (action) => (action === 'Publish' ? [400, 'Throttling'] : undefined);
      await expect(arrive(assess, broken(0))).rejects.toMatchObject({
        name: 'DeliveryError',
        message: expect.stringContaining('SNS asks for fewer calls'),
      });
      expect(alertState().lastRunOf).toEqual({ persistence: broken(0).scheduledAt });
      expect(metricsIn(assess.log())[0]).not.toHaveProperty('AuditsCompleted');
      aws().sns.fault = () => undefined;
      await arrive(assess, broken(0));
      await arrive(assess, broken(0));
      expect(told()).toEqual([began]);
      expect(metricsIn(assess.log()).map((each) => each['AuditsCompleted'])).toEqual([undefined, 1]);
    },
    functionTestTimeoutMs,
  );

  test.each<[string, S3Fault]>([
    ['refuses', 'denied'],
    ['breaks the connection', 'reset'],
    ['is busy with the same key', 'busy'],
  ])(
    'fails when S3 %s while the state is saved, and loses no message',
    async (_, fault) => {
      const told = mailbox();
      const assess = start();
      put(broken(0));
      aws().s3.fault = (method, key) => (method === 'PUT' && key.startsWith('state/') ? fault : undefined);
      await expect(arrive(assess, broken(0))).rejects.toMatchObject({
        name: expect.stringMatching(/^(?:StoreError|StateConflictError)$/),
      });
      aws().s3.fault = () => undefined;
      await arrive(assess, broken(0));
      expect(new Set(told())).toEqual(new Set([began]));
      expect(Object.values(alertState().alerts)).toMatchObject([
        { state: 'firing' },
        { told: { sns: { state: 'firing', certain: true } } },
      ]);
    },
    functionTestTimeoutMs,
  );

  test(
    'two of them at once on one cluster do not undo what the other one saved',
    async () => {
      const [one, other] = [start(), start()];
      put(healthy(0), healthy(0, 'slowlog'), broken(300), healthy(300, 'slowlog'));
      for (const facts of [healthy(0), healthy(0, 'slowlog')]) await arrive(one, facts);
      await arrive(other, healthy(0));
      aws().s3.slowness = 50;
      await Promise.all([arrive(one, broken(300)), arrive(other, healthy(300, 'slowlog'))]);
      expect(alertState().lastRunOf).toEqual({
        persistence: broken(300).scheduledAt,
        slowlog: broken(300).scheduledAt,
      });
      expect(Object.values(alertState().alerts).map((alert) => (alert as { state: string }).state)).toContain('firing');
    },
    functionTestTimeoutMs,
  );

  test.each<[string, Buffer, string]>([
    ['garbage', Buffer.from('garbage'), 'is damaged'],
    ['of a newer schema', gzipSync('{"schemaVersion":2}'), 'was written by a newer version'],
  ])(
    'fails for facts that are %s, each time, and judges the next ones all the same',
    async (_, body, words) => {
      const told = mailbox();
      const assess = start();
      put(healthy(0), broken(600));
      aws().s3.objects.set(factsKey(healthy(300)), body);
      await arrive(assess, healthy(0));
      for (let attempt = 1; attempt <= 3; attempt++)
        await expect(arrive(assess, healthy(300))).rejects.toMatchObject({
          name: 'UnreadableObjectError',
          message: expect.stringContaining(words),
        });
      await arrive(assess, broken(600));
      // That the run before cannot be read is told as well.
      expect(told()).toEqual(['[CRITICAL] shop: The facts behind the alerts cannot be read (+1 more)']);
    },
    functionTestTimeoutMs,
  );

  test(
    'begins no further run when the time is nearly up, and the next event goes on',
    async () => {
      const assess = start();
      put(healthy(0), broken(300), healthy(600), healthy(900));
      await arrive(assess, healthy(0));
      aws().s3.slowness = 100;
      await assess.invoke(objectCreated(factsKey(healthy(600))), 15_300);
      const { persistence } = alertState().lastRunOf;
      expect(persistence < healthy(600).scheduledAt).toBe(true);
      aws().s3.slowness = 0;
      await arrive(assess, healthy(900));
      expect(alertState().lastRunOf).toEqual({ persistence: healthy(900).scheduledAt });
    },
    functionTestTimeoutMs,
  );

  test(
    'counts subscriptions that nobody confirmed, once an hour, and only while there are some',
    async () => {
      aws().sns.subscriptionsPending = 0;
      const quiet = start();
      put(healthy(0), healthy(300));
      await arrive(quiet, healthy(0));
      expect(quiet.log()).not.toContain('SubscriptionsPending');
      aws().sns.subscriptionsPending = 2;
      aws().s3.objects.delete('state/cluster=shop/alerts.json');
      const assess = start();
      const before = aws().sns.asked.length;
      for (const facts of [healthy(0), healthy(300)]) await arrive(assess, facts);
      expect(metricsIn(assess.log()).map((each) => each['SubscriptionsPending'])).toEqual([2, undefined]);
      expect(aws().sns.asked.slice(before)).toEqual(['GetTopicAttributes']);
    },
    functionTestTimeoutMs,
  );

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['another event', { 'detail-type': 'Object Deleted', detail: {} }],
    ['an object that holds no facts', objectCreated('history/findings/cluster=shop/dt=2026-03-01/x.json.gz')],
    ['facts of another cluster', objectCreated(factsKey(clusterFacts()))],
    ['another bucket', objectCreated(factsKey(healthy(0)), 'elsewhere')],
  ])('says that it does not know an event with %s', async (_, event) => {
    await expect(start().invoke(event)).rejects.toMatchObject({ name: 'FunctionError', hint: expect.any(String) });
  });

  test('knows a key as it stands in a URL', async () => {
    put(healthy(0));
    expect(await start().invoke(objectCreated(encodeURIComponent(factsKey(healthy(0)))))).toMatchObject({
      completed: [{}],
    });
  });
});

describe('observe and assess', () => {
  const cluster = useCluster({ primaries: 1, nodeConfig: { 0: ['appendonly no', 'save ""'] } });

  test(
    'tell of a fault in a real cluster, and that it is over',
    async () => {
      const told = mailbox();
      const node = nodeAt(cluster().nodes, 0);
      const declaration = deployed([node.address]);
      const [observe, assess] = [functions.start('observe', declaration), functions.start('assess', declaration)];
      const audit = async (minute: number): Promise<void> => {
        const { scheduledAt } = (await observe.invoke({ audit: 'persistence', scheduledAt: dueAt(minute) })) as {
          scheduledAt: string;
        };
        await assess.invoke(objectCreated(factsKey({ cluster: { id: 'shop' }, audit: 'persistence', scheduledAt })));
      };
      await audit(0);
      expect(told()).toHaveLength(1);
      expect(told()[0]).toMatch(/^\[CRITICAL\] shop: A primary would restart empty/);
      await node.send('CONFIG', 'SET', 'appendonly', 'yes');
      await audit(5);
      expect(told()[1]).toMatch(/^\[(?:RESOLVED|CRITICAL|WARNING)\]/);
      const findings = [...aws().s3.objects].filter(([key]) => key.startsWith('history/findings/'));
      expect(findings).toHaveLength(2);
      expect(gunzipSync(findings[0]?.[1] ?? Buffer.alloc(0)).toString()).toContain(
        'persistence/primary-restarts-empty',
      );
    },
    functionTestTimeoutMs,
  );
});

describe("a team's own rules that are shipped with it", () => {
  const folderOf = useRuleFolders();

  test(
    'judge, and one without an end takes nobody down',
    async () => {
      const ours = 'local-persistence/ours';
      const endless = 'local-persistence/endless';
      const folder = folderOf({
        [`${ours}.ts`]: ruleText(ours, { title: "'Ours is wrong'", check: "() => fail('it is')" }),
        [`${endless}.ts`]: ruleText(endless, { check: '() => { for (;;) {} }' }),
      });
      const { script } = await readLocalRules(folder);
      const told = mailbox();
      const declared = deployed(['10.0.0.1:6379'], { rules: { [ours]: { severity: 'critical' } } });
      const assess = functions.start('assess', declared, {}, script);
      put(healthy(0));
      await arrive(assess, healthy(0));
      expect(told()).toEqual(['[CRITICAL] shop: Ours is wrong (+6 more)']);
      const findings = aws().s3.objects.get(
        'history/findings/cluster=shop/dt=2026-03-01/20260301T030000.000Z-persistence.json.gz',
      );
      const lines = gunzipSync(findings ?? Buffer.of())
        .toString()
        .split('\n');
      expect(lines.filter((line) => line.includes('it was not done after 1000 ms'))).toHaveLength(1);
    },
    functionTestTimeoutMs,
  );

  test(
    'are refused with every problem when the file is not what the stack wrote',
    async () => {
      const script = { schemaVersion: 1 as const, files: ['local-topology/a.ts'], script: 'var localRules = 1;' };
      const assess = functions.start('assess', deployed(['10.0.0.1:6379']), {}, script);
      put(healthy(0));
      await expect(arrive(assess, healthy(0))).rejects.toMatchObject({
        message: expect.stringContaining('rules.json/local-topology/a.ts: cannot be loaded'),
      });
    },
    functionTestTimeoutMs,
  );
});
