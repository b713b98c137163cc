import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { ClusterFacts } from '../../lib/core/facts.ts';
import { readLocalRules } from '../../lib/local-rules/read.ts';
import { nodeAt, useCluster, waitUntil } from '../harness/cluster.ts';
import { deployed, dueAt, functionTestTimeoutMs, objectCreated, useFunctions } from '../harness/functions.ts';
import { plantSecrets } from '../harness/planted-secrets.ts';
import { ruleText, useRuleFolders } from '../harness/rule-folder.ts';

const functions = useFunctions();
const folderOf = useRuleFolders();
const aws = () => functions.aws();
const due = (minute: number, audit = 'slowlog') => ({ audit, scheduledAt: dueAt(minute) });
const keyAt = (minute: string, audit = 'slowlog') =>
  `facts/cluster=shop/dt=2026-03-01/20260301T03${minute}00.000Z-${audit}.json.gz`;
const factsAt = (minute: string): ClusterFacts =>
  JSON.parse(gunzipSync(aws().s3.objects.get(keyAt(minute)) ?? Buffer.alloc(0)).toString());
const answered = ({ nodes }: ClusterFacts): number => nodes.filter(({ connection }) => connection.answered).length;

describe('the observe function', () => {
  const cluster = useCluster({ primaries: 1 });
  const start = (change: object = {}) =>
    functions.start('observe', deployed([nodeAt(cluster().nodes, 0).address], change));

  test(
    'visits the cluster and stores what its nodes said',
    async () => {
      const answer = await start().invoke(due(0));
      expect(answer).toMatchObject({ audit: 'slowlog', scheduledAt: '2026-03-01T03:00:00.000Z', status: 'stored' });
      expect([...aws().s3.objects.keys()].sort()).toEqual([keyAt('00'), 'state/cluster=shop/cursors.json']);
      expect(answered(factsAt('00'))).toBe(2);
    },
    functionTestTimeoutMs,
  );

  test(
    "asks for what a team's own rules need, in the audits that run them",
    async () => {
      const ours = 'local-slowlog/ours';
      const { script } = await readLocalRules(
        folderOf({ [`${ours}.ts`]: ruleText(ours, { needs: "['config.dbfilename']" }) }),
      );
      const seeds = [nodeAt(cluster().nodes, 0).address];
      const asked = async (minute: number, rules?: typeof script) => {
        await functions.start('observe', deployed(seeds), {}, rules).invoke(due(minute));
        const [node] = factsAt(String(minute)).nodes;
        return node?.config.state === 'ok' ? Object.keys(node.config.value) : [];
      };
      expect(await asked(10)).not.toContain('dbfilename');
      expect(await asked(15, script)).toContain('dbfilename');
    },
    functionTestTimeoutMs,
  );

  test(
    'visits nobody for a run that is stored already',
    async () => {
      const observe = start();
      await observe.invoke(due(0));
      const before = [...aws().s3.objects];
      expect(await observe.invoke(due(0))).toMatchObject({ status: 'repeated' });
      expect(await start().invoke({ audit: 'slowlog', scheduledAt: '2026-03-01T03:00:00.000Z' })).toMatchObject({
        status: 'repeated',
      });
      expect([...aws().s3.objects]).toEqual(before);
      expect(observe.log()).toContain('this run is stored already');
    },
    functionTestTimeoutMs,
  );

  test(
    'writes no cursors when nobody has logged anything new',
    async () => {
      const observe = start();
      for (const minute of [0, 5, 10]) await observe.invoke(due(minute));
      const writes = aws()
        .s3.requests.slice(-9)
        .filter((each) => each.startsWith('PUT'));
      expect(writes.at(-1)).toBe(`PUT ${keyAt('10')}`);
    },
    functionTestTimeoutMs,
  );

  test.each([
    ['refuses', 'denied', 'StoreError', 'AccessDenied'],
    ['asks for fewer calls', 'slow down', 'StoreError', 'SlowDown'],
    ['has a problem', 'internal error', 'StoreError', 'InternalError'],
    ['breaks the connection', 'reset', 'StoreError', 'ECONNRESET'],
  ] as const)(
    'fails when S3 %s, and the next run recovers',
    async (_, fault, name, code) => {
      const observe = start();
      aws().s3.fault = (method) => (method === 'PUT' ? fault : undefined);
      await expect(observe.invoke(due(0))).rejects.toMatchObject({ name, message: expect.stringContaining(code) });
      expect(observe.log()).toContain(`"hint":"`);
      aws().s3.fault = () => undefined;
      expect(await observe.invoke(due(5))).toMatchObject({ status: 'stored' });
    },
    functionTestTimeoutMs,
  );

  test(
    'takes a slow S3 and a connection that breaks now and then',
    async () => {
      aws().s3.slowness = 300;
      aws().s3.fault = (_method, _key, count) => (count % 3 === 0 ? 'reset' : undefined);
      expect(await start().invoke(due(0))).toMatchObject({ status: 'stored' });
    },
    functionTestTimeoutMs,
  );

  test(
    'keeps what was read when the time is up, fails so that it shows, and the next run recovers',
    async () => {
      const frozen = nodeAt(cluster().nodes, 1);
      const observe = start();
      await observe.invoke(due(0));
      frozen.freeze();
      try {
        await expect(observe.invoke(due(5), 12_000)).rejects.toMatchObject({
          name: 'OutOfTimeError',
          message: 'the time was up after 1 of 2 nodes had answered; what they said is stored',
        });
      } finally {
        frozen.resume();
      }
      expect(answered(factsAt('05'))).toBe(1);
      expect(await observe.invoke(due(5))).toMatchObject({ status: 'repeated' });
      await waitUntil(async () => (await frozen.send('PING')) === 'PONG', { timeoutMs: 60_000, what: 'the node' });
      expect(await observe.invoke(due(10))).toMatchObject({ status: 'stored', answered: 2 });
    },
    functionTestTimeoutMs,
  );

  test(
    'fails when no node of an unknown cluster answers',
    async () => {
      const observe = functions.start('observe', deployed(['127.0.0.1:1']));
      await expect(observe.invoke(due(0))).rejects.toMatchObject({ name: 'NoNodeReachableError' });
    },
    functionTestTimeoutMs,
  );

  test.each<[string, unknown]>([
    ['nothing', null],
    ['an unknown kind', { audit: 'everything', scheduledAt: dueAt(0) }],
    ['a time that the scheduler did not fill in', { audit: 'full', scheduledAt: '<aws.scheduler.scheduled-time>' }],
    ['a time that there is not', { audit: 'full', scheduledAt: '2026-13-01T03:00:00Z' }],
  ])('says that it does not know an event with %s', async (_, event) => {
    await expect(start().invoke(event)).rejects.toMatchObject({
      name: 'FunctionError',
      hint: expect.stringContaining('scheduledAt'),
    });
  });

  test('says what it misses when it was deployed without its declaration or its bucket', async () => {
    await expect(functions.start('observe').invoke(due(0))).rejects.toMatchObject({
      name: 'FunctionError',
      message: expect.stringContaining('cluster.json cannot be read'),
    });
    await expect(functions.start('observe', { schemaVersion: 1 }).invoke(due(0))).rejects.toMatchObject({
      name: 'ConfigError',
    });
    const withoutBucket = functions.start('observe', deployed(['127.0.0.1:1']), { AUDITOR_BUCKET: '' });
    await expect(withoutBucket.invoke(due(0))).rejects.toMatchObject({
      message: 'the environment variable AUDITOR_BUCKET is not set',
    });
  });
});

