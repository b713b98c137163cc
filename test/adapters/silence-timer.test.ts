import { describe, expect, test } from '@jest/globals';
import { openConnection } from '../../lib/adapters/collectors/connection.ts';
import { afterSilence } from '../../lib/adapters/collectors/silence-timer.ts';
import type { LocalNode } from '../../lib/demo/local-node.ts';
import { clusterTestTimeoutMs, nodeAt, useCluster } from '../harness/cluster.ts';

const patienceMs = 100;

/** Keeps this process from everything else, as a host that gives it no time does. */
function standStill(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

const open = ({ address }: LocalNode, timeoutMs = 5000) =>
  openConnection(address, {}, timeoutMs, new AbortController().signal);

async function opened(node: LocalNode) {
  const connection = await open(node);
  if (connection.state !== 'ok') throw new Error(connection.detail);
  return connection.value;
}

describe('on a real server', () => {
  const cluster = useCluster({ mode: 'plain' });

  test(
    'a connection that came about while this process stood still is there',
    async () => {
      const opening = open(nodeAt(cluster().nodes, 0), patienceMs);
      standStill(5 * patienceMs);
      const connection = await opening;
      expect(connection.state).toBe('ok');
      if (connection.state === 'ok') await connection.value.close();
    },
    clusterTestTimeoutMs,
  );

  test(
    'what was answered while this process stood still is read, however late',
    async () => {
      const connection = await opened(nodeAt(cluster().nodes, 0));
      const asked = connection.ask([{ words: ['PING'] }, { words: ['ECHO', 'x'.repeat(100_000)] }], patienceMs);
      standStill(5 * patienceMs);
      expect(await asked).toEqual([{ value: 'PONG' }, { value: 'x'.repeat(100_000) }]);
      await connection.close();
    },
    clusterTestTimeoutMs,
  );

  test(
    'a node that says nothing is left after that time',
    async () => {
      const node = nodeAt(cluster().nodes, 0);
      const connection = await opened(node);
      node.freeze();
      try {
        expect(await connection.ask([{ words: ['PING'] }], patienceMs)).toEqual([
          { error: expect.objectContaining({ message: `no reply within ${patienceMs} ms` }) },
        ]);
      } finally {
        node.resume();
      }
      await connection.close();
    },
    clusterTestTimeoutMs,
  );
});

test('nothing is done once it was stopped, not even when the time is up already', async () => {
  let acted = 0;
  const stopEarly = afterSilence(1, () => (acted += 1));
  stopEarly();
  const stopLate = afterSilence(1, () => (acted += 1));
  // Timers come before what waits for their end.
  setTimeout(() => stopLate(), 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(acted).toBe(0);
});
