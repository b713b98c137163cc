import { describe, expect, test } from '@jest/globals';
import middy from '@middy/core';
import { forCluster, logger, metrics, observability } from '../../lambdas/observability.ts';
import { metricNames } from '../../lib/constants.ts';
import { StoreError } from '../../lib/core/errors.ts';
import { context, printedBy } from './invocation.ts';

/** A function that does this. */
function call(work: () => void) {
  const handler = middy(async () => work()).use(observability);
  return printedBy(() => handler({}, context));
}

const secret = 'hunter2';

describe('the log of a function', () => {
  test('is JSON that says who speaks, for which call and which cluster', async () => {
    forCluster('prod', 'shop');
    const { lines } = await call(() => logger.info('judged', { findings: 3 }));
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'judged',
        findings: 3,
        service: 'redis-cluster-auditor',
        cluster: 'shop',
        function_name: 'assess-shop',
        function_request_id: context.awsRequestId,
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      }),
    ]);
  });

  test('keeps nothing of a call for the next one, but the cluster', async () => {
    forCluster('prod', 'shop');
    await call(() => logger.appendKeys({ audit: 'full' }));
    const { lines } = await call(() => logger.info('next'));
    expect(lines).toEqual([expect.objectContaining({ message: 'next', cluster: 'shop' })]);
    expect(lines[0]).not.toHaveProperty('audit');
  });

  test('has nothing of the event', async () => {
    const handler = middy(async () => undefined).use(observability);
    expect((await printedBy(() => handler({ password: secret }, context))).text).toBe('');
  });
});

describe('an error', () => {
  test('of our own is logged with what to do and without where in the code, and goes on to Lambda', async () => {
    const cause = Object.assign(new Error(`no to ${secret}`), { name: 'AccessDenied', request: { password: secret } });
    const problem = new StoreError('cannot read s3://facts/a (AccessDenied)', 'Allow s3:GetObject.', cause);
    const { lines, text, error } = await call(() => {
      throw problem;
    });
    expect(error).toBe(problem);
    expect(lines.map(({ level, message, error }) => ({ level, message, error }))).toEqual([
      {
        level: 'ERROR',
        message: 'the function failed',
        error: {
          name: 'StoreError',
          message: 'cannot read s3://facts/a (AccessDenied)',
          hint: 'Allow s3:GetObject.',
          cause: 'AccessDenied',
        },
      },
    ]);
    expect(text).not.toContain(secret);
  });

  test('that nobody expected is logged with its place, and not with what hangs on it', async () => {
    const { lines, text } = await call(() => {
      throw Object.assign(new TypeError('x is not a function', { cause: new Error(secret) }), { url: secret });
    });
    const { error } = lines[0] as { error: Record<string, string> };
    expect(Object.keys(error)).toEqual(['name', 'message', 'stack']);
    expect(error['stack']).toContain('observability.test.ts');
    expect(text).not.toContain(secret);
  });

  test('may be anything that can be thrown', async () => {
    const { lines } = await call(() => {
      throw secret;
    });
    expect(lines).toEqual([
      expect.objectContaining({
        error: { name: 'unknown', message: 'something was thrown that is no error (string)' },
      }),
    ]);
  });
});

describe('a metric', () => {
  const count = () => metrics.addMetric(metricNames.auditsCompleted, 'Count', 1);

  /** Documents of the embedded metric format. */
  const metricsIn = (lines: readonly Readonly<Record<string, unknown>>[]) => lines.filter((line) => '_aws' in line);

  test('has the cluster as its only dimension, so that each costs what one costs', async () => {
    forCluster('prod', 'shop');
    const { lines } = await call(count);
    expect(lines).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'RedisClusterAuditor',
              Dimensions: [['cluster']],
              Metrics: [{ Name: 'AuditsCompleted', Unit: 'Count' }],
            },
          ],
        },
        cluster: 'prod/shop',
        AuditsCompleted: 1,
      },
    ]);
  });

  test('follows the cluster, at whatever time it is named', async () => {
    forCluster('prod', 'shop');
    const { lines } = await call(() => {
      count();
      forCluster('prod', 'basket');
    });
    expect(lines).toEqual([expect.objectContaining({ cluster: 'prod/basket', AuditsCompleted: 1 })]);
    expect(metricsIn((await call(count)).lines)).toEqual([expect.objectContaining({ cluster: 'prod/basket' })]);
  });

  test('is sent when the function fails after it', async () => {
    const { lines } = await call(() => {
      count();
      throw new StoreError('no', 'Try.');
    });
    expect(metricsIn(lines)).toEqual([expect.objectContaining({ AuditsCompleted: 1 })]);
    expect((await call(() => undefined)).text).toBe('');
  });
});
