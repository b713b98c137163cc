import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectLockConfigurationCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, PublishCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '../harness/aws/await-aws.ts';
import { bootstrap, type CdkOptions, type Deployed, deploy } from '../harness/aws/cdk.ts';
import { startEmulator } from '../harness/aws/emulator.ts';
import { compiledBeside, python } from '../harness/aws/environment.ts';
import { describeFunction, invoke, invokeLater, logOf } from '../harness/aws/functions.ts';
import { listeningAddresses } from '../harness/aws/listening.ts';
import { confirmationsTo, confirmByMail, messagesTo } from '../harness/aws/outbox.ts';
import { openQueue } from '../harness/aws/queue.ts';
import { scheduleOnce, schedulesOf } from '../harness/aws/schedules.ts';
import { only, resourcesOf, stackNames } from '../harness/aws/stack.ts';
import { type Subscriber, startSubscriber } from '../harness/aws/subscriber.ts';
import { deployTimeoutMs, useEmulator } from '../harness/aws/use-emulator.ts';
import { waitUntil } from '../harness/cluster.ts';
import { isRunning } from '../harness/processes.ts';

const { emulator, clients } = useEmulator();
const cwd = join(import.meta.dirname, 'probe');

let subscriber: Subscriber;
let deployed: Deployed;
const name = (part: string): string => deployed.outputs['Probe']?.[part] ?? '';
const options = (context: Readonly<Record<string, string>> = {}): CdkOptions => ({
  cwd,
  context: { subscriber: subscriber.url, ...context },
});

beforeAll(async () => {
  subscriber = await startSubscriber();
  await bootstrap(emulator());
  deployed = await deploy(emulator(), options());
}, deployTimeoutMs);
afterAll(() => subscriber.close());

describe('the emulator', () => {
  test('listens on loopback alone, and ends with everything it has started', async () => {
    const other = await startEmulator();
    expect(listeningAddresses(other.pid)).toEqual([other.endpoint.replace('http://', '')]);
    await other.stop();
    await other.stop();
    expect(isRunning(other.pid)).toBe(false);
    expect(existsSync(other.directory)).toBe(false);
  });

  test('ends when whoever started it is killed', async () => {
    const module = join(import.meta.dirname, '..', 'harness', 'aws', 'emulator.ts');
    const script = `import { startEmulator } from '${module}';
      const { pid, directory } = await startEmulator();
      console.log(JSON.stringify({ pid, directory }));
      setInterval(() => undefined, 1000);`;
    const { NODE_OPTIONS: _, ...env } = process.env;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], { env, stdio: 'pipe' });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const { pid, directory } = JSON.parse(line.toString()) as { pid: number; directory: string };
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await waitUntil(() => !isRunning(pid) && !existsSync(directory), {
      timeoutMs: 60_000,
      what: 'the emulator to end',
    });
  });

  test('does not start when a name is gone that it leans on', () => {
    const script = 'import json; from gaps.names import need; need(json, "loads", "gone"); print("went on")';
    const ended = spawnSync(python(), ['-c', script], {
      cwd: join(import.meta.dirname, 'emulator'),
      env: { PYTHONPYCACHEPREFIX: compiledBeside(python()) },
      encoding: 'utf8',
    });
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toContain('emulator: json has no gone any more, so gaps/ has to be adapted');
  });

  test('refuses whoever does not say who it is', async () => {
    expect((await fetch(`${emulator().endpoint}/?Action=DescribeStacks&Version=2010-05-15`)).status).toBe(403);
  });

  test('shows all logs when something does not happen in time', async () => {
    const waiting = eventually(emulator(), 'pigs to fly', () => false, 10);
    await expect(waiting).rejects.toThrow(/waited 10 ms for pigs to fly\n\nemulator:\n[\s\S]*SingleLogs/);
  });
});

describe('a deployed function', () => {
  test('runs in Node 24 with its time, and sees nothing of the environment of these tests', async () => {
    const seen = await invoke<{ remaining: number; later: number; version: string; variables: object }>(
      emulator(),
      name('onObject'),
      { sleepMs: 300 },
    );
    expect(seen.version).toBe(process.version);
    expect(seen.remaining).toBeLessThanOrEqual(4000);
    expect(seen.remaining).toBeGreaterThan(3000);
    expect(seen.remaining - seen.later).toBeGreaterThanOrEqual(290);
    expect(seen.variables).toMatchObject({ AWS_REGION: emulator().region });
    expect(seen.variables).not.toHaveProperty('NODE_OPTIONS');
  });

  test('is ended when its time is up', async () => {
    await expect(invoke(emulator(), name('onObject'), { sleepMs: 60_000 })).rejects.toThrow(/timed out after 4/);
  });

  test('has the properties that the template gave it', async () => {
    const { Configuration, Concurrency } = await describeFunction(emulator(), name('single'));
    expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 1 });
    expect(Configuration.VpcConfig?.SubnetIds).toEqual(['subnet-0123456789abcdef0']);
    expect(Configuration.DeadLetterConfig?.TargetArn).toMatch(/DeadLetters/);
  });

  test('may do what its role allows, and nothing else', async () => {
    const bucket = name('bucket');
    await expect(invoke(emulator(), name('onObject'), { put: { bucket, key: 'facts/x' } })).rejects.toThrow(
      /AccessDenied|not authorized/,
    );
    await expect(invoke(emulator(), name('writer'), { put: { bucket, key: 'facts/x' } })).resolves.toMatchObject({
      version: process.version,
    });
  });
});

