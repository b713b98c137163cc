import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { factsKey } from '../../lib/core/storage-keys.ts';
import { clusterFacts } from '../builders/facts.ts';
import { deployed, functionTestTimeoutMs, objectCreated, useFunctions } from '../harness/functions.ts';

const functions = useFunctions(true);

test(
  'the traced bundle tells X-Ray of the handler and of each call to AWS, and of no answer',
  async () => {
    const daemon = createSocket('udp4').bind(0, '127.0.0.1');
    await once(daemon, 'listening');
    const segments: string[] = [];
    daemon.on('message', (message) => segments.push(message.toString()));
    const assess = functions.start('assess-traced', deployed(['10.0.0.1:6379']), {
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: '/var/task',
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: 'Root=1-5e1b4151-5ac6c58f5ac6c58f5ac6c58f;Parent=5ac6c58f5ac6c58f;Sampled=1',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
      AWS_XRAY_CONTEXT_MISSING: 'IGNORE_ERROR',
    });
    const facts = clusterFacts({ audit: 'persistence', cluster: { id: 'shop', provider: 'self-managed' } });
    functions.aws().s3.objects.set(factsKey(facts), gzipSync(JSON.stringify(facts)));
    try {
      expect(await assess.invoke(objectCreated(factsKey(facts)))).toMatchObject({ completed: [{}] });
      // The last one may still be under way.
      for (let tries = 0; tries < 50 && !segments.join().includes('## index.handler'); tries++)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const told = segments.join('\n');
      expect(told).toContain('## index.handler');
      expect(told).toContain('"S3"');
      expect(told).not.toContain('completed');
    } finally {
      daemon.close();
    }
  },
  functionTestTimeoutMs,
);
