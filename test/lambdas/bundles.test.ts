import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { zippedSize } from '../../bench/bundles.ts';
import { messageForms } from '../../lib/core/message-forms.ts';
import { type Bundle, bundleFunctions, functionNames } from '../../scripts/bundle.mjs';
import { alertOf, notificationOf } from '../builders/notification.ts';
import { awsEnvironment, callBare } from '../harness/bare-function.ts';
import { startFakePagerDuty } from '../harness/fake-pagerduty.ts';
import { startFakeSecrets } from '../harness/fake-secrets.ts';
import { startFakeSlack } from '../harness/fake-slack.ts';

// A loaded machine takes its time.
jest.setTimeout(60_000);

/** As much of a bundle as there may be, in bytes of its zip; docs/performance.md says what is in it. */
const BUDGET = 260_000;

let directory = '';
const bundles = new Map<string, Bundle>();
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'functions-'));
  for (const traced of [false, true])
    for (const bundle of await bundleFunctions(directory, { traced })) bundles.set(bundle.name, bundle);
}, 180_000);
afterAll(() => rmSync(directory, { recursive: true }));

function bundleOf(name: string): Bundle {
  const bundle = bundles.get(name);
  if (bundle === undefined) throw new Error(`${name} was not bundled`);
  return bundle;
}

describe.each(functionNames.flatMap((name) => [name, `${name}-traced`]))('the function %s', (name) => {
  test('is within its budget', () => {
    expect(zippedSize(readFileSync(bundleOf(name).file))).toBeLessThanOrEqual(BUDGET);
  });

  test('is loaded by Node alone, in surroundings that have nothing', () => {
    const { file } = bundleOf(name);
    // Lambda takes a handler with a third parameter for one that calls back, and refuses it.
    const script = 'const { handler } = require(process.argv[1]); console.log(typeof handler, handler.length)';
    const args = ['-e', script, file];
    expect(execFileSync(process.execPath, args, { cwd: dirname(file), env: {}, encoding: 'utf8' })).toBe(
      'function 2\n',
    );
  });

  test('names no module that Node does not have, also where it would be loaded later', () => {
    const imports = Object.values(bundleOf(name).metafile.outputs).flatMap((output) => output.imports);
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter(({ path }) => !isBuiltin(path)).map(({ path }) => path)).toEqual([]);
  });
});

test.each(['observe', 'assess', 'backup', 'copy', 'digest', 'compact', 'slack', 'pagerduty'])(
  'there is a function %s',
  (name) => {
    expect(functionNames).toContain(name);
  },
);

test.each(functionNames)('%s has nothing of the tracer, of the stack and of the command line', (name) => {
  const inputs = Object.values(bundleOf(name).metafile.outputs).flatMap((output) => Object.keys(output.inputs));
  expect(inputs.filter((path) => /xray|tracer|aws-cdk|commander|lib\/(?:cli|cdk|demo)\//.test(path))).toEqual([]);
});

test('the function for Slack works as it is shipped', async () => {
  const [slack, secrets] = await Promise.all([startFakeSlack(), startFakeSecrets()]);
  secrets.secrets.set('webhook', slack.url('/services/hunter2'));
  const event = { Records: [{ Sns: { MessageId: '1', Subject: 'a', Message: 'maintenance at nine' } }] };
  const env = { ...awsEnvironment({ SECRETS_MANAGER: secrets.endpoint }), AUDITOR_WEBHOOK_SECRET: 'webhook' };
  const [withAll, without] = [
    await callBare(bundleOf('slack').file, event, env),
    await callBare(bundleOf('slack').file, event),
  ];
  await Promise.all([slack.close(), secrets.close()]);
  expect(withAll.code).toBe(0);
  expect(slack.posted.map(({ path, body }) => [path, JSON.parse(body).text])).toEqual([['/services/hunter2', 'a']]);
  expect(without.code).not.toBe(0);
  expect(without.stderr).toContain('the environment variable AUDITOR_WEBHOOK_SECRET is not set');
});

test('the function for PagerDuty works as it is shipped', async () => {
  const [pager, secrets] = await Promise.all([startFakePagerDuty(), startFakeSecrets()]);
  secrets.secrets.set('key', 'hunter2hunter2hunter2hunter2hunt');
  const { lambda: Message } = JSON.parse(messageForms(notificationOf([alertOf('aof/not-enabled', 7001)], 'shop')));
  const event = { Records: [{ Sns: { MessageId: '1', Subject: 'a', Message } }] };
  const env = {
    ...awsEnvironment({ SECRETS_MANAGER: secrets.endpoint }),
    AUDITOR_ENVIRONMENT: 'prod',
    AUDITOR_PAGERDUTY_SECRET: 'key',
    AUDITOR_PAGERDUTY_ENDPOINT: pager.endpoint,
    AUDITOR_PAGERDUTY_SEVERITIES: 'critical,warning',
  };
  const { code } = await callBare(bundleOf('pagerduty').file, event, env);
  await Promise.all([pager.close(), secrets.close()]);
  expect(code).toBe(0);
  expect([...pager.open]).toEqual(['redis-auditor/prod/shop/aof/not-enabled']);
});
