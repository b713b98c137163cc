import { fork } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { CLUSTER_FILE, DIGEST_FILE, RULES_FILE } from '../../lib/constants.ts';
import type { RuleScript } from '../../lib/local-rules/open.ts';
import { bundleFunctions } from '../../scripts/bundle.mjs';
import { type FakeS3, startFakeS3 } from './fake-s3.ts';
import { type FakeSecrets, startFakeSecrets } from './fake-secrets.ts';
import { type FakeSns, startFakeSns } from './fake-sns.ts';

/** For tests that bundle, start processes and wait for a cluster. */
export const functionTestTimeoutMs = 180_000;

/** One warm instance of a function, as it is deployed: the bundle, with its declaration beside it. */
export interface RunningFunction {
  /** @returns what the handler answered; rejects with its error, by name, message and hint */
  invoke(event: unknown, remainingMs?: number): Promise<unknown>;
  /** Everything it has logged. */
  log(): string;
  stop(): Promise<void>;
}

/** The services that the functions use, on loopback. */
export interface FakeAws {
  readonly s3: FakeS3;
  readonly sns: FakeSns;
  readonly secrets: FakeSecrets;
}

const bucket = 'bucket';
export const topic = 'arn:aws:sns:eu-west-1:123456789012:alerts';

/**
 * Bundles once, starts the services, and ends all that was started, around the tests of a file.
 *
 * @param traced takes the bundles with X-Ray in them, `assess-traced`
 */
export function useFunctions(traced = false) {
  const directory = mkdtempSync(join(tmpdir(), 'auditor-functions-'));
  const running: RunningFunction[] = [];
  let aws: FakeAws;
  beforeAll(async () => {
    await bundleFunctions(directory, { traced });
    const [s3, sns, secrets] = await Promise.all([startFakeS3(), startFakeSns(), startFakeSecrets()]);
    aws = { s3, sns, secrets };
  }, functionTestTimeoutMs);
  beforeEach(() => {
    aws.s3.objects.clear();
    aws.s3.fault = () => undefined;
    aws.s3.slowness = 0;
    aws.sns.fault = () => undefined;
    aws.secrets.secrets.clear();
  });
  afterAll(async () => {
    await Promise.all(running.map((each) => each.stop()));
    await Promise.all([aws.s3.close(), aws.sns.close(), aws.secrets.close()]);
    rmSync(directory, { recursive: true });
  });
  return {
    directory,
    aws: () => aws,
    /**
     * @param cluster what stands in `cluster.json`, or in `digest.json` if it is of several; undefined for none
     * @param rules a team's own that are shipped with it
     */
    start(
      name: string,
      cluster?: object,
      environment: Readonly<Record<string, string>> = {},
      rules?: RuleScript,
    ): RunningFunction {
      const all = { ...environmentOf(aws), ...environment };
      const started = start(join(directory, name, 'index.js'), { cluster, rules }, all);
      running.push(started);
      return started;
    },
  };
}

function environmentOf({ s3, sns, secrets }: FakeAws): Readonly<Record<string, string>> {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_ENDPOINT_URL_SNS: sns.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    AUDITOR_BUCKET: bucket,
    AUDITOR_TOPIC_ARN: topic,
    AUDITOR_WEBHOOK_SECRET: 'webhook',
  };
}

interface Shipped {
  readonly cluster: object | undefined;
  readonly rules: RuleScript | undefined;
}

function start(bundle: string, { cluster, rules }: Shipped, env: Readonly<Record<string, string>>): RunningFunction {
  const task = mkdtempSync(join(tmpdir(), 'auditor-task-'));
  mkdirSync(task, { recursive: true });
  copyFileSync(bundle, join(task, 'index.js'));
  const file = cluster !== undefined && 'clusters' in cluster ? DIGEST_FILE : CLUSTER_FILE;
  if (cluster !== undefined) writeFileSync(join(task, file), JSON.stringify(cluster));
  if (rules !== undefined) writeFileSync(join(task, RULES_FILE), JSON.stringify(rules));
  const child = fork(join(import.meta.dirname, 'function-process.ts'), [join(task, 'index.js')], {
    silent: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env,
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => said.push(part.toString()));
  let invocations = 0;
  return {
    async invoke(event, remainingMs = 30_000) {
      const id = ++invocations;
      child.send({ id, event, remainingMs });
      for (;;) {
        const [answer] = (await once(child, 'message')) as [{ id: number; result?: unknown; error?: object }];
        if (answer.id !== id) continue;
        if (answer.error !== undefined) throw Object.assign(new Error('the function failed'), answer.error);
        return answer.result;
      }
    },
    log: () => said.join(''),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(task, { recursive: true, force: true });
    },
  };
}

/** A cluster as it is deployed with a function that judges nothing, on these nodes. */
export function deployedNodes(seeds: readonly string[], change: object = {}): object {
  return {
    schemaVersion: 1,
    environment: 'test',
    cluster: { id: 'shop', provider: 'self-managed' },
    seeds,
    natMap: {},
    collection: { deadlineSeconds: 20, concurrency: 64 },
    ...change,
  };
}

/** The same with how its facts are judged. */
export function deployed(seeds: readonly string[], change: object = {}): object {
  return {
    ...deployedNodes(seeds),
    intervals: { slowlog: 300, persistence: 300 },
    policy: {},
    rules: { 'backup/none-declared': { off: 'copies are made by other means' } },
    ...change,
  };
}

/** What EventBridge says when an object arrives. */
export function objectCreated(key: string, name = bucket): object {
  return {
    version: '0',
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { version: '0', bucket: { name }, object: { key, size: 1, etag: 'x' }, reason: 'PutObject' },
  };
}

/** `2026-03-01T03:00:00Z` and so many minutes, as Scheduler writes it. */
export function dueAt(minute: number): string {
  return new Date(Date.UTC(2026, 2, 1, 3, minute)).toISOString().replace('.000', '');
}