describe('a schedule', () => {
  test('fills its keywords in, with the time at which it was due', async () => {
    const schedules = await schedulesOf(emulator());
    expect(schedules.map((each) => each.ScheduleExpression).toSorted()).toEqual([
      'cron(* * * * ? *)',
      'rate(1 minute)',
    ]);
    const [schedule] = schedules;
    if (schedule === undefined) throw new Error('no schedule');
    expect(schedule.Target.DeadLetterConfig?.Arn).toMatch(/DeadLetters/);
    const due = await scheduleOnce(emulator(), schedule);
    const line = await eventually(emulator(), 'the call of the schedule', async () =>
      (await logOf(emulator(), name('single'))).find((each) => each.includes(`"scheduledAt":"${due}"`)),
    );
    expect(line).toMatch(/"executionId":"[0-9a-f-]{36}","attemptNumber":"1","scheduleArn":"arn:aws:scheduler:/);
  });

  test('whose calls come while the function is busy has them wait, not lost', async () => {
    const [first, second] = await schedulesOf(emulator());
    if (first === undefined || second === undefined) throw new Error('no two schedules');
    const busy = invoke(emulator(), name('single'), { sleepMs: 2500 });
    const dues = [await scheduleOnce(emulator(), first, 0), await scheduleOnce(emulator(), second, 0)];
    await busy;
    await eventually(emulator(), 'both calls', async () => {
      const lines = (await logOf(emulator(), name('single'))).filter((each) => each.includes('EVENT'));
      return ['Rate', 'Cron'].every((from, index) =>
        lines.some((each) => each.includes(`"from":"${from}"`) && each.includes(dues[index] ?? '?')),
      );
    });
  });
});

describe('an asynchronous event', () => {
  const put = (key: string) =>
    clients().s3.send(new PutObjectCommand({ Bucket: name('bucket'), Key: key, Body: 'facts' }));

  test('tells of a new object under the prefix of the rule, and of no other', async () => {
    await put('facts/cluster=other/1');
    await put('facts/cluster=shop/1');
    const line = await eventually(emulator(), 'the event', async () =>
      (await logOf(emulator(), name('onObject'))).find((each) => each.includes('facts/cluster=shop/1')),
    );
    expect(JSON.parse(line.replace('EVENT ', ''))).toMatchObject({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name: name('bucket') }, object: { key: 'facts/cluster=shop/1' } },
    });
    expect((await logOf(emulator(), name('onObject'))).join('\n')).not.toContain('cluster=other');
  });

  test('is tried again as often as the function says, then left where the function says', async () => {
    const queue = openQueue(emulator(), name('deadLetters'));
    await invokeLater(emulator(), name('onObject'), { fail: 'as asked, with a destination' });
    await invokeLater(emulator(), name('single'), { fail: 'as asked, with a dead-letter queue' });
    const letters = await eventually(emulator(), 'two dead letters', async () => {
      const messages = (await queue.messages()).filter((each) => each.includes('as asked'));
      return messages.length === 2 && messages.map((each) => JSON.parse(each) as object);
    });
    expect(letters).toContainEqual({ fail: 'as asked, with a dead-letter queue' });
    expect(letters).toContainEqual(
      expect.objectContaining({ requestPayload: { fail: 'as asked, with a destination' } }),
    );
    const tries = async (part: string) =>
      (await logOf(emulator(), name(part))).filter((each) => /^EVENT.*as asked/.test(each)).length;
    expect([await tries('onObject'), await tries('single')]).toEqual([2, 1]);
  });
});