describe('the login of the observe function', () => {
  const { secret, leaksIn } = plantSecrets();
  const hash = createHash('sha256').update(secret('first password')).digest('hex');
  const cluster = useCluster({
    primaries: 1,
    usersAcl: `user default on >operates ~* +@all\nuser auditor on #${hash} ~* +@all\n`,
    login: { password: 'operates' },
    config: ['masterauth operates'],
  });
  const start = () => {
    const seeds = [nodeAt(cluster().nodes, 0).address];
    // The Redis client would print what it sends.
    const debugging = { DEBUG: '*' };
    return functions.start('observe', deployed(seeds, { username: 'auditor', secret: 'shop/auditor' }), debugging);
  };
  const put = (value: string | { readonly error: string }) => void aws().secrets.secrets.set('shop/auditor', value);
  const refusals = (minute: string): number =>
    factsAt(minute).nodes.filter(({ connection }) => connection.errorCodes.includes('WRONGPASS')).length;

  /** Where a password shows: in the log, in an error, in anything that is stored. */
  const leaks = (log: string): readonly string[] => [
    ...leaksIn('log', log),
    ...[...aws().s3.objects].flatMap(([key, body]) =>
      leaksIn(key, (key.endsWith('.gz') ? gunzipSync(body) : body).toString()),
    ),
  ];

  test(
    'is in a secret, which is asked for once',
    async () => {
      put(secret('first password'));
      const observe = start();
      const before = aws().secrets.asked.length;
      for (const minute of [0, 5]) await observe.invoke(due(minute));
      expect([answered(factsAt('05')), refusals('05'), aws().secrets.asked.length - before]).toEqual([2, 0, 1]);
      expect(leaks(observe.log())).toEqual([]);
    },
    functionTestTimeoutMs,
  );

  test(
    'is read again when every node refuses it, within the same run',
    async () => {
      put(JSON.stringify({ password: secret('stale password') }));
      const observe = start();
      await observe.invoke(due(0));
      expect(refusals('00')).toBeGreaterThan(0);
      put(JSON.stringify({ password: secret('first password') }));
      await observe.invoke(due(5));
      expect([answered(factsAt('05')), refusals('05')]).toEqual([2, 0]);
      expect(leaks(observe.log())).toEqual([]);
    },
    functionTestTimeoutMs,
  );

  test(
    'that is stale everywhere is told by the facts, also when the secret cannot be read again',
    async () => {
      put(secret('stale password'));
      const observe = start();
      await observe.invoke(due(0));
      put({ error: 'AccessDeniedException' });
      await observe.invoke(due(5));
      expect(refusals('05')).toBeGreaterThan(0);
      expect(observe.log()).toContain('the secret could not be read again');
      const assess = functions.start('assess', deployed(['127.0.0.1:1']));
      await assess.invoke(objectCreated(keyAt('05')));
      const messages = JSON.stringify(aws().sns.published);
      expect(messages).toContain('The node refuses the auditor');
      expect([...leaks(observe.log() + assess.log()), ...leaksIn('message', messages)]).toEqual([]);
    },
    functionTestTimeoutMs,
  );

  test.each(['ResourceNotFoundException', 'AccessDeniedException'])(
    'that cannot be had (%s) fails the run',
    async (error) => {
      put({ error });
      const observe = start();
      await expect(observe.invoke(due(0))).rejects.toMatchObject({
        name: 'SecretError',
        message: `the secret shop/auditor cannot be read (${error})`,
      });
      put(secret('first password'));
      expect(await observe.invoke(due(5))).toMatchObject({ status: 'stored' });
      expect(leaks(observe.log())).toEqual([]);
    },
    functionTestTimeoutMs,
  );
});
