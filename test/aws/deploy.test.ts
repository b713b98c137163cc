import { SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { readMessageDocument } from '../../lib/core/message-document.ts';
import type { LocalCluster } from '../../lib/demo/local-cluster.ts';
import { auditorCommand } from '../harness/aws/auditor-command.ts';
import { eventually } from '../harness/aws/await-aws.ts';
import { callQuery } from '../harness/aws/calls.ts';
import { bootstrap, type CdkOptions, type Deployed, deploy } from '../harness/aws/cdk.ts';
import { describeFunction, invoke, invokeLater } from '../harness/aws/functions.ts';
import { keysOf, readObject, versionsOf } from '../harness/aws/objects.ts';
import { confirmByMail, messagesTo } from '../harness/aws/outbox.ts';
import { createQueue, openQueue, type Queue } from '../harness/aws/queue.ts';
import { type ScheduleDescription, scheduleOnce, schedulesOf } from '../harness/aws/schedules.ts';
import { resourcesOf, stackNames } from '../harness/aws/stack.ts';
import { steps } from '../harness/aws/steps.ts';
import { type Subscriber, startSubscriber } from '../harness/aws/subscriber.ts';
import { deployTimeoutMs, useEmulator } from '../harness/aws/use-emulator.ts';
import { clusterTestTimeoutMs, nodeAt } from '../harness/cluster.ts';
import { type FakePagerDuty, startFakePagerDuty } from '../harness/fake-pagerduty.ts';
import {
  PASSWORD,
  placeEnvironment,
  replaceSecret,
  setAppendOnly,
  startAuditedCluster,
  storeSecret,
} from './audited.ts';
import { addLargeKey, askedOfPrimaries, backup, linesAt, manifestAt, runUntil } from './backups.ts';
import { holdToPage } from './messages-page.ts';

const { emulator, clients } = useEmulator();
const step = steps();

const ONCALL = 'oncall@example.com';
const PLATFORM = 'platform@example.com';
const TESTER = 'tester@example.com';
const CHANNEL = { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' };
const ROUTING_KEY = 'R0R1R2R3R4R5R6R7R8R9R0R1R2R3R4R5';
const INCIDENT = 'redis-auditor/production/shop/persistence/primary-restarts-empty';
const SLACK = `slack:${CHANNEL.workspaceId}/${CHANNEL.channelId}`;
/** A schedule of a minute first runs a minute after it was made. */
const firstRunTimeoutMs = 180_000;

let shop: LocalCluster;
let subscriber: Subscriber;
let queue: Queue;
let pager: FakePagerDuty;
/** Named in the environment file. */
let machines: Queue;
/** The first audit that the schedule started. */
let run: { readonly key: string; readonly scheduledAt: string };
/** The first set of RDBs that the schedule made. */
let copied: { readonly due: string; readonly key: string };
const stacks: { production?: Deployed; staging?: Deployed } = {};
const production = (output: string): string => stacks.production?.outputs['RedisAuditor-production']?.[output] ?? '';
const staging = (output: string): string => stacks.staging?.outputs['RedisAuditor-staging']?.[output] ?? '';

const cluster = (more: object) => ({
  id: 'shop',
  seeds: shop.nodes.slice(0, 2).map(({ address }) => address),
  username: 'auditor',
  secret: 'shop/auditor',
  ...more,
});

function productionFile(more: object): CdkOptions {
  const placed = placeEnvironment(emulator(), 'production', {
    alerts: {
      email: [ONCALL],
      slack: CHANNEL,
      webhook: { secret: 'redis-auditor/slack-webhook' },
      pagerduty: { secret: 'redis-auditor/pagerduty' },
      queues: [machines.arn],
    },
    watchdog: { email: [PLATFORM] },
    digest: { schedule: 'cron(0 8 * * ? *)', timeZone: 'Europe/Berlin', period: 'day' },
    clusters: [cluster({ backup, ...more })],
  });
  return { ...placed, context: { ...placed.context, 'redis-auditor:pagerduty-endpoint': pager.endpoint } };
}

/** Everything that may be chosen is chosen otherwise. */
const stagingFile = (): CdkOptions =>
  placeEnvironment(emulator(), 'staging', {
    alerts: { email: [TESTER] },
    watchdog: { email: [TESTER] },
    storage: { encryption: 'kms', keepOnDestroy: false },
    tracing: true,
    clusters: [
      cluster({
        schedules: { persistence: { schedule: 'cron(0 3 * * ? *)', timeZone: 'Europe/Berlin' } },
        network: {
          vpcId: 'vpc-0123456789abcdef0',
          availabilityZones: ['eu-west-1a'],
          subnetIds: ['subnet-0123456789abcdef0'],
          routeTableIds: ['rtb-0123456789abcdef0'],
          egress: 'endpoints',
        },
      }),
    ],
  });

const place = () => ({ emulator: emulator(), clients: clients(), bucket: production('Bucket') });

const everyMinute = () => productionFile({ schedules: { persistence: 'rate(1 minute)' } });

/** The schedule of persistence audits of a stack. */
async function scheduleOf(observe: string): Promise<ScheduleDescription> {
  const all = await schedulesOf(emulator());
  const found = all.find(({ Target }) => Target.Arn.endsWith(`:${observe}`) && Target.Input.includes('persistence'));
  if (found === undefined) throw new Error(`no schedule of persistence audits calls ${observe}`);
  return found;
}

/** Calls a function and waits for its end. It may have to wait for its turn, as each runs once at a time. */
function untilCalled(name: string, event: object): Promise<unknown> {
  return eventually(
    emulator(),
    `the end of ${name}`,
    async () => (await invoke<object | null>(emulator(), name, event)) ?? {},
  );
}

/** Visits the cluster once more. @returns what was seen */
async function visit(): Promise<Facts> {
  const due = await scheduleOnce(emulator(), await scheduleOf(production('ShopObserve')));
  const name = `${due.replace(/[-:]/g, '').replace('Z', '.000Z')}-persistence`;
  const key = await eventually(emulator(), `facts of ${due}`, async () =>
    (await keysOf(clients(), production('Bucket'), 'facts/')).find((each) => each.includes(name)),
  );
  return factsAt(key);
}

interface Facts {
  readonly scheduledAt: string;
  readonly nodes: readonly { readonly address: string; readonly connection: { readonly answered: boolean } }[];
}

async function factsAt(key: string): Promise<Facts> {
  return JSON.parse(await readObject(clients(), production('Bucket'), key)) as Facts;
}

/** Subject of the newest message to each kind of subscriber. */
async function newestSubjects(): Promise<Readonly<Record<string, string | undefined>>> {
  const inQueue = (await queue.messages()).map((body) => JSON.parse(body) as { Subject: string });
  const [mail, post] = [messagesTo(emulator(), ONCALL).at(-1), messagesTo(emulator(), SLACK).at(-1)];
  return {
    queue: inQueue.at(-1)?.Subject,
    server: subscriber.notifications.at(-1)?.Subject,
    mail: mail?.subject,
    slack: post?.text,
    webhook: subscriber.posts.at(-1),
  };
}

/** Where the manifest of the set that was due then stands. */
function setOf(due: string): { readonly prefix: string; readonly end: string } {
  return { prefix: `backups/cluster=shop/${due}/`, end: '/manifest.json' };
}

/** Waits until everybody was told in these words. */
function untilAllAreTold(words: string): Promise<unknown> {
  return eventually(emulator(), `"${words}" to be told to everybody`, async () =>
    Object.values(await newestSubjects()).every((subject) => subject?.includes(words)),
  );
}

async function messageCounts(): Promise<readonly number[]> {
  const { notifications, posts } = subscriber;
  const [mails, posted] = [messagesTo(emulator(), ONCALL), messagesTo(emulator(), SLACK)];
  return [await queue.messages(), notifications, mails, posted, posts].map((all) => all.length);
}

beforeAll(async () => {
  [shop, subscriber, pager] = await Promise.all([startAuditedCluster(), startSubscriber(), startFakePagerDuty()]);
  await setAppendOnly(shop, 'no');
}, clusterTestTimeoutMs);
afterAll(async () => {
  await shop?.stop();
  await subscriber?.close();
  await pager?.close();
});

describe('an environment, from its file to the message', () => {
  step(
    'is deployed by `cdk bootstrap` and `cdk deploy`',
    async () => {
      await storeSecret(clients(), 'shop/auditor', JSON.stringify({ password: PASSWORD }));
      for (const name of ['shop/backup', 'shop/copier']) await storeSecret(clients(), name, PASSWORD);
      await storeSecret(clients(), 'redis-auditor/slack-webhook', `${subscriber.url}services/T0/B0/x`);
      await storeSecret(clients(), 'redis-auditor/pagerduty', ROUTING_KEY);
      const { region, account } = emulator();
      machines = await createQueue(emulator(), 'machines', `arn:aws:sns:${region}:${account}:*`);
      await bootstrap(emulator());
      stacks.production = await deploy(emulator(), everyMinute());
      expect(Object.keys(stacks.production.outputs['RedisAuditor-production'] ?? {})).toEqual(
        expect.arrayContaining([
          'Bucket',
          'AlertTopic',
          'WatchdogTopic',
          'ShopObserve',
          'ShopAssess',
          'ShopDeadLetters',
          'ShopBackup',
          'ShopCopy',
        ]),
      );
    },
    deployTimeoutMs,
  );

  step('is listened to by people who confirm their address, by a queue and by a web server', async () => {
    for (const address of [ONCALL, PLATFORM]) await confirmByMail(emulator(), address);
    const topic = { TopicArn: production('AlertTopic') };
    queue = await createQueue(emulator(), 'listener', topic.TopicArn);
    const { sns } = clients();
    await sns.send(new SubscribeCommand({ ...topic, Protocol: 'sqs', Endpoint: queue.arn }));
    await sns.send(new SubscribeCommand({ ...topic, Protocol: 'http', Endpoint: subscriber.url }));
  });

  step(
    'gets another one beside it',
    async () => {
      stacks.staging = await deploy(emulator(), stagingFile());
      await confirmByMail(emulator(), TESTER);
      expect((await stackNames(emulator())).toSorted()).toEqual([
        'CDKToolkit',
        'RedisAuditor-production',
        'RedisAuditor-staging',
      ]);
    },
    deployTimeoutMs,
  );

  step(
    'has its cluster visited by the schedule, and what was seen stored',
    async () => {
      const key = await eventually(
        emulator(),
        'the first facts',
        async () => (await keysOf(clients(), production('Bucket'), 'facts/cluster=shop/'))[0],
        firstRunTimeoutMs,
      );
      const facts = await factsAt(key);
      run = { key, scheduledAt: facts.scheduledAt };
      expect(key).toMatch(/^facts\/cluster=shop\/dt=[\d-]{10}\/\d{8}T\d{6}\.000Z-persistence\.json\.gz$/);
      expect(facts.nodes.map(({ address }) => address).toSorted()).toEqual(
        shop.nodes.map((node) => node.address).toSorted(),
      );
      expect(facts.nodes.every(({ connection }) => connection.answered)).toBe(true);
    },
    firstRunTimeoutMs + 10_000,
  );

  step('tells of the fault by mail, in Slack, by webhook, in the queue and to the web server', async () => {
    await untilAllAreTold('[CRITICAL] shop: A primary would restart empty');
    const mail = messagesTo(emulator(), ONCALL).at(-1);
    expect(mail?.text).toContain(nodeAt(shop.primaries, 0).address);
    expect(mail?.text).toContain('CONFIG SET appendonly yes');
    expect(messagesTo(emulator(), TESTER)).toEqual([]);
  });

  step('opens an incident in PagerDuty, and puts a document for machines into the queue of the file', async () => {
    await eventually(emulator(), 'the incident', async () => pager.open.has(INCIDENT));
    const event = pager.events.find(({ dedup_key }) => dedup_key === INCIDENT);
    expect(event).toMatchObject({ routing_key: ROUTING_KEY, payload: { severity: 'critical' } });
    expect(event?.payload?.summary).toContain(nodeAt(shop.primaries, 0).address);
    const documents = (await machines.messages()).map(readMessageDocument);
    expect(documents.at(-1)).toMatchObject({
      clusterId: 'shop',
      rules: expect.arrayContaining([
        expect.objectContaining({ rule: 'persistence/primary-restarts-empty', firing: 1 }),
      ]),
    });
  });

  step('does not change anything when the same scheduled time comes again', async () => {
    const runName = run.key.replace(/^.*\/(.*)\.json\.gz$/, '$1');
    const before = [await versionsOf(clients(), production('Bucket'), runName), await messageCounts()];
    expect(before[0]?.length).toBeGreaterThan(1);
    await untilCalled(production('ShopObserve'), { audit: 'persistence', scheduledAt: run.scheduledAt });
    const detail = { bucket: { name: production('Bucket') }, object: { key: run.key } };
    await untilCalled(production('ShopAssess'), { source: 'aws.s3', 'detail-type': 'Object Created', detail });
    expect([await versionsOf(clients(), production('Bucket'), runName), await messageCounts()]).toEqual(before);
  });

  step('tells when the fault is mended', async () => {
    await setAppendOnly(shop, 'yes');
    await visit();
    await untilAllAreTold('[RESOLVED] shop: A primary would restart empty');
    await eventually(emulator(), 'the end of the incident', async () => pager.open.size === 0);
  });

  step('looks as the page of messages shows it', async () => {
    const [mail, mended] = messagesTo(emulator(), ONCALL).slice(-2);
    const [post] = messagesTo(emulator(), SLACK).slice(-2);
    const [inQueue] = (await queue.messages()).slice(-2);
    const [notified] = subscriber.notifications.slice(-2);
    holdToPage(
      [
        { name: 'mail', subject: mail?.subject ?? '', body: mail?.text ?? '' },
        { name: 'mail-resolved', subject: mended?.subject ?? '', body: mended?.text ?? '' },
        { name: 'slack', body: post?.text ?? '' },
        { name: 'webhook', body: subscriber.posts.at(-2) ?? '' },
        { name: 'queue', body: (JSON.parse(inQueue ?? '{}') as { Message: string }).Message },
        ...['trigger', 'resolve'].map((action) => ({
          name: `pagerduty-${action}`,
          body: JSON.stringify(pager.events.find(({ event_action }) => event_action === action)),
        })),
        { name: 'server', subject: notified?.Subject ?? '', body: notified?.Message ?? '' },
      ],
      shop,
    );
  });

  step('sums up the day for everybody, keeps the page, and does both once', async () => {
    const all = await schedulesOf(emulator());
    const schedule = all.find(({ Target }) => Target.Arn.endsWith(`:${production('Digest')}`));
    if (schedule === undefined) throw new Error('no schedule calls the function for digests');
    expect(schedule).toMatchObject({ ScheduleExpressionTimezone: 'Europe/Berlin' });
    const due = await scheduleOnce(emulator(), schedule);
    await untilAllAreTold(`Redis shop: day to ${due.slice(0, 10)}, `);
    const page = `digests/cluster=shop/${due.replace(/[-:]/g, '').replace('Z', '.000Z')}-day.html`;
    expect(await readObject(clients(), production('Bucket'), page)).toContain('>persistence</span></th>');
    expect(messagesTo(emulator(), ONCALL).at(-1)?.text).toContain('COVERAGE OF THE AUDITS\n');
    const counts = await messageCounts();
    await untilCalled(production('Digest'), { scheduledAt: due });
    expect(await messageCounts()).toEqual(counts);
  });

  step('logs in with the new password when the old one has been changed', async () => {
    for (const node of shop.nodes) await node.send('ACL', 'SETUSER', 'auditor', 'resetpass', '>rotated');
    await replaceSecret(clients(), 'shop/auditor', JSON.stringify({ password: 'rotated' }));
    const counts = await messageCounts();
    expect((await visit()).nodes.map(({ connection }) => connection.answered)).toEqual(shop.nodes.map(() => true));
    expect(await messageCounts()).toEqual(counts);
  });

  step('tells the platform, and nobody else, when the auditor is in trouble', async () => {
    const counts = await messageCounts();
    const alarms = (await resourcesOf(emulator(), 'RedisAuditor-production')).filter(
      ({ type }) => type === 'AWS::CloudWatch::Alarm',
    );
    expect(alarms.length).toBeGreaterThan(3);
    for (const { id } of alarms) {
      const input = { Action: 'SetAlarmState', Version: '2010-08-01', AlarmName: id };
      await callQuery(emulator(), 'monitoring', { ...input, StateValue: 'ALARM', StateReason: 'tested' });
    }
    await eventually(emulator(), 'the alarms', () => messagesTo(emulator(), PLATFORM).length === alarms.length);
    expect(await messageCounts()).toEqual(counts);
  });

  step(
    'takes another rule option by an update',
    async () => {
      const changed = productionFile({
        schedules: { persistence: 'rate(1 hour)' },
        rules: {
          'persistence/primary-restarts-empty': { off: 'the tests have another rule speak' },
          'aof/not-enabled': { severity: 'warning' },
        },
      });
      const { outputs } = await deploy(emulator(), changed);
      expect(outputs).toEqual(stacks.production?.outputs);
      await setAppendOnly(shop, 'no');
      const schedule = await scheduleOf(production('ShopObserve'));
      expect(schedule.ScheduleExpression).toBe('rate(1 hour)');
      await scheduleOnce(emulator(), schedule);
      await untilAllAreTold('[WARNING] shop: The append-only file is off');
    },
    deployTimeoutMs,
  );

  step('keeps untold what somebody silences from a terminal, and shows it there', async () => {
    const place = ['--store', `s3://${production('Bucket')}`, '--cluster', 'shop'];
    await setAppendOnly(shop, 'yes');
    await visit();
    await untilAllAreTold('[RESOLVED] shop: The append-only file is off');
    const counts = await messageCounts();
    const words = ['silence', 'add', 'rule=aof/*', '--for', '1h', '--reason', 'new disk', ...place];
    expect(await auditorCommand(emulator(), words)).toMatchObject({ code: 0 });
    await setAppendOnly(shop, 'no');
    await visit();
    await eventually(emulator(), 'the alert log to say that it is held back', async () => {
      const { output } = await auditorCommand(emulator(), ['history', 'alerts', ...place]);
      return /held back by silence \w+ of ann until/.test(output.replaceAll(/\s+/g, ' '));
    });
    expect(await messageCounts()).toEqual(counts);
  });

  step(
    'lets a replica of each shard save when the schedule of saves is due, and no primary, and keeps what became of it',
    async () => {
      const asked = await askedOfPrimaries(shop);
      const { key } = await runUntil(place(), production('ShopBackup'), (due) => ({
        prefix: 'history/saves/cluster=shop/',
        end: `/${due}.json.gz`,
      }));
      const lines = await linesAt(place(), key);
      expect(lines.map(({ kind, outcome, complete }) => [kind, outcome ?? complete])).toEqual([
        ...shop.primaries.map(() => ['save', 'ok']),
        ['summary', true],
      ]);
      const addresses = lines.flatMap(({ node }) => (node as { address: string } | undefined)?.address ?? []);
      expect(addresses.toSorted()).toEqual(shop.replicas.map(({ address }) => address).toSorted());
      expect(await askedOfPrimaries(shop)).toEqual(asked);
    },
  );

  step(
    'copies every shard into the bucket when the schedule of copies is due, which a terminal lists and verifies',
    async () => {
      await addLargeKey(shop);
      const asked = await askedOfPrimaries(shop);
      copied = await runUntil(place(), production('ShopCopy'), setOf);
      const { complete, shards } = await manifestAt(place(), copied.key);
      expect([complete, shards.map(({ outcome }) => outcome)]).toEqual([true, shop.primaries.map(() => 'ok')]);
      expect(await askedOfPrimaries(shop)).toEqual(asked);
      const store = ['--store', `s3://${production('Bucket')}`];
      const list = await auditorCommand(emulator(), ['backup', 'list', ...store]);
      expect(list).toMatchObject({ code: 0, output: expect.stringMatching(/shop +\S+ +complete +3 +1\d MiB/) });
      const verified = await auditorCommand(emulator(), ['backup', 'verify', ...store]);
      expect(verified).toMatchObject({ code: 0, output: expect.stringContaining(': ok at level 2. 3 RDBs') });
    },
  );

  step('copies nothing when the same scheduled time comes again', async () => {
    const before = await versionsOf(clients(), production('Bucket'), 'backups/');
    await untilCalled(production('ShopCopy'), { task: 'copy', scheduledAt: copied.due });
    expect(await versionsOf(clients(), production('Bucket'), 'backups/')).toEqual(before);
  });

  step('tells of a transfer that failed, and leaves no set that looks complete', async () => {
    const replica = nodeAt(shop.replicas, 0);
    await replica.send('ACL', 'SETUSER', 'copier', '-sync');
    const due = new Date(Date.parse(copied.due) + 1000).toISOString();
    await expect(invoke(emulator(), production('ShopCopy'), { task: 'copy', scheduledAt: due })).rejects.toThrow(
      /is not the whole cluster/,
    );
    await replica.send('ACL', 'SETUSER', 'copier', '+sync');
    const { prefix, end } = setOf(due.replace(/[-:]/g, ''));
    const { complete, shards } = await manifestAt(place(), `${prefix}${end.slice(1)}`);
    expect([complete, shards.map(({ outcome }) => outcome).toSorted()]).toEqual([false, ['failed', 'ok', 'ok']]);
    expect((await keysOf(clients(), production('Bucket'), prefix)).filter((key) => key.endsWith('.rdb'))).toHaveLength(
      2,
    );
  });

  step('has nothing left over in a dead-letter queue', async () => {
    for (const url of [production('ShopDeadLetters'), staging('ShopDeadLetters')])
      expect(await openQueue(emulator(), url).messages()).toEqual([]);
  });
});

describe('two environments side by side', () => {
  step('have no resource in common', async () => {
    const ids = async (name: string) =>
      (await resourcesOf(emulator(), `RedisAuditor-${name}`)).map(({ type, id }) => `${type} ${id}`);
    const [first, second] = [await ids('production'), await ids('staging')];
    expect(first.filter((id) => second.includes(id))).toEqual([]);
    expect(first.length).toBeGreaterThan(20);
  });

  step('tell their own people, and keep what they saw apart', async () => {
    const [counts, keys] = [await messageCounts(), await keysOf(clients(), production('Bucket'), 'facts/')];
    const schedule = await scheduleOf(staging('ShopObserve'));
    expect(schedule).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    });
    await scheduleOnce(emulator(), schedule);
    await eventually(emulator(), 'mail to the tester', () => messagesTo(emulator(), TESTER).length === 1);
    expect(messagesTo(emulator(), TESTER)[0]?.subject).toContain('[CRITICAL] shop: A primary would restart empty');
    expect(await keysOf(clients(), staging('Bucket'), 'facts/')).toHaveLength(1);
    expect(await keysOf(clients(), production('Bucket'), 'facts/')).toEqual(keys);
    expect(await messageCounts()).toEqual(counts);
  });

  step('a visit that fails is left in the dead-letter queue of its own', async () => {
    await invokeLater(emulator(), staging('ShopObserve'), { audit: 'nonsense', scheduledAt: 'never' });
    const letters = openQueue(emulator(), staging('ShopDeadLetters'));
    await eventually(emulator(), 'the dead letter', async () => (await letters.messages()).length === 1);
    expect(await openQueue(emulator(), production('ShopDeadLetters')).messages()).toEqual([]);
  });
});

describe('`cdk destroy`', () => {
  step(
    'takes a stack away and leaves the other; the bucket stays where it was not said otherwise',
    async () => {
      await stacks.staging?.destroy();
      expect((await stackNames(emulator())).toSorted()).toEqual(['CDKToolkit', 'RedisAuditor-production']);
      await expect(keysOf(clients(), staging('Bucket'))).rejects.toThrow(/NoSuchBucket|does not exist/);
      await expect(describeFunction(emulator(), production('ShopObserve'))).resolves.toBeDefined();
      await stacks.production?.destroy();
      expect(await stackNames(emulator())).toEqual(['CDKToolkit']);
      expect(await keysOf(clients(), production('Bucket'))).toContain(run.key);
    },
    deployTimeoutMs,
  );
});