describe('a topic', () => {
  const bodies = {
    default: 'for everybody else',
    email: 'for people',
    https: JSON.stringify({
      version: '1.0',
      source: 'custom',
      content: { title: 'A title', description: 'for Slack' },
    }),
    lambda: 'for functions',
  };

  test('asks people before it writes to them', async () => {
    const publish = (text: string) =>
      clients().sns.send(new PublishCommand({ TopicArn: name('topic'), Subject: 'Too early', Message: text }));
    await publish('too early');
    expect(messagesTo(emulator(), 'oncall@example.com')).toEqual([]);
    expect(confirmationsTo(emulator(), 'oncall@example.com')).toHaveLength(1);
    const pending = async () => {
      const command = new GetTopicAttributesCommand({ TopicArn: name('topic') });
      return (await clients().sns.send(command)).Attributes?.['SubscriptionsPending'];
    };
    expect(await pending()).toBe('1');
    await confirmByMail(emulator(), 'oncall@example.com');
    expect(await pending()).toBe('0');
  });

  test('has a body of its own for each kind of subscriber', async () => {
    await clients().sns.send(
      new PublishCommand({
        TopicArn: name('topic'),
        Subject: 'To all',
        Message: JSON.stringify(bodies),
        MessageStructure: 'json',
      }),
    );
    const queue = openQueue(emulator(), name('queue'));
    const heard = await eventually(emulator(), 'all subscribers', async () => {
      const inQueue = (await queue.messages()).find((each) => each.includes('To all'));
      const toFunction = (await logOf(emulator(), name('told'))).find((each) => each.includes('To all'));
      const toServer = subscriber.notifications.find((each) => each.Subject === 'To all');
      const mail = messagesTo(emulator(), 'oncall@example.com').at(-1);
      const post = messagesTo(emulator(), 'slack:T0123ABCD/C0123ABCD').at(-1);
      const all = [inQueue, toFunction, toServer?.Message, mail?.text, post?.text];
      return all.every((each) => each !== undefined) && all;
    });
    expect(heard).toEqual([
      expect.stringContaining('for everybody else'),
      expect.stringContaining('for functions'),
      'for everybody else',
      'for people',
      bodies.https,
    ]);
  });
});

describe('a bucket', () => {
  test('keeps the lock of the template, and lists from a key on', async () => {
    const bucket = { Bucket: name('bucket') };
    const { ObjectLockConfiguration } = await clients().s3.send(new GetObjectLockConfigurationCommand(bucket));
    expect(ObjectLockConfiguration?.Rule?.DefaultRetention).toEqual({ Mode: 'GOVERNANCE', Days: 1 });
    for (const key of ['list/1', 'list/2', 'list/3'])
      await clients().s3.send(new PutObjectCommand({ ...bucket, Key: key, Body: 'x' }));
    const after = { ...bucket, Prefix: 'list/', StartAfter: 'list/1' };
    const { Contents } = await clients().s3.send(new ListObjectsV2Command(after));
    expect(Contents?.map(({ Key }) => Key)).toEqual(['list/2', 'list/3']);
  });

  test('lets one of ten writers create an object', async () => {
    const create = () =>
      clients().s3.send(new PutObjectCommand({ Bucket: name('bucket'), Key: 'race', Body: 'x', IfNoneMatch: '*' }));
    const ended = await Promise.allSettled(Array.from({ length: 10 }, create));
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('after a minute', () => {
  test('schedules of a rate and of a cron have run', async () => {
    const lines = await eventually(emulator(), 'a call of each', async () => {
      const all = (await logOf(emulator(), name('single'))).filter((each) => each.includes('EVENT'));
      const byRate = all.find((each) => each.includes('"from":"Rate"') && !each.includes('/once-'));
      const byCron = all.find((each) => each.includes('"from":"Cron"') && !each.includes('/once-'));
      return byRate !== undefined && byCron !== undefined && [byRate, byCron];
    });
    expect(lines[1]).toMatch(/"scheduledAt":"[\dT:-]+:00Z"/);
  });
});

describe('a stack', () => {
  test('has every resource of its template', async () => {
    const resources = await resourcesOf(emulator(), 'Probe');
    expect(only(resources, 'AWS::Chatbot::SlackChannelConfiguration').id).toMatch(/slack-channel\/probe$/);
    for (const type of ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::VPCEndpoint', 'AWS::Scheduler::ScheduleGroup'])
      expect(only(resources, type).id).not.toBe('');
  });

  test(
    'takes an update in place',
    async () => {
      const updated = await deploy(emulator(), options({ memory: '256' }));
      expect(updated.outputs).toEqual(deployed.outputs);
      expect(await updated.diff()).toContain('There were no differences');
      expect((await describeFunction(emulator(), name('single'))).Concurrency?.ReservedConcurrentExecutions).toBe(1);
    },
    deployTimeoutMs,
  );

  test(
    'goes when it is destroyed, but for the bucket that is to stay',
    async () => {
      await deployed.destroy();
      expect(await stackNames(emulator())).toEqual(['CDKToolkit']);
      await expect(describeFunction(emulator(), name('single'))).rejects.toThrow(/404/);
      await expect(clients().s3.send(new ListObjectsV2Command({ Bucket: name('bucket') }))).resolves.toBeDefined();
    },
    deployTimeoutMs,
  );
});
