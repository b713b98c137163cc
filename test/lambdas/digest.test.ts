import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { memoryStore } from '../../lib/adapters/stores/memory.ts';
import { readLocalRules } from '../../lib/local-rules/read.ts';
import { digestStage, weekEnd } from '../builders/digested.ts';
import { functionTestTimeoutMs, type RunningFunction, topic, useFunctions } from '../harness/functions.ts';
import { ruleText, useRuleFolders } from '../harness/rule-folder.ts';

const functions = useFunctions();
const aws = () => functions.aws();

const declared = (ids: readonly string[] = ['shop']) => ({
  schemaVersion: 1,
  environment: 'test',
  period: 'week',
  clusters: ids.map((id) => ({ id, intervals: { full: 3600 }, policy: {}, maintenance: [] })),
});
const start = (ids?: readonly string[]): RunningFunction => functions.start('digest', declared(ids));
const event = { scheduledAt: weekEnd.replace('.000', '') };
const page = (id = 'shop') => `digests/cluster=${id}/20260308T040000.000Z-week.html`;

/** What audits have left, as the other functions store it. */
async function stored(id = 'shop'): Promise<void> {
  const objects = memoryStore();
  const stage = digestStage(objects);
  const cluster = { id, provider: 'self-managed' } as const;
  for (const at of [0, 3600, 7200])
    await stage.audit({ at, cluster, nodes: { 7001: { info: { aof_enabled: at > 0 ? 0 : 1 } } } });
  for (const key of await objects.list('', '')) {
    const body = (await objects.read(key))?.body ?? new Uint8Array();
    aws().s3.objects.set(key, Buffer.from(body));
  }
}

/** Subjects since the test began: the list itself goes on for the whole file. */
function mailbox(): () => readonly string[] {
  const before = aws().sns.published.length;
  return () =>
    aws()
      .sns.published.slice(before)
      .map(({ subject }) => subject);
}

const subject = (id: string) => `Redis ${id}: week to 2026-03-08, 2 began, 0 ended, 2 still fire`;

const folderOf = useRuleFolders();

describe('the digest function', () => {
  test(
    "knows a team's own rules that are shipped with it, also where a maintenance window names one",
    async () => {
      const ours = 'local-persistence/ours';
      const { script } = await readLocalRules(folderOf({ [`${ours}.ts`]: ruleText(ours) }));
      await stored('shop');
      const [shop] = declared().clusters;
      const window = { name: 'n', owner: 'ann', reason: 'r', schedule: '0 3 * * SUN', duration: '1h' };
      const clusters = [{ ...shop, maintenance: [{ ...window, matchers: { rule: ours } }] }];
      const declaredHere = { ...declared(), clusters };
      expect(await functions.start('digest', declaredHere, {}, script).invoke(event)).toMatchObject({ told: ['shop'] });
      await expect(functions.start('digest', declaredHere).invoke(event)).rejects.toMatchObject({
        name: 'ConfigError',
      });
    },
    functionTestTimeoutMs,
  );

  test(
    'sums up every cluster, keeps the pages, and tells in every form',
    async () => {
      const told = mailbox();
      await stored('shop');
      await stored('cart');
      expect(await start(['shop', 'cart']).invoke(event)).toEqual({ to: weekEnd, told: ['shop', 'cart'] });
      expect(told()).toEqual([subject('shop'), subject('cart')]);
      const { message, structure, topic: sentTo } = aws().sns.published.at(-1) ?? {};
      expect([structure, sentTo]).toEqual(['json', topic]);
      const forms = JSON.parse(message ?? '{}') as Readonly<Record<string, string>>;
      expect(forms.email).toContain('COVERAGE OF THE AUDITS');
      expect(JSON.parse(forms.https ?? '{}')).toMatchObject({ metadata: { threadId: 'cart digests' } });
      expect(JSON.parse(forms.sqs ?? '{}')).toMatchObject({ clusterId: 'cart', reason: 'digest of the week' });
      for (const id of ['shop', 'cart'])
        expect(aws().s3.objects.get(page(id))?.toString()).toContain(`<title>Redis ${id}: week to 2026-03-08</title>`);
    },
    functionTestTimeoutMs,
  );

  test(
    'tells web servers by the document, where alerts go to some',
    async () => {
      await stored();
      await functions.start('digest', declared(), { AUDITOR_HTTPS_FORM: 'document' }).invoke(event);
      const forms = JSON.parse(aws().sns.published.at(-1)?.message ?? '{}') as Readonly<Record<string, string>>;
      expect(JSON.parse(forms.https ?? '{}')).toMatchObject({ schemaVersion: 1, reason: 'digest of the week' });
    },
    functionTestTimeoutMs,
  );

  test(
    'tells nobody twice when the event comes twice',
    async () => {
      const told = mailbox();
      await stored();
      const digest = start();
      await digest.invoke(event);
      expect(await digest.invoke(event)).toEqual({ to: weekEnd, told: [] });
      expect(told()).toEqual([subject('shop')]);
    },
    functionTestTimeoutMs,
  );

  test(
    'fails when SNS takes nothing, and the same event again tells it',
    async () => {
      const told = mailbox();
      await stored();
      const digest = start();
      aws().sns.fault = (action) => (action === 'Publish' ? [400, 'Throttling'] : undefined);
      await expect(digest.invoke(event)).rejects.toMatchObject({
        name: 'DeliveryError',
        message: expect.stringContaining('the digest of shop could not be delivered (sns:'),
      });
      expect(aws().s3.objects.has(page())).toBe(true);
      aws().sns.fault = () => undefined;
      await digest.invoke(event);
      expect(told()).toEqual([subject('shop')]);
    },
    functionTestTimeoutMs,
  );

  test(
    'fails for a cluster whose store fails, and tells of the others all the same',
    async () => {
      const told = mailbox();
      await stored('shop');
      await stored('cart');
      aws().s3.fault = (_method, key) => (key.includes('cluster=cart') ? 'denied' : undefined);
      await expect(start(['cart', 'shop']).invoke(event)).rejects.toMatchObject({
        name: 'StoreError',
        message: expect.stringContaining('cluster=cart'),
      });
      expect(told()).toEqual([subject('shop')]);
    },
    functionTestTimeoutMs,
  );

  test(
    'tells what it could not read',
    async () => {
      await stored();
      const key = 'history/slowlog/cluster=shop/dt=2026-03-05/20260305T030000.000Z-slowlog.json.gz';
      aws().s3.objects.set(key, gzipSync('{"schemaVersion":1,'));
      await start().invoke(event);
      const { message } = aws().sns.published.at(-1) ?? {};
      expect(JSON.parse(message ?? '{}').email).toContain(`Passed over: ${key} in s3://bucket is damaged.`);
    },
    functionTestTimeoutMs,
  );

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a time that there is not', { scheduledAt: '2026-13-01T08:00:00Z' }],
  ])('says that it does not know an event with %s', async (_, wrong) => {
    await expect(start().invoke(wrong)).rejects.toMatchObject({ name: 'FunctionError' });
  });
});
